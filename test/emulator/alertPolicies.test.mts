import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { PolicyCreateParams } from 'cloudflare/resources/alerting/policies';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, type Credential } from './index.mts';
import { ask, refused, sdkClient, watchMethods } from './support.mts';

// Policies of notifications, and what there is to be notified of.

const account_id = accounts.main.id;
const base = `/accounts/${account_id}/alerting/v3`;
const path = `${base}/policies`;
const unknownId = 'a'.repeat(32);
const as = credentials.magicAndNotifications;

const { availableAlerts, policies } = new Cloudflare({ apiToken: 'none' }).alerting;
const notDriven = watchMethods({ availableAlerts, policies });

const body = (more: object = {}) => ({
	name: 'Maintenance',
	enabled: true,
	alert_type: 'cni_maintenance_notification',
	mechanisms: { email: [{ id: 'noc@example.com' }] },
	...more,
});
const tunnelAlert = (filters?: object) => body({ alert_type: 'magic_wan_tunnel_health', filters });
const post = (data: object) => ask(emulator, 'POST', path, data, as);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe.each<[string, Credential]>([
	['Notifications Edit', credentials.notificationsEdit],
	['Account Settings Write', credentials.globalApiKey],
])('the SDK with %s', (_permission, credential) => {
	const connect = () => sdkClient(emulator, credential).alerting;

	test('creates, reads, changes and deletes a policy', async () => {
		const { policies } = connect();
		const whole = body({ description: 'for the NOC' }) as Omit<PolicyCreateParams, 'account_id'>;
		const { id = '' } = await policies.create({ account_id, ...whole });
		expect(id).toMatch(/^[0-9a-f]{32}$/);
		const expected = { id, ...whole, created: time, modified: time };
		const policy = await policies.get(id, { account_id });
		expect(policy).toEqual(expected);
		expect(emulator.policies).toEqual([policy]);
		const list = async () => {
			const found: unknown[] = [];
			for await (const one of policies.list({ account_id })) found.push(one);
			return found;
		};
		expect(await list()).toEqual([policy]);

		expect(await policies.update(id, { account_id, enabled: false })).toEqual({ id });
		const [after] = emulator.policies;
		expect(after).toEqual({ ...expected, enabled: false });
		expect(after!.modified! > policy.modified!).toBe(true);

		const nothing = { success: true, errors: [], messages: [] };
		expect(await policies.delete(id, { account_id })).toEqual(nothing);
		expect(await list()).toEqual([]);
	});

	test('lists the alert types that the account may use, by group', async () => {
		const groups = await connect().availableAlerts.list({ account_id });
		const types = Object.values(groups)
			.flat()
			.map(({ type }) => type);
		expect(types).toEqual([
			'cni_maintenance_notification',
			'maintenance_event_notification',
			'magic_tunnel_health_check_event',
			'magic_wan_tunnel_health',
			'universal_ssl_event_type',
		]);
		const option = { AvailableValues: null, ComparisonOperator: '==' };
		expect(groups['Magic WAN']).toEqual([
			{
				type: 'magic_wan_tunnel_health',
				display_name: expect.any(String),
				description: expect.any(String),
				filter_options: [
					{ ...option, Key: 'slo', Range: '1-n' },
					{ ...option, Key: 'tunnel_id', Range: '0-n' },
					{ ...option, Key: 'tunnel_name', Range: '0-n' },
				],
			},
		]);
	});
});

test('every method of the SDK was driven', () => {
	expect(notDriven()).toEqual([]);
});

test('an account that lacks the service lacks its alerts', async () => {
	const id = 'cd'.repeat(16);
	emulator.addAccount({ id, name: 'Other' }, { networkInterconnect: false, magic: 'notOnboarded' });
	const at = (rest: string) => `/accounts/${id}/alerting/v3/${rest}`;
	const { data } = await ask(emulator, 'GET', at('available_alerts'), undefined, as);
	expect(Object.keys(data.result)).toEqual(['Cloudflare Status', 'SSL/TLS']);
	expect(await ask(emulator, 'POST', at('policies'), body(), as)).toEqual(refused(400, 17004));
});

describe('filters', () => {
	test('of tunnels name what there is', async () => {
		emulator.addInterconnect();
		const [{ id, name } = {}] = emulator.magicInterconnects;
		const filters = { slo: ['99.9'], tunnel_id: [id], tunnel_name: [name] };
		expect((await post(tunnelAlert(filters))).status).toBe(200);
		expect(emulator.policies).toMatchObject([{ filters }]);
	});

	test('of maintenance name airports and kinds of events', async () => {
		const filters = { airport_code: ['AMS', 'LHR'], event_type: ['scheduled'] };
		const data = body({ alert_type: 'maintenance_event_notification', filters });
		expect((await post(data)).status).toBe(200);
	});
});

