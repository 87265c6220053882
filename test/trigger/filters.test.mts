import { expect, test } from '@jest/globals';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { register } from '../harness/polling.mts';
import { locator, stored } from '../harness/support.mts';

/* Filters of the polling trigger: one that was added has a value, and `*` leaves it out on purpose. */

const watching = (parameters: Record<string, unknown>) =>
	register({
		credential: stored(emulator, credentials.magicAndNotifications),
		parameters: {
			accountId: locator(accounts.main.id),
			events: ['interconnectStatusChanged', 'notificationSent', 'slotAvailable'],
			...(parameters as object),
		},
	});

const queries = () =>
	Object.fromEntries(
		emulator.requests
			.filter(({ path }) => /(interconnects|slots)$/.test(path))
			.map(({ path, query }) => [path.split('/').at(-1), query]),
	);

test.each(['*', ' * ', '={{ "*" }}'])('%j is no filter', async (any) => {
	await watching({
		states: '={{ "*" }}',
		filters: {
			alertTypes: '={{ "*" }}',
			interconnectSite: any,
			interconnectType: any.includes('=') ? any : '*',
			slotAddressContains: any,
			slotSite: any,
			slotSpeed: any,
		},
	}).poll();
	expect(queries()).toEqual({
		interconnects: { limit: '100' },
		slots: { occupied: 'false', limit: '100' },
	});
});

test.each<[string, string, unknown]>([
	['Interconnect Site', 'interconnectSite', ' '],
	['Interconnect Site', 'interconnectSite', '={{ $vars.nothing }}'],
	['Interconnect Type', 'interconnectType', '={{ undefined }}'],
	['Slot Address Contains', 'slotAddressContains', '={{ "" }}'],
	['Slot Site', 'slotSite', ''],
	['Slot Speed', 'slotSpeed', '={{ null }}'],
	['Alert Types', 'alertTypes', '={{ [] }}'],
])('%s that has nothing (%s: %j) is refused before any request', async (label, name, value) => {
	await expect(watching({ filters: { [name]: value } }).poll()).rejects.toMatchObject({
		message: expect.stringContaining(`'${label}' is empty`) as unknown,
		description: expect.stringMatching(/^Nothing was sent\. /) as unknown,
	});
	expect(emulator.requests).toEqual([]);
});

test('States that an expression returns none of are refused; none that are chosen are any', async () => {
	await expect(watching({ states: '={{ [] }}' }).poll()).rejects.toThrow("'States' is empty");
	expect(emulator.requests).toEqual([]);
	expect(await watching({ states: [], filters: { alertTypes: [] } }).poll()).toBeNull();
});
