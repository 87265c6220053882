import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, type Alert } from './index.mts';
import { startReceiver, type Receiver } from './receiver.mts';
import { ask, control } from './support.mts';

// What goes out when there is something to be notified of.

const account_id = accounts.main.id;
const secret = 'a secret that nobody may see';
const as = credentials.magicAndNotifications;
const alertType = 'cni_maintenance_notification';

let receiver: Receiver;
beforeEach(async () => {
	receiver = await startReceiver();
});
afterEach(() => receiver.stop());

/** Creates something by the API, and gives its identifier. */
async function create(path: string, data: object, account: string = account_id): Promise<string> {
	const url = `/accounts/${account}/alerting/v3/${path}`;
	return (await ask(emulator, 'POST', url, data, as)).data.result.id;
}
const createWebhook = (path: string, account?: string) =>
	create(
		'destinations/webhooks',
		{ name: path, url: `${receiver.origin}/${path}`, secret },
		account,
	);
const createPolicy = (webhooks: string[], more: object = {}, account?: string) =>
	create(
		'policies',
		{
			name: 'Maintenance',
			enabled: true,
			alert_type: alertType,
			mechanisms: { webhooks: webhooks.map((id) => ({ id })) },
			...more,
		},
		account,
	);
/** What was received beside the test messages. */
const alerts = () => receiver.received.filter(({ body }) => 'ts' in (body as object));
const receivedAt = () =>
	alerts()
		.map(({ url }) => url.slice(1))
		.sort();
const history = async (query = '') =>
	(await ask(emulator, 'GET', `/accounts/${account_id}/alerting/v3/history${query}`, undefined, as))
		.data.result;

test('a notification goes to the destination, with its secret, and into the history', async () => {
	const webhookId = await createWebhook('hook');
	const policyId = await createPolicy([webhookId], { description: 'for the NOC' });
	const time = Date.now() - 60_000;
	const alert: Alert = {
		alertType,
		text: 'Maintenance at ams01',
		data: { site: 'ams01' },
		event: 'ALERT_STATE_EVENT_END',
		correlationId: 'c1',
		time,
	};

	const [delivery, ...more] = await emulator.deliver(alert);

	const body = {
		name: 'Maintenance',
		text: 'Maintenance at ams01',
		data: { site: 'ams01' },
		ts: Math.floor(time / 1000),
		account_id,
		policy_id: policyId,
		policy_name: 'Maintenance',
		alert_type: alertType,
		alert_correlation_id: 'c1',
		alert_event: 'ALERT_STATE_EVENT_END',
	};
	const headers = expect.objectContaining({ 'cf-webhook-auth': secret });
	expect(alerts()).toEqual([{ method: 'POST', url: '/hook', headers, body }]);
	expect(more).toEqual([]);
	expect(delivery).toEqual({
		kind: 'alert',
		account: account_id,
		webhookId,
		policyId,
		url: `${receiver.origin}/hook`,
		body,
		status: 200,
		answer: 'answered 200',
		time: expect.any(Number),
	});
	expect(emulator.deliveries.at(-1)).toEqual(delivery);
	expect(await history()).toEqual([
		{
			id: expect.stringMatching(/^[0-9a-f]{32}$/),
			alert_body: 'Maintenance at ams01',
			alert_type: alertType,
			description: 'for the NOC',
			mechanism: webhookId,
			mechanism_type: 'webhook',
			name: 'Maintenance',
			policy_id: policyId,
			sent: new Date(time).toISOString(),
		},
	]);
});

test('what is left out is chosen, anew for each alert', async () => {
	await createPolicy([await createWebhook('hook')]);
	const before = Math.floor(Date.now() / 1000);
	const [one] = await emulator.deliver({ alertType });
	const [other] = await emulator.deliver({ alertType });
	expect(one!.body).toMatchObject({
		text: expect.stringContaining(alertType),
		data: {},
		ts: expect.any(Number),
		alert_event: 'ALERT_STATE_EVENT_START',
		alert_correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
	});
	expect(one!.body.ts).toBeGreaterThanOrEqual(before);
	expect(other!.body.alert_correlation_id).not.toBe(one!.body.alert_correlation_id);
});

