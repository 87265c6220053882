import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { startN8nWithPackage, type RunningN8n } from './n8n.mts';
import { itemsStarted, storeCredential, workflowOf } from '../n8n/triggers.mts';
import { until } from '../n8n/until.mts';

/* Both triggers in a real n8n: activated, polled and called, over a restart, and deactivated. */

jest.setTimeout(420_000);

let emulator: Emulator;
let n8n: RunningN8n;
let credentialId: string;

beforeAll(async () => {
	emulator = await startEmulator();
	n8n = await startN8nWithPackage();
	credentialId = await storeCredential(n8n.client, emulator);
}, 900_000);
afterAll(async () => {
	await n8n?.stop();
	await emulator?.stop();
});

const started = async (id: string) => await itemsStarted(n8n.client, id);

const polls = () => emulator.requests.filter(({ path }) => path.endsWith('/status')).length;

/** Waits for a poll that begins from now on, and for its end. */
async function nextPoll(): Promise<void> {
	const before = polls();
	await until(() => (polls() > before ? true : undefined));
}

test('the polling trigger tells each change once, over a restart of n8n too', async () => {
	const { name } = emulator.addInterconnect();
	const id = await n8n.client.createWorkflow(
		workflowOf(
			'cloudflareNetworkInterconnectTrigger',
			{
				events: ['interconnectStatusChanged'],
				// The shortest time that n8n takes.
				pollTimes: { item: [{ mode: 'everyMinute' }] },
			},
			{ credentialId },
		),
	);
	await n8n.client.activateWorkflow(id);
	await until(() => (polls() > 0 ? true : undefined));
	expect(await started(id)).toEqual([]);

	emulator.setStatus(name, { state: 'Down', reason: 'no light' });
	const [first] = await until(async () => {
		const items = await started(id);
		return items.length > 0 ? items : undefined;
	});
	expect(first).toMatchObject({
		event: 'interconnectStatusChanged',
		name,
		state: 'Down',
		previousState: 'Healthy',
		reason: 'no light',
		interconnect: { name },
	});

	await n8n.restart(async () => emulator.setStatus(name, { state: 'Healthy' }));
	const items = await until(async () => {
		const all = await started(id);
		return all.length > 1 ? all : undefined;
	});
	expect(items[1]).toMatchObject({ state: 'Healthy', previousState: 'Down' });
	await nextPoll();
	expect(await started(id)).toHaveLength(2);
	await n8n.client.deactivateWorkflow(id);
});

test('the alert trigger registers itself once, is called, and leaves nothing behind', async () => {
	const id = await n8n.client.createWorkflow(
		workflowOf(
			'cloudflareNetworkInterconnectAlertTrigger',
			{ alertTypes: ['cni_maintenance_notification', 'magic_wan_tunnel_health'] },
			{ credentialId, webhookId: '11111111-2222-4333-8444-555555555555' },
		),
	);
	await n8n.client.activateWorkflow(id);
	expect(emulator.webhooks).toMatchObject([
		{ url: expect.stringMatching(/\/webhook\//) as unknown },
	]);
	expect(emulator.policies).toHaveLength(2);

	const [delivery] = await emulator.deliver({ alertType: 'cni_maintenance_notification' });
	expect(delivery).toMatchObject({ status: 200 });
	await until(async () => ((await started(id)).length > 0 ? true : undefined));

	await n8n.restart();
	for (let i = 0; i < 2; i++) await n8n.client.activateWorkflow(id);
	expect(emulator.webhooks).toHaveLength(1);
	expect(emulator.policies).toHaveLength(2);
	const [again] = await emulator.deliver({ alertType: 'cni_maintenance_notification' });
	expect(again).toMatchObject({ status: 200 });
	const items = await until(async () => {
		const all = await started(id);
		return all.length > 1 ? all : undefined;
	});
	expect(items.map(({ alert_type: type }) => type)).toEqual([
		'cni_maintenance_notification',
		'cni_maintenance_notification',
	]);

	await n8n.client.deactivateWorkflow(id);
	await until(() => (emulator.webhooks.length === 0 ? true : undefined));
	expect(emulator.policies).toEqual([]);
});
