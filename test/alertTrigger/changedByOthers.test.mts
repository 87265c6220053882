import { expect, test } from '@jest/globals';

import { authHeaders, credentials, type Policy } from '../emulator/index.mts';
import { alertSetting, below } from './setting.mts';

/* What somebody has changed at Cloudflare since the trigger was registered. */

const setting = alertSetting();

/** Sends a request as somebody else does. */
async function send(method: string, path: string, body: object): Promise<void> {
	const headers = authHeaders(credentials.magicAndNotifications);
	const { ok } = await fetch(`${setting.emulator.baseUrl}${below}/${path}`, {
		method,
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	expect(ok).toBe(true);
}

async function change(policy: Policy, changed: Partial<Policy>): Promise<void> {
	const { name, alert_type, enabled, mechanisms, filters } = policy;
	await send('PUT', `policies/${policy.id}`, {
		...{ name, alert_type, enabled, mechanisms, ...(filters && { filters }) },
		...changed,
	});
}

const changes: Array<[string, Partial<Policy>]> = [
	['notifies somebody else instead', { mechanisms: { email: [{ id: 'noc@example.com' }] } }],
	['is about another place', { filters: { airport_code: ['FRA'] } }],
	['is off', { enabled: false }],
];
test.each(changes)('a policy that %s is registered anew', async (_what, changed) => {
	const workflow = await setting.start({
		alertTypes: ['maintenance_event_notification'],
		filters: { airportCodes: 'AMS, LHR' },
	});
	await workflow.activate();
	await change(setting.emulator.policies[0]!, changed);
	await workflow.activate('init');
	expect(setting.emulator.policies).toHaveLength(1);
	expect(setting.emulator.policies[0]).toMatchObject({
		enabled: true,
		mechanisms: { webhooks: [{ id: setting.emulator.webhooks[0]!.id }] },
		filters: { airport_code: ['AMS', 'LHR'] },
	});
});

test('a policy whose filters are in another order is left as it is', async () => {
	const workflow = await setting.start({
		alertTypes: ['maintenance_event_notification'],
		filters: { airportCodes: 'AMS, LHR' },
	});
	await workflow.activate();
	await change(setting.emulator.policies[0]!, { filters: { airport_code: ['LHR', 'AMS'] } });
	const writes = setting.writes().length;
	await workflow.activate('init');
	expect(setting.writes()).toHaveLength(writes);
});

test('a policy of somebody that uses the webhook beside others: says what to do', async () => {
	const workflow = await setting.start();
	await workflow.activate();
	await send('POST', 'policies', {
		name: 'NOC',
		enabled: true,
		alert_type: 'magic_wan_tunnel_health',
		mechanisms: {
			webhooks: [{ id: setting.emulator.webhooks[0]!.id }],
			email: [{ id: 'noc@example.com' }],
		},
		filters: { slo: ['99.9'] },
	});
	await expect(workflow.deactivate()).rejects.toMatchObject({
		description: expect.stringContaining('Remove the webhook from that policy'),
	});
});