describe('refusals', () => {
	test.each<[string, () => object, number]>([
		['an unknown alert type', () => body({ alert_type: 'cni_down' }), 17004],
		['no mechanism', () => body({ mechanisms: {} }), 17102],
		['empty mechanisms', () => body({ mechanisms: { webhooks: [], email: [] } }), 17102],
		['a tunnel alert without filters', () => tunnelAlert(), 17103],
		['a tunnel alert without slo', () => tunnelAlert({ tunnel_name: ['x'] }), 17103],
		['an empty slo', () => tunnelAlert({ slo: [] }), 17103],
		['an slo that is none', () => tunnelAlert({ slo: ['high'] }), 17003],
		['a tunnel that is not there', () => tunnelAlert({ slo: ['99'], tunnel_name: ['x'] }), 17003],
		[
			"another account's tunnel",
			() => {
				emulator.addInterconnect({ account: accounts.second.id });
				const { name } = emulator.magicInterconnects[0]!;
				return tunnelAlert({ slo: ['99'], tunnel_name: [name] });
			},
			17003,
		],
		['a filter of another type', () => body({ filters: { slo: ['99.9'] } }), 17003],
		[
			'an airport that is none',
			() =>
				body({
					alert_type: 'maintenance_event_notification',
					filters: { airport_code: ['ams01'] },
				}),
			17003,
		],
		['a webhook that is not there', () => webhook(unknownId), 17003],
		['an email that is none', () => body({ mechanisms: { email: [{ id: 'noc' }] } }), 17003],
		['pagerduty', () => body({ mechanisms: { pagerduty: [{ id: unknownId }] } }), 17003],
	])('%s', async (_what, data, code) => {
		expect(await post(data())).toEqual(refused(400, code));
		expect(emulator.policies).toEqual([]);
		const { id } = (await post(body())).data.result;
		const before = emulator.policies;
		expect(await ask(emulator, 'PUT', `${path}/${id}`, data(), as)).toEqual(refused(400, code));
		expect(emulator.policies).toEqual(before);
	});

	const webhook = (id: string) => body({ mechanisms: { webhooks: [{ id }] } });

	test.each<object>([
		{ name: undefined },
		{ name: '' },
		{ enabled: 'true' },
		{ enabled: undefined },
		{ alert_type: undefined },
		{ mechanisms: undefined },
		{ mechanisms: [] },
		{ mechanisms: { webhook: [] } },
		{ mechanisms: { webhooks: ['x'] } },
		{ mechanisms: { webhooks: [{}] } },
		{ filters: [] },
		{ filters: { slo: '99.9' } },
		{ filters: { slo: [99.9] } },
		{ filters: null },
		{ id: unknownId },
		{ conditions: {} },
	])('%j', async (wrong) => {
		expect(await post(body(wrong))).toEqual(refused(400, 17001));
		expect(emulator.policies).toEqual([]);
	});

	test('one that is not there, or is in another account', async () => {
		const elsewhere = path.replace(account_id, accounts.second.id);
		const { id } = (await ask(emulator, 'POST', elsewhere, body(), as)).data.result;
		for (const one of [id, unknownId]) {
			for (const [method, data] of [['GET'], ['PUT', {}], ['DELETE']] as const) {
				const answer = await ask(emulator, method, `${path}/${one}`, data, as);
				expect(answer).toEqual(refused(404, 17404));
			}
		}
		expect((await ask(emulator, 'GET', path, undefined, as)).data.result).toEqual([]);
		expect(emulator.policies).toHaveLength(1);
	});

	test.each<[string, Credential, number, number]>([
		['Magic WAN only', credentials.magicWanWrite, 403, 403],
		['Notifications Read', credentials.notificationsRead, 200, 403],
	])('%s', async (_what, credential, reads, writes) => {
		const { id } = (await post(body())).data.result;
		const call = async (method: string, rest: string, data?: object) =>
			(await ask(emulator, method, `${base}/${rest}`, data, credential)).status;
		for (const rest of ['policies', `policies/${id}`, 'available_alerts', 'history']) {
			expect(await call('GET', rest)).toBe(reads);
		}
		expect(await call('POST', 'policies', body())).toBe(writes);
		expect(await call('PUT', `policies/${id}`, {})).toBe(writes);
		expect(await call('DELETE', `policies/${id}`)).toBe(writes);
	});
});
