import { expect, test } from '@jest/globals';

import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { runOn } from '../harness/support.mts';
import { direct, swallowed } from './ordering.mts';

/*
 * An order whose response was lost and that two lookups do not find may be sent again, and may show up after all: until
 * it has succeeded, nobody is told that nothing was ordered.
 */

const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST');

test('returns it where it has shown up before the next try', async () => {
	const [slot = ''] = free();
	const listings = () => emulator.requests.filter(({ method }) => method === 'GET');
	// The service is still at work when both lookups have found nothing, and done when the next try looks.
	emulator.fault({ method: 'POST', until: emulator.until(() => listings().length === 3) });
	emulator.fault({
		method: 'GET',
		skip: 3,
		until: emulator.until(() => emulator.orders.length === 1),
	});
	const { items, hints, error } = await runOn(
		emulator,
		direct(slot, { timeout: 1000, maxRetries: 0 }),
		{ maxTries: 2 },
	);
	expect(error).toBeUndefined();
	expect(items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);
	expect(hints.join()).toContain(
		`The response was lost, and a lookup found what was ordered: '${String(items[0]!.json.name)}' is new on slot ${slot}.`,
	);
	expect(creates()).toHaveLength(1);
	expect(listings()).toHaveLength(4);
});

test('returns it where it keeps the next one out', async () => {
	const [slot = ''] = free();
	emulator.fault({ method: 'POST', drop: true, when: 'after' });
	// Neither both lookups nor the next try's listing show it yet.
	const body = { items: [], next: null };
	emulator.fault({ method: 'GET', skip: 1, times: 3, status: 200, body });
	const { items, error } = await runOn(emulator, direct(slot, { maxRetries: 0 }), { maxTries: 2 });
	expect(error).toBeUndefined();
	expect(items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);
	expect(creates().map(({ status }) => status)).toEqual([null, 409]);
});

test.each<[string, Fault, number]>([
	['the list', { method: 'GET', path: 'interconnects$', skip: 3 }, 1],
	['the order', { method: 'POST' }, 2],
])('tells of an attempt that was lost, when %s is rejected later', async (_what, later, sent) => {
	const [slot = ''] = free();
	// Lookups found nothing: it may be sent again, but it may show up after all.
	emulator.fault(swallowed);
	emulator.fault({ ...later, status: 403, body: '', times: 9 });
	const { error } = await runOn(emulator, direct(slot, { maxRetries: 0 }), { maxTries: 2 });
	expect(creates()).toHaveLength(sent);
	expect(error!.context.outcome).toBe('unknown');
	expect(error!.description).toMatch(
		new RegExp(`^.*The response to an earlier attempt was lost.* nothing .*slot ${slot}`),
	);
});

test.each([
	[undefined, 2],
	[2, 3],
])('tells of it after a rejection in the same try, with %s tries', async (maxTries, sent) => {
	const [slot = ''] = free();
	emulator.fault(swallowed);
	emulator.fault({ method: 'POST', status: 403, body: '', times: 9 });
	const { error } = await runOn(emulator, direct(slot, { maxRetries: 1 }), { maxTries });
	expect(creates()).toHaveLength(sent);
	expect(error!.message).toContain('The credential has no access');
	expect(error!.context.outcome).toBe('unknown');
	expect(error!.description).toContain('The response to an earlier attempt was lost');
});

test('tells of it also where a later try stops at another item', async () => {
	const [first = '', second = ''] = free();
	emulator.fault({ ...swallowed, skip: 1 });
	emulator.fault({ path: /interconnects\/[^/]+$/, status: 403, body: '', times: 9 });
	const { error } = await runOn(emulator, direct('={{ $json.slot }}', { maxRetries: 0 }), {
		input: [{ slot: first }, { slot: second }],
		maxTries: 2,
	});
	expect(creates()).toHaveLength(2);
	expect(error!.context.itemIndex).toBe(0);
	expect(error!.message).toContain('was ordered earlier in this execution');
	expect(error!.description).toContain(
		`It is not known whether these were carried out: slot ${second} (item 1).`,
	);
});
