import type { FastifyInstance } from 'fastify';
import { readInterconnects } from '../auth.mts';
import { listPage, type PageQuery } from '../listing.mts';
import { serviceRefusal } from '../refusals.mts';
import { params, queries, type Slot } from '../shapes.mts';
import type { State } from '../state.mts';

interface Params {
	account_id: string;
	slot: string;
}

interface SlotQuery extends PageQuery {
	address_contains?: string;
	occupied?: boolean;
	site?: string;
	speed?: string;
}

/** `/accounts/{account_id}/cni/slots` */
export function slotRoutes(app: FastifyInstance, state: State): void {
	const config = { anyOf: readInterconnects };

	/** Whose port it is, only its owner sees. */
	const answer = ({ account, ...slot }: Slot, viewer: string): Slot => {
		if (state.options.answers === 'documented') delete slot.ccr_device_name;
		return account === viewer ? { ...slot, account } : slot;
	};

	app.get<{ Params: Params; Querystring: SlotQuery }>(
		'/slots',
		{ config, schema: { params: params.account, querystring: queries.slots } },
		async ({ params: { account_id }, query }) => {
			const text = query.address_contains?.toLowerCase() ?? '';
			const entries = [...state.slots.values()].filter(
				({ slot }) =>
					slot.facility.address.join('\n').toLowerCase().includes(text) &&
					(query.occupied === undefined || slot.occupied === query.occupied) &&
					(query.site === undefined || slot.site === query.site) &&
					(query.speed === undefined || slot.speed === query.speed),
			);
			return listPage(entries, query, state.options.pageSize, ({ slot }) =>
				answer(slot, account_id),
			);
		},
	);

	app.get<{ Params: Params }>(
		'/slots/:slot',
		{ config, schema: { params: params.slot } },
		async ({ params }) => {
			const stored = state.slots.get(params.slot);
			if (!stored) throw serviceRefusal(404, `There is no slot ${params.slot}`);
			return answer(stored.slot, params.account_id);
		},
	);
}
