import type { FastifyInstance } from 'fastify';

import { checkPolicy, type StoredPolicy } from '../alerting.mts';
import {
	bodies,
	params as paths,
	type CreatePolicy,
	type UpdatePolicy,
} from '../alertingShapes.mts';
import { readNotifications, writeNotifications } from '../auth.mts';
import { timestamp } from '../clock.mts';
import { done, envelope } from '../envelope.mts';
import { alertingRefusal } from '../refusals.mts';
import { params } from '../shapes.mts';
import type { State } from '../state.mts';
import { laterThan } from '../times.mts';

interface Account {
	account_id: string;
}

interface Params extends Account {
	policy_id: string;
}

const read = { anyOf: readNotifications };
const write = { anyOf: writeNotifications };

function find(state: State, { account_id, policy_id: id }: Params): StoredPolicy {
	const stored = state.alerting.policies.get(id);
	if (stored?.account === account_id) return stored;
	throw alertingRefusal(404, 17404, `policy ${id} does not exist`);
}

function check(state: State, account: string, policy: CreatePolicy): void {
	checkPolicy(policy, {
		account,
		entitlements: state.entitlements.get(account) ?? {},
		webhooks: state.alerting.webhooks.values(),
		magicInterconnects: state.magicInterconnects.values(),
	});
}

/** `/accounts/{account_id}/alerting/v3/policies` */
export function alertPolicyRoutes(app: FastifyInstance, state: State): void {
	const { policies } = state.alerting;

	app.post<{ Params: Account; Body: CreatePolicy }>(
		'/policies',
		{ config: write, schema: { params: params.account, body: bodies.createPolicy } },
		async ({ body, params: { account_id: account } }) => {
			check(state, account, body);
			const id = state.nextIdentifier();
			const created = timestamp();
			policies.set(id, { account, policy: { id, ...body, created, modified: created } });
			return envelope({ id });
		},
	);

	app.get<{ Params: Account }>(
		'/policies',
		{ config: read, schema: { params: params.account } },
		async ({ params: { account_id } }) =>
			envelope(
				[...policies.values()]
					.filter(({ account }) => account === account_id)
					.map(({ policy }) => policy),
			),
	);

	app.get<{ Params: Params }>(
		'/policies/:policy_id',
		{ config: read, schema: { params: paths.policy } },
		async ({ params }) => envelope(find(state, params).policy),
	);

	app.put<{ Params: Params; Body: UpdatePolicy }>(
		'/policies/:policy_id',
		{ config: write, schema: { params: paths.policy, body: bodies.updatePolicy } },
		async ({ body, params }) => {
			const { account, policy } = find(state, params);
			const changed = { ...policy, ...body, modified: laterThan(policy.modified) };
			check(state, account, changed);
			policies.set(policy.id, { account, policy: changed });
			return envelope({ id: policy.id });
		},
	);

	app.delete<{ Params: Params }>(
		'/policies/:policy_id',
		{ config: write, schema: { params: paths.policy } },
		async ({ params }) => {
			policies.delete(find(state, params).policy.id);
			return done();
		},
	);
}
