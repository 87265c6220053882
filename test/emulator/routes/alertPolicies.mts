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

/** `/accounts/{account_id}/alerting/v3/policies` */
export function alertPolicyRoutes(app: FastifyInstance, state: State): void {
	const { policies } = state.alerting;

	const find = ({ account_id, policy_id: id }: Params): StoredPolicy => {
		const stored = policies.get(id);
		if (stored?.account === account_id) return stored;
		throw alertingRefusal(404, 17404, `policy ${id} does not exist`);
	};

	const check = (account: string, policy: CreatePolicy) =>
		checkPolicy(policy, {
			account,
			entitlements: state.entitlements.get(account) ?? {},
			webhooks: state.alerting.webhooks.values(),
			magicInterconnects: state.magicInterconnects.values(),
		});

	app.post<{ Params: Account; Body: CreatePolicy }>(
		'/policies',
		{ config: write, schema: { params: params.account, body: bodies.createPolicy } },
		async ({ body, params: { account_id: account } }) => {
			check(account, body);
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
		async ({ params }) => envelope(find(params).policy),
	);

	app.put<{ Params: Params; Body: UpdatePolicy }>(
		'/policies/:policy_id',
		{ config: write, schema: { params: paths.policy, body: bodies.updatePolicy } },
		async ({ body, params }) => {
			const { account, policy } = find(params);
			const changed = { ...policy, ...body, modified: laterThan(policy.modified) };
			check(account, changed);
			policies.set(policy.id, { account, policy: changed });
			return envelope({ id: policy.id });
		},
	);

	app.delete<{ Params: Params }>(
		'/policies/:policy_id',
		{ config: write, schema: { params: paths.policy } },
		async ({ params }) => {
			policies.delete(find(params).policy.id);
			return done();
		},
	);
}
