import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { startN8nWithPackage, type RunningN8n } from './n8n.mts';
import { itemsStarted, storeCredential, workflowOf } from '../n8n/triggers.mts';
import { until } from '../n8n/until.mts';

/* The triggers in a real n8n that is killed, and in workflows that are copied, deleted and published again. */

jest.setTimeout(60_000);

let emulator: Emulator;
let n8n: RunningN8n;
let credentialId: string;

beforeAll(async () => {
	emulator = await startEmulator();
	n8n = await startN8nWithPackage({
		N8N_PUBLIC_API_DISABLED: 'false',
		// How long n8n leaves a publication alone whose process died, and how often it looks for one: two minutes and 15 s.
		N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '10',
		N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '500',
	});
	credentialId = await storeCredential(n8n.client, emulator);
}, 900_000);
afterAll(async () => {
	await n8n?.stop();
	await emulator?.stop();
});

let made: string[];
beforeEach(() => {
	emulator.reset();
	made = [];
});
afterEach(async () => {
	for (const id of made) await n8n.client.deactivateWorkflow(id);
});

async function create(...of: Parameters<typeof workflowOf>): Promise<string> {
	const id = await n8n.client.createWorkflow(workflowOf(...of));
	made.push(id);
	return id;
}

/** A workflow with the alert trigger for two alert types. */
const createAlerts = async (digit = '1') =>
	await create(
		'cloudflareNetworkInterconnectAlertTrigger',
		{ alertTypes: ['cni_maintenance_notification', 'magic_wan_tunnel_health'] },
		{ credentialId, webhookId: `${digit.repeat(8)}-2222-4333-8444-555555555555` },
	);

/** How much is registered at the service. */
const registered = () => emulator.webhooks.length + emulator.policies.length;

/** Waits until exactly one registration is there, whole: a destination, and policies that lead to it. */
async function untilOneRegistration(): Promise<void> {
	await until(() => {
		const [webhook, ...more] = emulator.webhooks;
		const own = emulator.policies.filter(({ mechanisms }) =>
			mechanisms.webhooks?.some(({ id }) => id === webhook?.id),
		);
		const isWhole = more.length === 0 && own.length === 2 && emulator.policies.length === 2;
		return isWhole ? true : undefined;
	});
}

async function deliverTo(id: string, count: number): Promise<IDataObject[]> {
	const deliveries = await emulator.deliver({ alertType: 'cni_maintenance_notification' });
	expect(deliveries.map(({ status }) => status)).toEqual([200]);
	return await until(async () => {
		const items = await itemsStarted(n8n.client, id);
		return items.length >= count ? items : undefined;
	});
}

test.each([
	['before anything is registered', { method: 'POST', path: /webhooks$/ }],
	['when the destination is registered, and no policy', { method: 'POST', path: /policies$/ }],
	['between two policies', { method: 'POST', path: /policies$/, skip: 1 }],
	['before the last response comes', { method: 'POST', path: /policies$/, skip: 1, when: 'after' }],
] as const)(
	'killed during a registration, %s: leaves nothing when unpublished, and is whole when published again',
	async (_when, fault) => {
		const id = await createAlerts();
		// It never ends: the process dies while it waits.
		emulator.fault({ ...fault, until: new Promise(() => {}) });
		const activation = n8n.client.activateWorkflow(id).catch((error: Error) => error);
		await until(() => (emulator.pendingFaults === 0 ? true : undefined));
		await n8n.crash();
		await activation;

		// n8n takes up what it was doing, and takes the trigger for registered, whose methods it does not call again.
		await n8n.client.activateWorkflow(id);
		await n8n.client.deactivateWorkflow(id);
		await until(() => (registered() === 0 ? true : undefined));
		for (let published = 0; published < 3; published++) await n8n.client.activateWorkflow(id);
		await untilOneRegistration();
		await deliverTo(id, 1);

		await n8n.client.deactivateWorkflow(id);
		await until(() =>
			emulator.webhooks.length + emulator.policies.length === 0 ? true : undefined,
		);
	},
);

