import type { FastifyInstance } from 'fastify';

import type { StoredWebhook } from '../alerting.mts';
import { bodies, params as paths, type CreateWebhook } from '../alertingShapes.mts';
import { readNotifications, writeNotifications } from '../auth.mts';
import { timestamp } from '../clock.mts';
import { deliverTest, isTaken } from '../deliveries.mts';
import { done, envelope } from '../envelope.mts';
import { alertingRefusal } from '../refusals.mts';
import { params } from '../shapes.mts';
import type { State } from '../state.mts';

interface Account {
	account_id: string;
}

interface Params extends Account {
	webhook_id: string;
}

const read = { anyOf: readNotifications };
const write = { anyOf: writeNotifications };

function find(state: State, { account_id, webhook_id: id }: Params): StoredWebhook {
	const stored = state.alerting.webhooks.get(id);
	if (stored?.account === account_id) return stored;
	throw alertingRefusal(404, 17404, `webhook ${id} does not exist`);
}

/** Stores a destination that takes the test message. */
async function accept(state: State, stored: StoredWebhook) {
	const delivery = await deliverTest(state.alerting, stored);
	if (!isTaken(delivery)) throw alertingRefusal(400, 17000, 'Webhook test failed');
	state.alerting.webhooks.set(stored.webhook.id, stored);
	return envelope({ id: stored.webhook.id });
}

// Observed: Deleting a webhook that does not exist gives HTTP 500 with the code 15000.
// Assumed: A webhook that a policy uses cannot be deleted.
/** `/accounts/{account_id}/alerting/v3/destinations/webhooks` */
export function webhookDestinationRoutes(app: FastifyInstance, state: State): void {
	const { webhooks } = state.alerting;

	app.post<{ Params: Account; Body: CreateWebhook }>(
		'/destinations/webhooks',
		{ config: write, schema: { params: params.account, body: bodies.webhook } },
		async ({ body: { name, secret, url }, params: { account_id: account } }) => {
			const id = state.nextIdentifier();
			const created_at = timestamp();
			const webhook = { id, name, url, type: 'generic' as const, created_at };
			return await accept(state, { account, secret, webhook });
		},
	);

	app.get<{ Params: Account }>(
		'/destinations/webhooks',
		{ config: read, schema: { params: params.account } },
		async ({ params: { account_id } }) =>
			envelope(
				[...webhooks.values()]
					.filter(({ account }) => account === account_id)
					.map(({ webhook }) => webhook),
			),
	);

	app.get<{ Params: Params }>(
		'/destinations/webhooks/:webhook_id',
		{ config: read, schema: { params: paths.webhook } },
		async ({ params }) => envelope(find(state, params).webhook),
	);

	app.put<{ Params: Params; Body: CreateWebhook }>(
		'/destinations/webhooks/:webhook_id',
		{ config: write, schema: { params: paths.webhook, body: bodies.webhook } },
		async ({ body: { name, secret, url }, params }) => {
			const before = find(state, params);
			const webhook = { ...before.webhook, name, url };
			return await accept(state, { ...before, secret: secret ?? before.secret, webhook });
		},
	);

	app.delete<{ Params: Params }>(
		'/destinations/webhooks/:webhook_id',
		{ config: write, schema: { params: paths.webhook } },
		async ({ params: { account_id, webhook_id: id } }) => {
			// Not 404: this is what Cloudflare has been seen to answer.
			if (webhooks.get(id)?.account !== account_id) {
				throw alertingRefusal(500, 15000, 'Internal server error');
			}
			for (const { policy } of state.alerting.policies.values()) {
				if (policy.mechanisms.webhooks?.some((used) => used.id === id)) {
					throw alertingRefusal(409, 17409, `webhook ${id} is used by policy ${policy.id}`);
				}
			}
			webhooks.delete(id);
			return done();
		},
	);
}