test('members that may be missing can be left out', async () => {
	await createPolicy([await createWebhook('hook')]);
	const leftOut = ['account_id', 'alert_type', 'policy_id'] as const;
	const [delivery] = await emulator.deliver({ alertType, leftOut: [...leftOut] });
	expect(Object.keys(delivery!.body).sort()).toEqual(
		['alert_correlation_id', 'alert_event', 'data', 'name', 'policy_name', 'text', 'ts'].sort(),
	);
});

describe('who is notified', () => {
	test('every destination of every enabled policy for the type, in the account', async () => {
		const [a, b] = [await createWebhook('a'), await createWebhook('b')];
		await createPolicy([a, b]);
		await createPolicy([a]);
		await createPolicy([b], { enabled: false });
		await createPolicy([b], { alert_type: 'universal_ssl_event_type' });
		const elsewhere = accounts.second.id;
		await createPolicy([await createWebhook('c', elsewhere)], {}, elsewhere);
		expect(await emulator.deliver({ alertType })).toHaveLength(3);
		expect(receivedAt()).toEqual(['a', 'a', 'b']);
		await emulator.deliver({ alertType, account: elsewhere });
		expect(receivedAt()).toEqual(['a', 'a', 'b', 'c']);
		expect(await history()).toHaveLength(3);
	});

	test('whom the filters let through', async () => {
		emulator.addInterconnect();
		const [{ name } = {}] = emulator.magicInterconnects;
		const type = 'magic_wan_tunnel_health';
		const filters = { slo: ['99.9'], tunnel_name: [name] };
		await createPolicy([await createWebhook('one')], { alert_type: type, filters });
		await createPolicy([await createWebhook('all')], {
			alert_type: type,
			filters: { slo: ['95'] },
		});
		await emulator.deliver({ alertType: type, about: { tunnel_name: name! } });
		expect(receivedAt()).toEqual(['all', 'one']);
		await emulator.deliver({ alertType: type, about: { tunnel_name: 'other' } });
		expect(receivedAt()).toEqual(['all', 'all', 'one']);
		await emulator.deliver({ alertType: type });
		expect(receivedAt()).toEqual(['all', 'all', 'all', 'one']);
	});

	test('an email gets an entry in the history only', async () => {
		await createPolicy([], { mechanisms: { email: [{ id: 'noc@example.com' }] } });
		expect(await emulator.deliver({ alertType })).toEqual([]);
		expect(await history()).toMatchObject([
			{ mechanism: 'noc@example.com', mechanism_type: 'email', name: 'Maintenance' },
		]);
	});

	test('nobody where no policy asks', async () => {
		expect(await emulator.deliver({ alertType })).toEqual([]);
		expect(await history()).toEqual([]);
	});
});

test.each([500, 401, 'nothing'] as const)(
	'answered with %s: recorded, and in the history',
	async (answer) => {
		const id = await createWebhook('hook');
		await createPolicy([id]);
		receiver.answerWith(answer);
		const status = answer === 'nothing' ? null : answer;
		expect(await emulator.deliver({ alertType })).toMatchObject([{ webhookId: id, status }]);
		expect(await history()).toHaveLength(1);
		expect(emulator.webhooks).toMatchObject([{ last_failure: expect.any(String) }]);
	},
);

test('the same over HTTP, without the secret in what is answered', async () => {
	await createPolicy([await createWebhook('hook')]);
	const { status, data } = await control(emulator, 'POST', 'alerts', {
		alertType,
		text: 'x',
		correlationId: 'c2',
	});
	expect({ status, data }).toMatchObject({
		status: 200,
		data: [{ kind: 'alert', status: 200, body: { text: 'x', alert_correlation_id: 'c2' } }],
	});
	const { data: deliveries } = await control(emulator, 'GET', 'deliveries');
	expect(deliveries).toEqual(JSON.parse(JSON.stringify(emulator.deliveries)));
	expect(deliveries).toHaveLength(2);
	expect(JSON.stringify([data, deliveries])).not.toContain(secret);
	for (const wrong of [{}, { alertType: 1 }, { alertType, kind: 'x' }]) {
		expect((await control(emulator, 'POST', 'alerts', wrong)).status).toBe(400);
	}
});

test('a reset forgets all of it', async () => {
	await createPolicy([await createWebhook('hook')]);
	await emulator.deliver({ alertType });
	emulator.reset();
	const { webhooks, policies, deliveries } = emulator;
	expect({ webhooks, policies, deliveries }).toEqual({
		webhooks: [],
		policies: [],
		deliveries: [],
	});
	expect(await history()).toEqual([]);
});
