import { describe, expect, test } from '@jest/globals';

import { accounts, webhookTestMessage } from '../emulator/index.mts';
import { alertSetting } from './setting.mts';

/* What Cloudflare and others send to the alert trigger. */

const setting = alertSetting();

/** Sends something to n8n as anybody can. */
async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
	const { status } = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return status;
}

describe('a delivery', () => {
	test('starts a run with the notification as it came', async () => {
		const workflow = await setting.start();
		await workflow.activate();
		const [delivery] = await setting.emulator.deliver({
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
		const workflow = await setting.start();
		await workflow.activate();
		const body = { text: 'x', alert_type: 'cni_maintenance_notification' };
		expect(await post(workflow.url, body)).toBe(401);
		expect(await post(workflow.url, body, { 'cf-webhook-auth': 'wrong' })).toBe(401);
		// Cloudflare sends it before its new secret is known here, and it starts nothing.
		expect(await post(workflow.url, webhookTestMessage)).toBe(200);
		expect(workflow.started).toEqual([]);
	});

	test('before anything is registered gets 503, but for the exact test message', async () => {
		const workflow = await setting.start();
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
		const workflow = await setting.start();
		await workflow.activate();
		const [{ secret }] = setting.made('webhooks') as [{ secret: string }];
		expect(await post(workflow.url, body, { 'cf-webhook-auth': secret })).toBe(status);
		expect(workflow.started).toHaveLength(runs);
	});
});
