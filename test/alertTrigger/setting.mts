import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	credentials,
	startEmulator,
	type Credential,
	type Emulator,
} from '../emulator/index.mts';
import { startAlertWorkflow, type AlertWorkflow } from '../harness/alertTrigger.mts';
import { locator, stored } from '../harness/support.mts';

/** The path of alerting in the main account. */
export const below = `/accounts/${accounts.main.id}/alerting/v3`;

/** An emulator for the tests of a file, and workflows with the alert trigger that end with their test. */
export function alertSetting() {
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

	return {
		get emulator() {
			return emulator;
		},

		/** A workflow with the trigger in the main account, which is not active yet. */
		async start(
			parameters: INodeParameters = {},
			{
				credential = credentials.magicAndNotifications,
				baseUrl = emulator.baseUrl,
				...more
			}: { credential?: Credential; baseUrl?: string; publicUrl?: string } = {},
		): Promise<AlertWorkflow> {
			const workflow = await startAlertWorkflow({
				credential: { ...stored(emulator, credential), baseUrl },
				parameters: {
					accountId: locator(accounts.main.id),
					alertTypes: ['cni_maintenance_notification'],
					...parameters,
				},
				...more,
			});
			workflows.push(workflow);
			return workflow;
		},

		/** The requests so far that change something, below the path of alerting. */
		writes: () =>
			emulator.requests
				.filter(({ method }) => method !== 'GET')
				.map(({ method, path }) => `${method} ${path.replace(below, '')}`),

		/** The bodies of the policies or webhooks that were sent so far. */
		made: (what: 'policies' | 'webhooks') =>
			emulator.requests
				.filter(({ method, path }) => method === 'POST' && path.endsWith(what))
				.map(({ body }) => body as Record<string, unknown>),

		/** Deletes a policy or webhook as somebody else does. */
		async remove(path: string): Promise<void> {
			const { apiToken } = credentials.magicAndNotifications;
			const headers = { authorization: `Bearer ${apiToken}` };
			await fetch(`${emulator.baseUrl}${below}/${path}`, { method: 'DELETE', headers });
		},
	};
}
