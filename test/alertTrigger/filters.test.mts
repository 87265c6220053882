import { expect, test } from '@jest/globals';

import { alertSetting } from './setting.mts';

/* Filters of the alert trigger: one that was added has a value, and `*` leaves it out on purpose. */

const setting = alertSetting();

const start = async (filters: Record<string, string>) =>
	await setting.start({
		alertTypes: ['maintenance_event_notification', 'magic_wan_tunnel_health'],
		filters,
	});

test.each(['*', '={{ "*" }}', '={{ ["*"] }}'])('%j is no filter', async (any) => {
	const started = await start({ airportCodes: any, tunnelNames: any });
	await started.activate();
	expect(setting.made('policies').map(({ filters }) => filters)).toEqual([
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
	expect(setting.emulator.requests).toEqual([]);
});
