import type { FastifyInstance } from 'fastify';
import { readInterconnects, writeInterconnects } from '../auth.mts';
import { envelope } from '../envelope.mts';
import {
	answerOf,
	updated,
	type StoredMagicInterconnect,
	type TargetForm,
} from '../magicInterconnects.mts';
import { magicRefusal } from '../refusals.mts';
import { bodies, headers, params, queries, type UpdateMagicInterconnect } from '../shapes.mts';
import type { State } from '../state.mts';

interface Params {
	account_id: string;
	cf_interconnect_id: string;
}

interface Headers {
	'x-magic-new-hc-target'?: 'true' | 'false';
}

const formOf = (headers: Headers): TargetForm =>
	headers['x-magic-new-hc-target'] === 'true' ? 'object' : 'text';

/** `/accounts/{account_id}/magic/cf_interconnects`, but for the update of several at once. */
export function magicInterconnectRoutes(app: FastifyInstance, state: State): void {
	// Assumed: An update with `validate_only` says `modified: true`.
	const read = { anyOf: readInterconnects };
	const write = { anyOf: writeInterconnects };

	const find = ({ account_id, cf_interconnect_id: id }: Params): StoredMagicInterconnect => {
		const stored = state.magicInterconnects.get(id);
		if (stored?.account === account_id) return stored;
		throw magicRefusal(404, `There is no magic interconnect ${id}`);
	};

	app.get<{ Params: Params; Headers: Headers }>(
		'/cf_interconnects',
		{ config: read, schema: { params: params.account, headers: headers.magic } },
		async ({ headers, params: { account_id } }) =>
			envelope({
				interconnects: [...state.magicInterconnects.values()]
					.filter(({ account }) => account === account_id)
					.map((stored) => answerOf(stored, formOf(headers))),
			}),
	);

	app.get<{ Params: Params; Headers: Headers }>(
		'/cf_interconnects/:cf_interconnect_id',
		{ config: read, schema: { params: params.magicInterconnect, headers: headers.magic } },
		async ({ headers, params }) =>
			envelope({ interconnect: answerOf(find(params), formOf(headers)) }),
	);

	app.put<{
		Params: Params;
		Headers: Headers;
		Querystring: { validate_only?: boolean };
		Body: UpdateMagicInterconnect;
	}>(
		'/cf_interconnects/:cf_interconnect_id',
		{
			config: write,
			schema: {
				params: params.magicInterconnect,
				headers: headers.magic,
				querystring: queries.validateOnly,
				body: bodies.updateMagicInterconnect,
			},
		},
		async ({ body, headers, params, query }) => {
			const form = formOf(headers);
			const all = state.magicInterconnects;
			const stored = updated(find(params), body, form, all.values());
			if (!query.validate_only) all.set(stored.magic.id, stored);
			return envelope({ modified: true, modified_interconnect: answerOf(stored, form) });
		},
	);
}
