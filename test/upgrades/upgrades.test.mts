import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { accounts, credentials } from '../emulator/index.mts';
import { startAlertWorkflow } from '../harness/alertTrigger.mts';
import { emulator } from '../harness/emulator.mts';
import { register, type Registration } from '../harness/polling.mts';
import { locator, stored } from '../harness/support.mts';

/*
 * What a release stored with the workflows of its users, kept as it was written, is read by this build. In queue mode,
 * workers of both versions run side by side for a while, so what this build stores has the same form too. Where the
 * form has to change, the old files stay, the new build gets a reader for them, and a folder of its own.
 */

const RELEASE = '0.1.0';

const kept = <T,>(file: string): T =>
	JSON.parse(readFileSync(join(__dirname, RELEASE, file), 'utf8')) as T;

/** Lets the service respond as it did then, by the end of the path. */
function respondAsThen(responses: Record<string, unknown>) {
	for (const [path, body] of Object.entries(responses)) {
		emulator.fault({ method: 'GET', path: `${path}$`, status: 200, body, times: 99 });
	}
}

/** The paths of all values with their types; names and IDs that are keys are left out. */
function formOf(value: unknown, path = ''): string[] {
	if (Array.isArray(value)) return value.flatMap((one) => formOf(one, `${path}[]`));
	if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
	const isRecord = /\.(interconnects|freeSlots|gone)$/.test(path);
	return Object.entries(value).flatMap(([key, one]) =>
		formOf(one, `${path}.${isRecord ? '*' : key}`),
	);
}
const sameForm = (value: unknown) => [...new Set(formOf(value))].sort();

interface KeptPolling {
	registration: Pick<Registration, 'parameters' | 'workflowId' | 'nodeId'>;
	staticData: IDataObject;
	responses: Record<string, unknown>;
	items: IDataObject[];
}

test.each([false, true])(
	`the polling trigger goes on where ${RELEASE} stopped (durable cursors: %s)`,
	async (durable) => {
		const { registration, staticData, responses, items } = kept<KeptPolling>('pollingTrigger.json');
		respondAsThen(responses);
		const trigger = register({
			...registration,
			// As n8n does when it starts again, with the new build.
			activation: 'init',
			credential: stored(emulator, credentials.magicAndNotifications),
			saved: structuredClone(staticData),
			durable,
		});
		expect(await trigger.poll()).toEqual(items);
		expect(await trigger.poll()).toBeNull();
		// What has gone has an entry by now.
		const { memory } = staticData as { memory: IDataObject };
		expect(sameForm(trigger.staticData)).toEqual(
			sameForm({ memory: { ...memory, gone: { 'ams01-gone': 1 } } }),
		);
	},
);

interface KeptAlerts {
	secret: string;
	staticData: {
		production: { policyIds: string[]; destinationId: string; url: string } & IDataObject;
	};
	responses: Record<string, unknown>;
}

/** The workflow of then, in an n8n that was upgraded. */
async function upgraded(staticData: KeptAlerts['staticData'], publicUrl?: string) {
	const workflow = await startAlertWorkflow({
		credential: stored(emulator, credentials.magicAndNotifications),
		parameters: {
			accountId: locator(accounts.main.id),
			alertTypes: ['cni_maintenance_notification', 'magic_wan_tunnel_health'],
		},
		publicUrl,
	});
	workflow.staticData = structuredClone(staticData);
	return workflow;
}
const sent = () =>
	emulator.requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/v3\//, '')}`);

test(`the alert trigger keeps what ${RELEASE} registered, and removes it in the end`, async () => {
	const { staticData, responses } = kept<KeptAlerts>('alertTrigger.json');
	const workflow = await upgraded(staticData, new URL(staticData.production.url).origin);
	try {
		respondAsThen(responses);
		await workflow.activate('init');
		expect(sent()).toEqual(['GET destinations/webhooks', 'GET policies']);
		expect(workflow.staticData).toEqual(staticData);

		await workflow.deactivate();
		const { policyIds, destinationId } = staticData.production;
		const deletes = sent().filter((request) => request.startsWith('DELETE'));
		expect([...new Set(deletes)]).toEqual([
			...policyIds.map((id) => `DELETE policies/${id}`),
			`DELETE destinations/webhooks/${destinationId}`,
		]);
	} finally {
		await workflow.stop();
	}
});

test(`the alert trigger knows the secret that ${RELEASE} registered`, async () => {
	const { secret, staticData } = kept<KeptAlerts>('alertTrigger.json');
	const workflow = await upgraded(staticData);
	try {
		const body = { text: 'Maintenance', alert_type: 'cni_maintenance_notification' };
		const post = async (auth: string) =>
			await fetch(`${workflow.origin}/webhook/alerts/webhook`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'cf-webhook-auth': auth },
				body: JSON.stringify(body),
			});
		expect((await post('another secret')).status).toBe(401);
		expect((await post(secret)).status).toBe(200);
		expect(workflow.started).toEqual([body]);
	} finally {
		await workflow.stop();
	}
});

test('a new registration has the same form', async () => {
	const { staticData } = kept<KeptAlerts>('alertTrigger.json');
	const workflow = await upgraded(staticData);
	try {
		// The service has nothing of it: all is registered anew.
		await workflow.activate();
		expect(sameForm(workflow.staticData)).toEqual(sameForm(staticData));
		expect(workflow.staticData).not.toEqual(staticData);
		await workflow.deactivate();
	} finally {
		await workflow.stop();
	}
});
