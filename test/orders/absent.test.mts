import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { startEmulator, type Emulator, type Fault } from '../emulator/index.mts';
import { runOn } from '../harness/support.mts';
import { direct, swallowed } from './ordering.mts';

/*
 * An order whose response was lost and that two lookups do not find may be sent again, and may show up after all: until
 * it has succeeded, nobody is told that nothing was ordered.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST');

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
