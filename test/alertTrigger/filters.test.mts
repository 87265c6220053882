import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import { startAlertWorkflow, type AlertWorkflow } from '../harness/alertTrigger.mts';
import { locator, stored } from '../harness/support.mts';

/* Filters of the alert trigger: one that was added has a value, and `*` leaves it out on purpose. */

let emulator: Emulator;
let workflow: AlertWorkflow | undefined;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterEach(async () => {
	await workflow?.stop();
	workflow = undefined;
});
afterAll(async () => await emulator.stop());

async function start(filters: Record<string, string | string[]>): Promise<AlertWorkflow> {
	workflow = await startAlertWorkflow({
		credential: stored(emulator, credentials.magicAndNotifications),
		parameters: {
			accountId: locator(accounts.main.id),
			alertTypes: ['maintenance_event_notification', 'magic_wan_tunnel_health'],
			filters,
		},
	});
	return workflow;
}

test.each(['*', '={{ "*" }}', '={{ ["*"] }}'])('%j is no filter', async (any) => {
	const started = await start({ airportCodes: any, tunnelNames: any });
	await started.activate();
	const sent = emulator.requests.filter(
		({ method, path }) => method === 'POST' && path.endsWith('policies'),
	);
	expect(sent.map(({ body }) => (body as { filters?: object }).filters)).toEqual([
		undefined,
		{ slo: ['99.9'] },
	]);
});

test.each([
	['Airport Codes', 'airportCodes', ' , '],
	['Airport Codes', 'airportCodes', '={{ $vars.nothing }}'],
	['Airport Codes', 'airportCodes', '={{ [] }}'],
	['Tunnel Names', 'tunnelNames', ''],
	['Tunnel Names', 'tunnelNames', '={{ null }}'],
	['SLO', 'slo', '={{ undefined }}'],
])('%s that has nothing (%s: %j) is refused before any request', async (label, name, value) => {
	const started = await start({ [name]: value });
	await expect(started.activate()).rejects.toMatchObject({
		message: expect.stringContaining(`'${label}' is empty`) as unknown,
		description: expect.stringMatching(/^Nothing was sent\. /) as unknown,
	});
	expect(emulator.requests).toEqual([]);
});
