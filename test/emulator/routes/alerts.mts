import type { FastifyInstance } from 'fastify';
import { historyOf } from '../alerting.mts';
import { queries } from '../alertingShapes.mts';
import { availableAlerts } from '../alertTypes.mts';
import { readNotifications } from '../auth.mts';
import { envelope } from '../envelope.mts';
import { params } from '../shapes.mts';
import type { State } from '../state.mts';

interface Account {
	account_id: string;
}

interface HistoryQuery {
	before?: string;
	since?: string;
	page?: number;
	per_page?: number;
}

/** `/accounts/{account_id}/alerting/v3`: what an account can be notified of, and what it was notified of. */
export function alertRoutes(app: FastifyInstance, state: State): void {
	const config = { anyOf: readNotifications };

	app.get<{ Params: Account }>(
		'/available_alerts',
		{ config, schema: { params: params.account } },
		async ({ params: { account_id } }) =>
			envelope(availableAlerts(state.entitlements.get(account_id) ?? {})),
	);

	app.get<{ Params: Account; Querystring: HistoryQuery }>(
		'/history',
		{ config, schema: { params: params.account, querystring: queries.history } },
		async ({ params: { account_id }, query }) => {
			const { page = 1, per_page = 20 } = query;
			const found = historyOf(state.alerting.history, account_id, query);
			const result = found.slice((page - 1) * per_page, page * per_page);
			return envelope(result, {
				result_info: { page, per_page, count: result.length, total_count: found.length },
			});
		},
	);
}
