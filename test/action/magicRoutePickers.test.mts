import { describe, expect, test } from '@jest/globals';

import { accounts } from '../emulator/index.mts';
import { listSearch } from '../harness/engine.mts';
import { locator, stored } from '../harness/support.mts';
import { prefix, routeSetting } from './routes.mts';

/* The pickers of magic routes. */

const setting = routeSetting();
const { nexthop } = setting;

describe('the pickers', () => {
	test('list next hops by the name of the interconnect, and routes by their prefix', async () => {
		const made = setting.emulator.addRoute({
			interconnect: 'ams01-one',
			prefix,
			description: 'office',
		});
		const pick = async (search: string) =>
			(
				await listSearch(search, {
					parameters: { accountId: locator(accounts.main.id) },
					credential: stored(setting.emulator),
				})
			).results;
		const hop = await pick('searchNexthops');
		const [magic] = setting.emulator.magicInterconnects;
		expect(hop).toContainEqual({
			name: expect.stringContaining(`${magic!.name} · ${nexthop()}`) as unknown,
			value: nexthop(),
		});
		expect(await pick('searchMagicRoutes')).toEqual([
			{ name: `${prefix} · ${nexthop()} · 100 · office`, value: made.id },
		]);
	});
});
