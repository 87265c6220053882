import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	credentials,
	startEmulator,
	webhookTestMessage,
	type Emulator,
	type MagicInterconnect,
} from '../emulator/index.mts';
import { alertTrigger, startAlertWorkflow, type AlertWorkflow } from '../harness/alertTrigger.mts';
import { locator, stored } from '../harness/support.mts';

let emulator: Emulator;
let workflows: AlertWorkflow[] = [];

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterEach(async () => {
	await Promise.all(workflows.map(async (workflow) => await workflow.stop()));
	workflows = [];
});
afterAll(async () => await emulator.stop());

const below = `/accounts/${accounts.main.id}/alerting/v3`;

async function start(
	parameters: INodeParameters = {},
	{
		credential = credentials.magicAndNotifications,
		...more
	}: { credential?: (typeof credentials)[keyof typeof credentials]; publicUrl?: string } = {},
): Promise<AlertWorkflow> {
	const workflow = await startAlertWorkflow({
		credential: stored(emulator, credential),
		parameters: {
			accountId: locator(accounts.main.id),
			alertTypes: ['cni_maintenance_notification'],
			...parameters,
		},
		...more,
	});
	workflows.push(workflow);
	return workflow;
}

const writes = () =>
	emulator.requests
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path.replace(below, '')}`);

/** Sends something to n8n as anybody can. */
async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
	const { status } = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return status;
}

describe('activation', () => {
	test('registers a destination with a secret and a policy for each alert type', async () => {
		const { name } = emulator.addInterconnect();
		emulator.addCni({ interconnect: name });
		const [tunnel] = emulator.magicInterconnects as [MagicInterconnect];
		const workflow = await start({
			alertTypes: [
				'cni_maintenance_notification',
				'maintenance_event_notification',
				'magic_wan_tunnel_health',
			],
			filters: { airportCodes: 'ams, FRA', tunnelNames: [tunnel.name!] },
		});
		await workflow.activate();

		expect(emulator.webhooks).toMatchObject([{ name: 'n8n: Maintenance (1)', url: workflow.url }]);
		const mechanisms = { webhooks: [{ id: emulator.webhooks[0]!.id }] };
		const sent = emulator.requests.filter(
			({ path, method }) => method === 'POST' && path.endsWith('policies'),
		);
		expect(sent.map(({ body }) => body)).toEqual([
			{
				name: 'n8n: Maintenance (1): cni_maintenance_notification',
				enabled: true,
				alert_type: 'cni_maintenance_notification',
				mechanisms,
			},
			{
				name: 'n8n: Maintenance (1): maintenance_event_notification',
				enabled: true,
				alert_type: 'maintenance_event_notification',
				mechanisms,
				filters: { airport_code: ['AMS', 'FRA'] },
			},
			{
				name: 'n8n: Maintenance (1): magic_wan_tunnel_health',
				enabled: true,
				alert_type: 'magic_wan_tunnel_health',
				mechanisms,
				filters: { slo: ['99.9'], tunnel_name: [tunnel.name] },
			},
		]);
		expect(workflow.started).toEqual([]);
	});

	test('stores no more of the secret than a hash', async () => {
		const workflow = await start();
		await workflow.activate();
		const [made] = emulator.requests.filter(
			({ path, method }) => method === 'POST' && path.endsWith('webhooks'),
		);
		const { secret } = made!.body as { secret: string };
		expect(secret).toMatch(/^[0-9a-f]{64}$/);
		expect(JSON.stringify(workflow.staticData)).not.toContain(secret);
		expect(workflow.staticData).toMatchObject({
			production: { secretHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
		});
	});

	test('leaves what is registered alone where n8n starts again', async () => {
		const workflow = await start();
		await workflow.activate();
		const before = writes();
		await workflow.activate('init');
		expect(writes()).toEqual(before);
	});

	test.each([
		['after a crash that lost what was saved', {}],
		['after a crash with another secret saved', undefined],
	])('registers anew %s, and never twice', async (_when, lost) => {
		const workflow = await start();
		for (let i = 0; i < 3; i++) {
			if (lost) workflow.staticData = { ...lost };
			await workflow.activate();
		}
		expect(emulator.webhooks).toHaveLength(1);
		expect(emulator.policies).toHaveLength(1);
		await emulator.deliver({ alertType: 'cni_maintenance_notification' });
		expect(workflow.started).toHaveLength(1);
	});

	test('registers anew where somebody has deleted a part of it', async () => {
		const workflow = await start();
		await workflow.activate();
		const headers = {
			authorization: `Bearer ${String(stored(emulator, credentials.magicAndNotifications).apiToken)}`,
		};
		await fetch(`${emulator.baseUrl}${below}/policies/${emulator.policies[0]!.id}`, {
			method: 'DELETE',
			headers,
		});
		await workflow.activate('init');
		expect(emulator.policies).toHaveLength(1);
		expect(emulator.webhooks).toHaveLength(1);
	});

	test('removes what it made where a policy is rejected', async () => {
		const workflow = await start({
			alertTypes: ['cni_maintenance_notification', 'magic_wan_tunnel_health'],
		});
		emulator.fault({
			method: 'POST',
			path: 'policies$',
			skip: 1,
			status: 400,
			body: {
				success: false,
				errors: [{ code: 17004, message: 'unknown alert type' }],
				messages: [],
				result: null,
			},
		});
		await expect(workflow.activate()).rejects.toMatchObject({
			message: expect.stringContaining('unknown alert type') as unknown,
			description: expect.stringContaining('was removed again') as unknown,
		});
		expect(emulator.webhooks).toEqual([]);
		expect(emulator.policies).toEqual([]);
	});

	test.each(['webhooks', 'policies'])(
		'finds what it made where the response of %s is lost',
		async (path) => {
			const workflow = await start();
			emulator.fault({ method: 'POST', path: `${path}$`, when: 'after', drop: true });
			await workflow.activate();
			expect(emulator.webhooks).toHaveLength(1);
			expect(emulator.policies).toHaveLength(1);
			await emulator.deliver({ alertType: 'cni_maintenance_notification' });
			expect(workflow.started).toHaveLength(1);
		},
	);

	test('says what to look at where Cloudflare gets no answer from n8n', async () => {
		const workflow = await start({}, { publicUrl: 'http://127.0.0.1:1' });
		await expect(workflow.activate()).rejects.toMatchObject({
			message: expect.stringMatching(/webhook test failed/i) as unknown,
			description: expect.stringContaining('WEBHOOK_URL') as unknown,
		});
		expect(emulator.webhooks).toEqual([]);
	});

	test('names the permission that alerts need', async () => {
		const workflow = await start({}, { credential: credentials.magicWanWrite });
		await expect(workflow.activate()).rejects.toMatchObject({
			description: expect.stringMatching(/Notifications/) as unknown,
		});
		await expect(workflow.activate()).rejects.not.toMatchObject({
			description: expect.stringMatching(/Magic/) as unknown,
		});
	});

	test('refuses an address that Cloudflare cannot reach, before any request', async () => {
		const workflow = await startAlertWorkflow({
			credential: { ...stored(emulator), baseUrl: 'https://api.example.com/client/v4' },
			parameters: { accountId: locator(accounts.main.id) },
			publicUrl: 'http://localhost:5678',
		});
		workflows.push(workflow);
		await expect(workflow.activate()).rejects.toMatchObject({
			message: expect.stringContaining(
				"Cloudflare can't reach n8n: its address http://localhost:5678/",
			) as unknown,
			description: expect.stringContaining('WEBHOOK_URL') as unknown,
		});
	});

	test.each([
		[{ alertTypes: [] }, /'Alert Types' is empty/],
		[{ alertTypes: ['x'] }, /'Alert Types' must be a list of/],
		[{ filters: { slo: 'high' } }, /'SLO' must be a percentage/],
	])('refuses %j before any request', async (parameters, message) => {
		const workflow = await start(parameters);
		await expect(workflow.activate()).rejects.toThrow(message);
		expect(emulator.requests).toEqual([]);
	});
});

describe('deactivation', () => {
	test('removes exactly what is its own', async () => {
		const [mine, other] = [await start(), await start()];
		await mine.activate();
		await other.activate();
		await mine.deactivate();
		expect(emulator.webhooks).toMatchObject([{ url: other.url }]);
		expect(emulator.policies).toHaveLength(1);
		expect(mine.staticData).toEqual({});
	});

	test('succeeds where it is gone already', async () => {
		const workflow = await start();
		await workflow.activate();
		const saved = structuredClone(workflow.staticData);
		await workflow.deactivate();
		workflow.staticData = saved;
		await workflow.deactivate();
		expect(emulator.webhooks).toEqual([]);
		expect(workflow.staticData).toEqual({});
	});

	test('a test event has an address of its own and leaves the active one alone', async () => {
		const workflow = await start();
		await workflow.activate();
		await workflow.listenForTestEvent();
		expect(emulator.webhooks.map(({ url }) => url)).toEqual([
			workflow.url,
			workflow.url.replace('/webhook/', '/webhook-test/'),
		]);
		await workflow.deactivate();
		expect(emulator.webhooks).toHaveLength(1);
	});
});

describe('a delivery', () => {
	test('starts a run with the notification as it came', async () => {
		const workflow = await start();
		await workflow.activate();
		const [delivery] = await emulator.deliver({
			alertType: 'cni_maintenance_notification',
			data: { conduit: 'ams-primary' },
			event: 'ALERT_STATE_EVENT_START',
			correlationId: 'c1',
		});
		expect(delivery!.status).toBe(200);
		expect(workflow.started).toHaveLength(1);
		expect(workflow.started[0]).toMatchObject({
			alert_type: 'cni_maintenance_notification',
			alert_event: 'ALERT_STATE_EVENT_START',
			alert_correlation_id: 'c1',
			account_id: accounts.main.id,
		});
		expect(workflow.started[0]).not.toHaveProperty('headers');
	});

	test('without or with a wrong secret is rejected', async () => {
		const workflow = await start();
		await workflow.activate();
		const body = { text: 'x', alert_type: 'cni_maintenance_notification' };
		expect(await post(workflow.url, body)).toBe(401);
		expect(await post(workflow.url, body, { 'cf-webhook-auth': 'wrong' })).toBe(401);
		expect(await post(workflow.url, webhookTestMessage)).toBe(401);
		expect(workflow.started).toEqual([]);
	});

	test('before anything is registered gets 503, but for the exact test message', async () => {
		const workflow = await start();
		expect(await post(workflow.url, { text: 'x' })).toBe(503);
		expect(await post(workflow.url, { ...webhookTestMessage, alert_type: 'x' })).toBe(503);
		expect(await post(workflow.url, webhookTestMessage)).toBe(200);
		expect(workflow.started).toEqual([]);
	});

	test.each<[string, unknown, number, number]>([
		['of another shape', [1], 400, 0],
		['with nothing that tells', { hello: 1 }, 400, 0],
		['that is the test message', webhookTestMessage, 200, 0],
		['of a type that was not chosen', { text: 'x', alert_type: 'magic_wan_tunnel_health' }, 200, 0],
		['without a type', { text: 'x' }, 200, 1],
		[
			'with an event that nobody documented',
			{
				text: 'x',
				alert_type: 'cni_maintenance_notification',
				alert_event: 'TUNNEL_STATUS_CHANGE',
			},
			200,
			1,
		],
		['with data alone', { data: {} }, 200, 1],
	])('with the secret, %s, is answered', async (_what, body, status, runs) => {
		const workflow = await start();
		await workflow.activate();
		const [made] = emulator.requests.filter(
			({ path, method }) => method === 'POST' && path.endsWith('webhooks'),
		);
		const { secret } = made!.body as { secret: string };
		expect(await post(workflow.url, body, { 'cf-webhook-auth': secret })).toBe(status);
		expect(workflow.started).toHaveLength(runs);
	});
});

test('the credential is tested whichever node opens it', () => {
	const [credential] = alertTrigger.description.credentials!;
	expect(alertTrigger.methods!.credentialTest).toHaveProperty([credential!.testedBy as string]);
});
