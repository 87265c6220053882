import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { itemsStarted, storeCredential, workflowOf } from '../n8n/triggers.mts';
import { until } from '../n8n/until.mts';
import type { Cluster } from './cluster.mts';

/** Both triggers: main polls and registers, the webhook process takes what Cloudflare sends, and workers run it. */
export function triggers(cluster: () => Cluster): void {
	let emulator: Emulator;
	let name: string;
	let alerts: string;
	let changes: string;
	beforeAll(async () => {
		emulator = await startEmulator();
		({ name } = emulator.addInterconnect());
		const { client } = cluster();
		const credentialId = await storeCredential(client, emulator);
		alerts = await client.createWorkflow(
			workflowOf(
				'cloudflareNetworkInterconnectAlertTrigger',
				{ alertTypes: ['cni_maintenance_notification'] },
				{ credentialId, webhookId: '11111111-2222-4333-8444-555555555555' },
			),
		);
		changes = await client.createWorkflow(
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
	}, 60_000);
	afterAll(async () => {
		await cluster().client.deactivateWorkflow(alerts);
		await cluster().client.deactivateWorkflow(changes);
		await emulator?.stop();
	});

	const deliver = async (alertCorrelationId: string) => {
		const data = { alert_correlation_id: alertCorrelationId };
		const sent = await emulator.deliver({ alertType: 'cni_maintenance_notification', data });
		expect(sent.map(({ status }) => status)).toEqual([200]);
	};
	const started = async (workflow: string, count: number) =>
		await until(async () => {
			const items = await itemsStarted(cluster().client, workflow);
			return items.length >= count ? items : undefined;
		});

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'main ends by %s and another one takes over: each event starts one run, and none is lost',
		async (how) => {
			const state = how === 'SIGKILL' ? 'Down' : 'Healthy';
			const before = (await itemsStarted(cluster().client, alerts)).length;
			await deliver(`before ${how}`);
			await cluster().replaceMain(how, async () => {
				emulator.setStatus(name, { state, reason: '' });
				await deliver(`during ${how}`);
			});
			await deliver(`after ${how}`);
			const items = await started(alerts, before + 3);
			expect(items.slice(before).map(correlationOf).sort()).toEqual([
				`after ${how}`,
				`before ${how}`,
				`during ${how}`,
			]);
			expect(emulator.webhooks).toHaveLength(1);
			expect(emulator.policies).toHaveLength(1);

			const seen = how === 'SIGKILL' ? 1 : 2;
			const changed = await started(changes, seen);
			expect(changed).toHaveLength(seen);
			expect(changed.at(-1)).toMatchObject({ name, state });
		},
	);
}

const isStatus = ({ path }: { path: string }) => path.endsWith('/status');

function correlationOf({ data }: IDataObject): unknown {
	return (data as IDataObject).alert_correlation_id;
}
