import { expect, test } from '@jest/globals';

import type { Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';

/* What comes in through expressions in another form than the editor gives it. */

test.each(['😀'.repeat(200), ''])('a customer name that fits is sent or left out', async (name) => {
	const { name: interconnectName } = emulator.addInterconnect();
	const { error } = await runOn(
		emulator,
		interconnect('downloadLoa', {
			interconnectName: locator(interconnectName, 'name'),
			options: { customerName: name },
		}),
	);
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toEqual(name ? { name } : {});
});

test('one bad item stops the run before anything is ordered', async () => {
	const slot = emulator.slots.find(({ occupied }) => !occupied)!;
	const { error } = await runOn(
		emulator,
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}') }),
		{ input: [{ slot: slot.id }, { slot: 'none' }] },
	);
	expect(error!.message).toMatch(/^'Slot' must be a UUID .* not 'none' \(item 1\)$/);
	expect(error!.context.itemIndex).toBe(1);
	expect(emulator.requests).toEqual([]);
	expect(emulator.orders).toEqual([]);
});

test.each([true, 'true', 'TRUE', ' True\n'])('a switch takes %j', async (value) => {
	const parameters = operation('slot', 'getAll', {
		returnAll: '={{ $json.value }}',
		filters: { occupied: '={{ $json.value }}' },
	});
	const { error } = await runOn(emulator, parameters, { input: [{ value }] });
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toEqual({ limit: '100', occupied: 'true' });
});

test('a switch takes "False"', async () => {
	const parameters = operation('slot', 'getAll', {
		returnAll: '={{ " False " }}',
		filters: { occupied: '={{ $json.value }}' },
	});
	const { error } = await runOn(emulator, parameters, { input: [{ value: 'FALSE' }] });
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toEqual({ limit: '50', occupied: 'false' });
});

test('an option that was added and is empty takes its default', async () => {
	const names = ['maxConcurrency', 'maxRetries', 'maxWait', 'timeout'];
	const options = Object.fromEntries(names.map((name) => [name, '']));
	const { error } = await runOn(emulator, interconnect('getAll', { options }));
	expect(error).toBeUndefined();
	expect(emulator.requests).toHaveLength(1);
});

test('numbers that are exact do as a text', async () => {
	const { name } = emulator.addInterconnect();
	const parameters = operation('cni', 'create', {
		interconnectName: locator(name, 'name'),
		conduitName: '={{ $json.value }}',
	});
	const input = [{ value: 7 }, { value: 1.5 }, { value: Number.MAX_SAFE_INTEGER }];
	const { error } = await runOn(emulator, parameters, { input });
	expect(error).toBeUndefined();
	expect(emulator.requests.slice(1).map(({ body }) => (body as Cni).magic.conduit_name)).toEqual([
		'7',
		'1.5',
		'9007199254740991',
	]);
});

test('an expression that does not resolve names its item', async () => {
	const { error } = await runOn(
		emulator,
		interconnect('get', { interconnectName: locator('={{ $json.name.first.second }}', 'name') }),
		{ input: [{ name: { first: { second: 'a' } } }, {}] },
	);
	expect(error!.context.itemIndex).toBe(1);
	expect(emulator.requests).toEqual([]);
});

test('an expression that cannot be resolved names the item and what to do', async () => {
	const { error } = await runOn(
		emulator,
		interconnect('get', {
			interconnectName: locator("={{ $('Nowhere').item.json.name }}", 'name'),
		}),
	);
	expect(error!.message).toMatch(/^An expression can't be resolved: \S/);
	expect(error!.description).toBe(
		'Nothing was sent for this item. Correct the expression and run again.',
	);
	expect(emulator.requests).toEqual([]);
});
