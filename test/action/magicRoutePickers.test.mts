import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { accounts, startEmulator, type Emulator } from '../emulator/index.mts';
import { listSearch } from '../harness/engine.mts';
import { locator, stored } from '../harness/support.mts';

/* The pickers of magic routes. */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => {
	emulator.reset();
	emulator.addInterconnect({ name: 'ams01-one' });
	emulator.addInterconnect({ name: 'fra03-two' });
});
afterAll(async () => {
	expect(emulator.routeWipes).toEqual([]);
	await emulator.stop();
});

const prefix = '198.51.100.0/24';

/** The customer's end of the nth magic interconnect: the one that a route of the emulator leads to. */
function nexthop(nth = 0): string {
	const { interface_address: link } = emulator.magicInterconnects[nth]!;
	const [a, b, c, d] = link!.split(/[./]/).map(Number);
	return [a, b, c, d! ^ 1].join('.');
}

describe('the pickers', () => {
	test('list next hops by the name of the interconnect, and routes by their prefix', async () => {
		const made = emulator.addRoute({ interconnect: 'ams01-one', prefix, description: 'office' });
		const pick = async (search: string) =>
			(
				await listSearch(search, {
					parameters: { accountId: locator(accounts.main.id) },
					credential: stored(emulator),
				})
			).results;
		const hop = await pick('searchNexthops');
		const [magic] = emulator.magicInterconnects;
		expect(hop).toContainEqual({
			name: expect.stringContaining(`${magic!.name} · ${nexthop()}`) as unknown,
			value: nexthop(),
		});
		expect(await pick('searchMagicRoutes')).toEqual([
			{ name: `${prefix} · ${nexthop()} · 100 · office`, value: made.id },
		]);
	});
});
