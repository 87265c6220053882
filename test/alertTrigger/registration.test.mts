import { describe, expect, test } from '@jest/globals';

import type { TriggerPanelDefinition } from 'n8n-workflow';

import { accounts, credentials, type MagicInterconnect } from '../emulator/index.mts';
import { alertTrigger } from '../harness/alertTrigger.mts';
import { locator } from '../harness/support.mts';
import { alertSetting, below } from './setting.mts';

/* What the alert trigger registers at Cloudflare, and what it removes. */

const setting = alertSetting();

describe('activation', () => {
	test('registers a destination with a secret and a policy for each alert type', async () => {
		const { name } = setting.emulator.addInterconnect();
		setting.emulator.addCni({ interconnect: name });
		const [tunnel] = setting.emulator.magicInterconnects as [MagicInterconnect];
		const workflow = await setting.start({
			alertTypes: [
				'cni_maintenance_notification',
				'maintenance_event_notification',
				'magic_wan_tunnel_health',
			],
			filters: { airportCodes: 'ams, FRA', tunnelNames: [tunnel.name!] },
		});
		await workflow.activate();

		expect(setting.emulator.webhooks).toMatchObject([
			{ name: 'n8n: Maintenance (1)', url: workflow.url },
		]);
		const mechanisms = { webhooks: [{ id: setting.emulator.webhooks[0]!.id }] };
		expect(setting.made('policies')).toEqual([
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
		const workflow = await setting.start();
		await workflow.activate();
		const [{ secret }] = setting.made('webhooks') as [{ secret: string }];
		expect(secret).toMatch(/^[0-9a-f]{64}$/);
		expect(JSON.stringify(workflow.staticData)).not.toContain(secret);
		expect(workflow.staticData).toMatchObject({
			production: { secretHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
		});
	});

	test('leaves what is registered alone where n8n starts again', async () => {
		const workflow = await setting.start();
		await workflow.activate();
		const before = setting.writes();
		await workflow.activate('init');
		expect(setting.writes()).toEqual(before);
	});

	test.each([
		['after a crash that lost what was saved', {}],
		['after a crash with another secret saved', undefined],
	])('registers anew %s, and never twice', async (_when, lost) => {
		const workflow = await setting.start();
		for (let i = 0; i < 3; i++) {
			if (lost) workflow.staticData = { ...lost };
			await workflow.activate();
		}
		expect(setting.emulator.webhooks).toHaveLength(1);
		expect(setting.emulator.policies).toHaveLength(1);
		await setting.emulator.deliver({ alertType: 'cni_maintenance_notification' });
		expect(workflow.started).toHaveLength(1);
	});

	test('registers anew where somebody has deleted a part of it', async () => {
		const workflow = await setting.start();
		await workflow.activate();
		await setting.remove(`policies/${setting.emulator.policies[0]!.id}`);
		await workflow.activate('init');
		expect(setting.emulator.policies).toHaveLength(1);
		expect(setting.emulator.webhooks).toHaveLength(1);
	});

	test('removes what it made where a policy is rejected', async () => {
		const workflow = await setting.start({
			alertTypes: ['cni_maintenance_notification', 'magic_wan_tunnel_health'],
		});
		setting.emulator.fault({
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
		expect(setting.emulator.webhooks).toEqual([]);
		expect(setting.emulator.policies).toEqual([]);
	});

	test.each(['webhooks', 'policies'])(
		'finds what it made where the response of %s is lost',
		async (path) => {
			const workflow = await setting.start();
			setting.emulator.fault({ method: 'POST', path: `${path}$`, when: 'after', drop: true });
			await workflow.activate();
			expect(setting.emulator.webhooks).toHaveLength(1);
			expect(setting.emulator.policies).toHaveLength(1);
			await setting.emulator.deliver({ alertType: 'cni_maintenance_notification' });
			expect(workflow.started).toHaveLength(1);
		},
	);

	test('says what to look at where Cloudflare gets no answer from n8n', async () => {
		const workflow = await setting.start({}, { publicUrl: 'http://127.0.0.1:1' });
		await expect(workflow.activate()).rejects.toMatchObject({
			message: expect.stringMatching(/webhook test failed/i) as unknown,
			description: expect.stringContaining('WEBHOOK_URL') as unknown,
		});
		expect(setting.emulator.webhooks).toEqual([]);
	});

	test('names the permission that alerts need', async () => {
		const workflow = await setting.start({}, { credential: credentials.magicWanWrite });
		await expect(workflow.activate()).rejects.toMatchObject({
			description: expect.stringMatching(/Notifications/) as unknown,
		});
		await expect(workflow.activate()).rejects.not.toMatchObject({
			description: expect.stringMatching(/Magic/) as unknown,
		});
	});

	test('refuses an address that Cloudflare cannot reach, before any request', async () => {
		const workflow = await setting.start(
			{},
			{ baseUrl: 'https://api.example.com/client/v4', publicUrl: 'http://localhost:5678' },
		);
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
		const workflow = await setting.start(parameters);
		await expect(workflow.activate()).rejects.toThrow(message);
		expect(setting.emulator.requests).toEqual([]);
	});
});

describe('deactivation', () => {
	test('removes exactly what is its own', async () => {
		const [mine, other] = [await setting.start(), await setting.start()];
		await mine.activate();
		await other.activate();
		await mine.deactivate();
		expect(setting.emulator.webhooks).toMatchObject([{ url: other.url }]);
		expect(setting.emulator.policies).toHaveLength(1);
		expect(mine.staticData).toEqual({});
	});

	test('succeeds where it is gone already', async () => {
		const workflow = await setting.start();
		await workflow.activate();
		const saved = structuredClone(workflow.staticData);
		await workflow.deactivate();
		workflow.staticData = saved;
		await workflow.deactivate();
		expect(setting.emulator.webhooks).toEqual([]);
		expect(workflow.staticData).toEqual({});
	});

	test('a test event has an address of its own and leaves the active one alone', async () => {
		const workflow = await setting.start();
		await workflow.activate();
		await workflow.listenForTestEvent();
		expect(setting.emulator.webhooks.map(({ url }) => url)).toEqual([
			workflow.url,
			workflow.url.replace('/webhook/', '/webhook-test/'),
		]);
		await workflow.deactivate();
		expect(setting.emulator.webhooks).toHaveLength(1);
	});
});

test('what is registered in another account goes when the node names a new one', async () => {
	const workflow = await setting.start();
	await workflow.activate();
	workflow.change({ accountId: locator(accounts.second.id) });
	await workflow.deactivate();
	expect(setting.writes()).toHaveLength(4);
	expect(setting.emulator.webhooks).toEqual([]);
});

test('what a crash left in another account goes when the trigger is registered in a new one', async () => {
	const workflow = await setting.start();
	await workflow.activate();
	workflow.change({ accountId: locator(accounts.second.id) });
	await workflow.activate();
	const inMain = setting.emulator.requests.filter(
		({ method, path }) => method === 'DELETE' && path.startsWith(below),
	);
	expect(inMain).toHaveLength(2);
	expect(setting.emulator.webhooks).toHaveLength(1);

	// Without access to the earlier account the new one is registered all the same.
	workflow.change({ accountId: locator(accounts.main.id) });
	setting.emulator.fault({
		path: `${accounts.second.id}/alerting`,
		times: 9,
		status: 403,
		body: { success: false, errors: [{ code: 10000, message: 'no' }] },
	});
	await workflow.activate();
	expect(workflow.staticData).toMatchObject({ production: { account: accounts.main.id } });
});

test('what is registered goes whatever the expressions return by now', async () => {
	const workflow = await setting.start();
	await workflow.activate();
	workflow.change({
		accountId: locator('={{ $vars.nothing }}'),
		alertTypes: '={{ $vars.nothing }}',
		filters: { slo: 'high' },
	});
	await workflow.deactivate();
	expect(setting.emulator.webhooks).toEqual([]);
	expect(setting.emulator.policies).toEqual([]);
});

test('the editor says what is registered', () => {
	const { activationMessage, triggerPanel } = alertTrigger.description;
	const { inactive } = (triggerPanel as TriggerPanelDefinition).activationHint as {
		inactive: string;
	};
	for (const text of [activationMessage, inactive]) {
		expect(text).toMatch(/webhook destination and a notification policy for each alert type/);
	}
});

test('the credential is tested whichever node opens it', () => {
	const [credential] = alertTrigger.description.credentials!;
	expect(alertTrigger.methods!.credentialTest).toHaveProperty([credential!.testedBy as string]);
});
