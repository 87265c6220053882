import type { FastifyInstance } from 'fastify';
import { reachable } from '../auth.mts';
import { envelope } from '../envelope.mts';
import { params, queries } from '../shapes.mts';
import type { State } from '../state.mts';

interface AccountQuery {
	direction?: 'asc' | 'desc';
	name?: string;
	page?: number;
	per_page?: number;
}

/** `/accounts` */
export function accountRoutes(app: FastifyInstance, state: State): void {
	// Assumed: `name` in `GET /accounts` matches the whole name, and a malformed query has the code 10400.
	const config = { anyOf: ['Account Settings Read'] } as const;

	app.get<{ Querystring: AccountQuery }>(
		'/accounts',
		{ config, schema: { querystring: queries.accounts } },
		async ({ credential, query }) => {
			const { page = 1, per_page = 20, direction = 'asc', name } = query;
			const found = (credential ? reachable(credential, state.accounts) : [])
				.filter((account) => name === undefined || account.name === name)
				.sort((a, b) => a.name.localeCompare(b.name, 'en') * (direction === 'asc' ? 1 : -1));
			const result = found.slice((page - 1) * per_page, page * per_page);
			return envelope(result, {
				result_info: {
					page,
					per_page,
					count: result.length,
					total_count: found.length,
					total_pages: Math.ceil(found.length / per_page),
				},
			});
		},
	);

	app.get<{ Params: { account_id: string } }>(
		'/accounts/:account_id',
		{ config, schema: { params: params.account } },
		async ({ params }) => envelope(state.accounts.find(({ id }) => id === params.account_id)),
	);
}
