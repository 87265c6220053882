import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { load } from '../harness/n8n.mts';
import { alertSetting } from './setting.mts';

/* How long the activation of a workflow may take. */

const setting = alertSetting();
const file = 'dist/nodes/CloudflareNetworkInterconnectAlertTrigger/subscription.js';
const { LIMITS } = load<{ LIMITS: object }>(join(import.meta.dirname, '../..', file));

test('each request has 30 seconds, and waits for a minute at most', () => {
	expect(LIMITS).toEqual({ timeout: 30_000, maxRetries: 3, maxWait: 60_000 });
});

test('a listing that is lost three times does not stop the activation', async () => {
	setting.emulator.fault({ method: 'GET', drop: true, times: 3 });
	const workflow = await setting.start();
	await workflow.activate();
	expect(setting.emulator.webhooks).toHaveLength(1);
	expect(setting.emulator.pendingFaults).toBe(0);
});
