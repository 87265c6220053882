import { beforeEach, describe, expect, test } from '@jest/globals';

import { accounts } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, runOn } from '../harness/support.mts';

describe('continue on fail', () => {
	const parameters = interconnect('get', {
		interconnectName: locator('={{ $json.name }}', 'name'),
	});
	const input = () => [
		{ name: emulator.interconnects[0]!.name },
		{ name: 'nowhere' },
		{ name: '' },
		{ name: emulator.interconnects[1]!.name },
	];
	const refused = {
		error:
			'Not found in this account (HTTP 404: There is no interconnect named "nowhere") (item 1)',
		message: {
			description: expect.stringContaining("It doesn't exist, the account"),
			outcome: 'refused',
			httpStatus: 404,
			codes: [],
		},
	};
	const bad = {
		error: "'Interconnect' is empty: its expression must return a value (item 2)",
		message: {
			description: expect.stringContaining('Nothing was sent for this item.'),
			outcome: 'notSent',
			codes: [],
		},
	};

	beforeEach(() => {
		emulator.addInterconnect();
		emulator.addInterconnect();
	});

	test('gives an item with the message in the place of each one that did not succeed', async () => {
		const { items, error } = await runOn(emulator, parameters, {
			input: input(),
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{ json: emulator.interconnects[0], pairedItem: { item: 0 } },
			{ json: refused, pairedItem: { item: 1 } },
			{ json: bad, pairedItem: { item: 2 } },
			{ json: emulator.interconnects[1], pairedItem: { item: 3 } },
		]);
		expect(emulator.requests).toHaveLength(3);
	});

	test('sends them to the error output with the fields of their input', async () => {
		const { items, errorItems } = await runOn(emulator, parameters, {
			input: input(),
			onError: 'continueErrorOutput',
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
		expect(errorItems).toEqual([
			{ json: { name: 'nowhere', ...refused }, pairedItem: { item: 1 } },
			{ json: { name: '', ...bad }, pairedItem: { item: 2 } },
		]);
	});

	test('orders the good ones', async () => {
		const [first, second] = emulator.slots.filter(({ occupied }) => !occupied);
		const { items } = await runOn(
			emulator,
			interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}') }),
			{
				input: [{ slot: first!.id }, { slot: 'none' }, { slot: first!.id }, { slot: second!.id }],
				onError: 'continueRegularOutput',
			},
		);
		expect(items.map(({ json }) => json.slot_id)).toEqual([
			first!.id,
			undefined,
			undefined,
			second!.id,
		]);
		expect(items[2]!.json.error).toMatch(/item 0 already ordered '.*' with the same slot/);
		expect(emulator.orders).toHaveLength(2);
	});
});

test('an operation that the node does not have', async () => {
	const { error } = await runOn(emulator, {
		resource: 'interconnect',
		operation: 'renew',
		accountId: locator(accounts.main.id),
	});
	expect(error!.message).toBe("The node has no operation 'renew' of the resource 'interconnect'");
});
