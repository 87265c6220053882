import type { FastifyInstance } from 'fastify';
import { readInterconnects, writeInterconnects } from '../auth.mts';
import { bodies, params, type UpdateSettings } from '../shapes.mts';
import type { State } from '../state.mts';

interface Params {
	account_id: string;
}

/** `/accounts/{account_id}/cni/settings` */
export function settingsRoutes(app: FastifyInstance, state: State): void {
	const answer = (account: string) => ({ default_asn: state.defaultAsnOf(account) });

	app.get<{ Params: Params }>(
		'/settings',
		{ config: { anyOf: readInterconnects }, schema: { params: params.account } },
		async ({ params }) => answer(params.account_id),
	);

	app.put<{ Params: Params; Body: UpdateSettings }>(
		'/settings',
		{
			config: { anyOf: writeInterconnects },
			schema: { params: params.account, body: bodies.updateSettings },
		},
		async ({ params, body }) => {
			const { account_id } = params;
			if (body.default_asn === null) state.defaultAsns.delete(account_id);
			else if (body.default_asn !== undefined) {
				state.defaultAsns.set(account_id, body.default_asn);
			}
			return answer(account_id);
		},
	);
}
