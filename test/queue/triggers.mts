import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { itemsStarted, storeCredential, workflowOf } from '../n8n/triggers.mts';
import { until } from '../n8n/until.mts';
import type { Cluster } from './cluster.mts';

interface Setting {
	cluster: Cluster;
	emulator: Emulator;
	/** The name of the interconnect that is watched. */
	name: string;
	/** The workflow of the alert trigger. */
	alerts: string;
	/** The workflow of the polling trigger. */
	changes: string;
}

/** Activates a workflow with each trigger, and waits for the first poll. */
async function activate(cluster: Cluster, emulator: Emulator): Promise<Setting> {
	const { client } = cluster;
	const { name } = emulator.addInterconnect();
	const credentialId = await storeCredential(client, emulator);
	const alerts = await client.createWorkflow(
		workflowOf(
			'cloudflareNetworkInterconnectAlertTrigger',
			{ alertTypes: ['cni_maintenance_notification'] },
			{ credentialId, webhookId: '11111111-2222-4333-8444-555555555555' },
		),
	);
	const changes = await client.createWorkflow(
		workflowOf(
			'cloudflareNetworkInterconnectTrigger',
			{
				events: ['interconnectStatusChanged'],
				pollTimes: { item: [{ mode: 'everyMinute' }] },
			},
			{ credentialId },
		),
	);
	await client.activateWorkflow(alerts);
	await client.activateWorkflow(changes);
	await emulator.until(() => emulator.requests.some(isStatus));
	return { cluster, emulator, name, alerts, changes };
}

/** Both triggers: main polls and registers, the webhook process takes what Cloudflare sends, and workers run it. */
export function triggers(cluster: () => Cluster): void {
	let emulator: Emulator | undefined;
	let setting: Setting;
	beforeAll(async () => {
		const running = cluster();
		emulator = await startEmulator();
		setting = await activate(running, emulator);
	}, 60_000);
	afterAll(async () => {
		if (setting) {
			await cluster().client.deactivateWorkflow(setting.alerts);
			await cluster().client.deactivateWorkflow(setting.changes);
		}
		await emulator?.stop();
	});

	test.each([
		['SIGKILL', 'Down', 1],
		['SIGTERM', 'Healthy', 2],
	] as const)(
		'main ends by %s and another one takes over: each event starts one run, and none is lost',
		async (how, state, changesSoFar) => {
			const { emulator, name, alerts, changes } = setting;
			const before = (await itemsStarted(cluster().client, alerts)).length;
			await deliver(setting, `before ${how}`);
			await cluster().replaceMain(how, async () => {
				emulator.setStatus(name, { state, reason: '' });
				await deliver(setting, `during ${how}`);
			});
			await deliver(setting, `after ${how}`);
			const items = await started(setting, alerts, before + 3);
			expect(items.slice(before).map(correlationOf).sort()).toEqual([
				`after ${how}`,
				`before ${how}`,
				`during ${how}`,
			]);
			expect(emulator.webhooks).toHaveLength(1);
			expect(emulator.policies).toHaveLength(1);

			const changed = await started(setting, changes, changesSoFar);
			expect(changed).toHaveLength(changesSoFar);
			expect(changed.at(-1)).toMatchObject({ name, state });
		},
	);
}

async function deliver({ emulator }: Setting, correlationId: string): Promise<void> {
	const sent = await emulator.deliver({
		alertType: 'cni_maintenance_notification',
		data: { alert_correlation_id: correlationId },
	});
	expect(sent.map(({ status }) => status)).toEqual([200]);
}

/** What the runs of a workflow started with, once there are as many. */
async function started({ cluster }: Setting, workflow: string, count: number) {
	return await until(async () => {
		const items = await itemsStarted(cluster.client, workflow);
		return items.length >= count ? items : undefined;
	});
}

const isStatus = ({ path }: { path: string }) => path.endsWith('/status');

function correlationOf({ data }: IDataObject): unknown {
	return (data as IDataObject).alert_correlation_id;
}
