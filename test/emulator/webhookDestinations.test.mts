import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, webhookTestMessage, type Credential } from './index.mts';
import { startReceiver, type Receiver } from './receiver.mts';
import { ask, control, refused, sdkClient, watchMethods } from './support.mts';

// Webhook destinations of notifications.

const account_id = accounts.main.id;
const path = `/accounts/${account_id}/alerting/v3/destinations/webhooks`;
const secret = 'a secret that nobody may see';
const unknownId = 'a'.repeat(32);
const as = credentials.magicAndNotifications;

let receiver: Receiver;
beforeEach(async () => {
	receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const { webhooks } = new Cloudflare({ apiToken: 'none' }).alerting.destinations;
const notDriven = watchMethods({ webhooks });

const body = (more: object = {}) => ({ name: 'n8n', url: `${receiver.origin}/hook?a=b`, ...more });
const post = (data: object) => ask(emulator, 'POST', path, data, as);
const create = async (more: object = {}): Promise<string> =>
	(await post(body({ secret, ...more }))).data.result.id;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe.each<[string, Credential]>([
	['Notifications Edit', credentials.notificationsEdit],
	['Account Settings Write', credentials.globalApiKey],
])('the SDK with %s', (_permission, credential) => {
	const connect = () => sdkClient(emulator, credential).alerting.destinations.webhooks;

	test('creates, reads, changes and deletes one', async () => {
		const { name, url } = body();
		const { id = '' } = await connect().create({ account_id, name, url, secret });
		expect(id).toMatch(/^[0-9a-f]{32}$/);
		const expected = { id, name, url, type: 'generic', created_at: time, last_success: time };
		expect(await connect().get(id, { account_id })).toEqual(expected);
		expect(emulator.webhooks).toEqual([expected]);
		const list = async () => {
			const found: unknown[] = [];
			for await (const one of connect().list({ account_id })) found.push(one);
			return found;
		};
		expect(await list()).toEqual([expected]);

		const changed = { name: 'other', url: `${receiver.origin}/other` };
		expect(await connect().update(id, { account_id, ...changed })).toEqual({ id });
		expect(await list()).toEqual([{ ...expected, ...changed }]);

		const nothing = { success: true, errors: [], messages: [] };
		expect(await connect().delete(id, { account_id })).toEqual(nothing);
		expect(await list()).toEqual([]);
	});
});

test('every method of the SDK was driven', () => {
	expect(notDriven()).toEqual([]);
});

describe('the test message', () => {
	test('is sent to the address for real, with the secret, before the destination is there', async () => {
		const id = await create();
		expect(receiver.received).toEqual([
			{
				method: 'POST',
				url: '/hook?a=b',
				headers: expect.objectContaining({
					'cf-webhook-auth': secret,
					'content-type': 'application/json',
				}),
				body: webhookTestMessage,
			},
		]);
		const { url } = body();
		const sent = {
			kind: 'test',
			account: account_id,
			webhookId: id,
			url,
			body: webhookTestMessage,
		};
		const answered = { status: 200, answer: 'answered 200', time: expect.any(Number) };
		expect(emulator.deliveries).toEqual([{ ...sent, ...answered }]);
	});

	test('has no such header without a secret', async () => {
		await post(body());
		expect(receiver.received[0]!.headers).not.toHaveProperty('cf-webhook-auth');
	});

	test.each([404, 500, 302, 'nothing'] as const)('answered with %s: refused', async (answer) => {
		receiver.answerWith(answer, { location: `${receiver.origin}/elsewhere` });
		expect(await post(body())).toEqual(refused(400, 17000, /^Webhook test failed$/));
		expect(emulator.webhooks).toEqual([]);
		expect(receiver.received).toHaveLength(1);
		const status = answer === 'nothing' ? null : answer;
		expect(emulator.deliveries).toMatchObject([{ kind: 'test', status }]);
	});

	test('to an address where nobody listens: refused', async () => {
		const { url } = body();
		await receiver.stop();
		expect(await post(body({ url }))).toEqual(refused(400, 17000, /^Webhook test failed$/));
		receiver = await startReceiver();
	});

	test('any 2xx is taken', async () => {
		receiver.answerWith(204);
		expect((await post(body())).status).toBe(200);
	});

	test('a change is tested too, keeps the secret, and is not made where it fails', async () => {
		const id = await create();
		const put = (data: object) => ask(emulator, 'PUT', `${path}/${id}`, data, as);
		receiver.answerWith(500);
		expect(await put(body({ name: 'x' }))).toEqual(refused(400, 17000));
		expect(emulator.webhooks).toMatchObject([{ name: 'n8n' }]);
		receiver.answerWith(200);
		expect((await put(body({ name: 'x' }))).status).toBe(200);
		expect(receiver.received[2]!.headers['cf-webhook-auth']).toBe(secret);
		expect((await put(body({ secret: 'new' }))).status).toBe(200);
		expect(receiver.received[3]!.headers['cf-webhook-auth']).toBe('new');
	});
});

test('nothing but the recorded request tells the secret', async () => {
	const id = await create();
	const answers = [
		await ask(emulator, 'GET', path, undefined, as),
		await ask(emulator, 'GET', `${path}/${id}`, undefined, as),
		await ask(emulator, 'PUT', `${path}/${id}`, body(), as),
		await control(emulator, 'GET', 'deliveries'),
		await control(emulator, 'GET', 'orders'),
		{ webhooks: emulator.webhooks, deliveries: emulator.deliveries },
	];
	expect(JSON.stringify(answers)).toContain(id);
	expect(JSON.stringify(answers)).not.toContain(secret);
});

describe('refusals', () => {
	test('one that is not there, or is in another account; deleting it is an internal error', async () => {
		const elsewhere = path.replace(account_id, accounts.second.id);
		const id = (await ask(emulator, 'POST', elsewhere, body(), as)).data.result.id;
		for (const one of [id, unknownId]) {
			const call = (method: string, data?: object) =>
				ask(emulator, method, `${path}/${one}`, data, as);
			expect(await call('GET')).toEqual(refused(404, 17404));
			expect(await call('PUT', body())).toEqual(refused(404, 17404));
			expect(await call('DELETE')).toEqual(refused(500, 15000));
		}
		expect(emulator.webhooks).toHaveLength(1);
		expect((await ask(emulator, 'GET', path, undefined, as)).data.result).toEqual([]);
	});

	test('the deletion of one that a policy uses', async () => {
		const id = await create();
		const policies = `/accounts/${account_id}/alerting/v3/policies`;
		const policy = {
			name: 'x',
			enabled: true,
			alert_type: 'cni_maintenance_notification',
			mechanisms: { webhooks: [{ id }] },
		};
		const made = await ask(emulator, 'POST', policies, policy, as);
		const remove = () => ask(emulator, 'DELETE', `${path}/${id}`, undefined, as);
		expect(await remove()).toEqual(refused(409, 17409));
		await ask(emulator, 'DELETE', `${policies}/${made.data.result.id}`, undefined, as);
		expect((await remove()).status).toBe(200);
	});

	test.each<object>([
		{ name: '' },
		{ name: undefined },
		{ url: undefined },
		{ url: 'ftp://example.com' },
		{ url: 'example.com' },
		{ url: 'https:///x' },
		{ secret: '' },
		{ secret: null },
		{ type: 'generic' },
		{ id: unknownId },
	])('%j', async (wrong) => {
		expect(await post(body(wrong))).toEqual(refused(400, 17001));
		expect(receiver.received).toEqual([]);
	});

	test.each<[string, Credential, number, number]>([
		['Magic WAN only', credentials.noAccountList, 403, 403],
		['Magic WAN and listing accounts', credentials.magicWanWrite, 403, 403],
		['Notifications Read', credentials.notificationsRead, 200, 403],
		['Notifications Edit', credentials.notificationsEdit, 200, 200],
		['both', credentials.magicAndNotifications, 200, 200],
		['the key of another account', credentials.olderGlobalApiKey, 403, 403],
	])('%s', async (_what, credential, reads, writes) => {
		expect((await ask(emulator, 'GET', path, undefined, credential)).status).toBe(reads);
		const answer = await ask(emulator, 'POST', path, body(), credential);
		expect(answer.status).toBe(writes);
		if (writes === 403) expect(answer).toEqual(refused(403, 9109));
		expect(receiver.received).toHaveLength(writes === 200 ? 1 : 0);
	});
});