test('killed while it is registered, it goes on with what it has', async () => {
	const id = await createAlerts();
	await n8n.client.activateWorkflow(id);
	const [before] = emulator.webhooks;
	await n8n.crash();
	await deliverTo(id, 1);
	expect(emulator.webhooks).toMatchObject([{ id: before!.id }]);
	await untilOneRegistration();
});

test('killed during a poll, it reports what changed since the last one, once', async () => {
	const { name } = emulator.addInterconnect();
	const statuses = () => emulator.requests.filter(({ path }) => path.endsWith('/status')).length;
	const id = await create(
		'cloudflareNetworkInterconnectTrigger',
		{
			events: ['interconnectStatusChanged'],
			pollTimes: { item: [{ mode: 'everyMinute' }] },
		},
		{ credentialId },
	);
	await n8n.client.activateWorkflow(id);
	await until(() => (statuses() > 0 ? true : undefined));

	emulator.setStatus(name, { state: 'Down', reason: 'no light' });
	emulator.fault({ path: /status$/, when: 'after', until: new Promise(() => {}) });
	await until(() => (emulator.pendingFaults === 0 ? true : undefined));
	await n8n.crash();
	const [first] = await until(async () => {
		const items = await itemsStarted(n8n.client, id);
		return items.length > 0 ? items : undefined;
	});
	expect(first).toMatchObject({ name, state: 'Down', previousState: 'Healthy' });
	const before = statuses();
	await until(() => (statuses() > before ? true : undefined));
	expect(await itemsStarted(n8n.client, id)).toHaveLength(1);
	// n8n polls once a minute at most.
}, 300_000);

test('a copied workflow has a registration of its own, and leaves that of the other', async () => {
	const [first, second] = [await createAlerts('1'), await createAlerts('2')];
	await n8n.client.activateWorkflow(first);
	await n8n.client.activateWorkflow(second);
	expect(emulator.webhooks).toHaveLength(2);
	expect(emulator.policies).toHaveLength(4);
	await n8n.client.deactivateWorkflow(second);
	await untilOneRegistration();
	await deliverTo(first, 1);
	expect(await itemsStarted(n8n.client, second)).toEqual([]);
});

test('a copy with the same address, as an import makes it, does not harm the first one', async () => {
	const [first, second] = [await createAlerts(), await createAlerts()];
	await n8n.client.activateWorkflow(first);
	await n8n.client.activateWorkflow(second).catch((error: Error) => error);
	await untilOneRegistration();
	await deliverTo(first, 1);
});

test('a workflow that is deleted leaves nothing behind', async () => {
	const id = await createAlerts();
	await n8n.client.activateWorkflow(id);
	await n8n.client.deleteWorkflow(id);
	made = [];
	await until(() => (registered() === 0 ? true : undefined));
});

test('activated and deactivated by n8n’s public API', async () => {
	const id = await createAlerts();
	const key = await n8n.client.createApiKey([
		'workflow:activate',
		'workflow:deactivate',
		'workflow:read',
		'workflow:list',
	]);
	const call = async (what: string) =>
		await axios.post(
			`${n8n.baseUrl}/api/v1/workflows/${id}/${what}`,
			{},
			{
				headers: { 'X-N8N-API-KEY': key },
				proxy: false,
			},
		);
	await call('activate');
	await untilOneRegistration();
	await deliverTo(id, 1);
	// The public API hands out what is stored with the workflow: no secret that would let somebody start it.
	const { data } = await axios.get<{ staticData: unknown }>(
		`${n8n.baseUrl}/api/v1/workflows/${id}`,
		{ headers: { 'X-N8N-API-KEY': key }, proxy: false },
	);
	const registration = emulator.requests.find(
		({ method, path }) => method === 'POST' && path.endsWith('webhooks'),
	);
	const { secret } = registration!.body as { secret: string };
	expect(secret).toMatch(/^[0-9a-f]{64}$/);
	expect(JSON.stringify(data)).not.toContain(secret);
	await call('deactivate');
	await until(() => (registered() === 0 ? true : undefined));
});
