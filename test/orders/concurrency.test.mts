import { describe, expect, test } from '@jest/globals';

import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, runOn, untilRead } from '../harness/support.mts';

/* What goes on at the same time, and what does not. */

const direct = (slot: string, options = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options });
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const sent = () => emulator.requests.map(({ method }) => method);

/** Waits until so many requests have come, and what would be sent beside them has had every chance to come too. */
async function come(count: number): Promise<void> {
	await emulator.until(() => sent().length >= count);
	await untilRead();
}
const never = new Promise(() => {});

test('writes run one after the other, in the order of the items', async () => {
	const slots = free().slice(0, 5);
	// The look before, and the first order.
	const first = come(2);
	emulator.fault({ method: 'POST', until: first });
	const running = runOn(emulator, direct('={{ $json.slot }}'), {
		input: slots.map((slot) => ({ slot })),
	});
	await first;
	expect(sent()).toEqual(['GET', 'POST']);
	const { items } = await running;
	expect(items.map(({ json }) => json.slot_id)).toEqual(slots);
	expect(
		emulator.requests.slice(1).map(({ body }) => (body as { slot_id: string }).slot_id),
	).toEqual(slots);
});

test('reads overlap and stay in order', async () => {
	const made = Array.from({ length: 6 }, () => emulator.addInterconnect({ type: 'gcp_partner' }));
	const parameters = interconnect('get', {
		interconnectName: locator('={{ $json.name }}', 'name'),
		options: { maxConcurrency: 3 },
	});
	const run = async () =>
		await runOn(emulator, parameters, { input: made.map(({ name }) => ({ name })) });
	// The pace is known then.
	await run();
	const before = sent().length;
	const overlapping = come(before + 3);
	emulator.fault({ until: overlapping, times: 3 });
	const running = run();
	await overlapping;
	expect(sent()).toHaveLength(before + 3);
	const { items } = await running;
	expect(items.map(({ json }) => json.name)).toEqual(made.map(({ name }) => name));
});

test.each([
	['20 by default', {}, 20],
	['as the user wants it', { maxConcurrency: 30 }, 30],
])('so many reads overlap: %s', async (_name, options, most) => {
	const { name } = emulator.addInterconnect();
	const parameters = interconnect('get', {
		interconnectName: locator(name, 'name'),
		options,
	});
	const run = async () => await runOn(emulator, parameters, { input: Array(50).fill({}) });
	// The pace is known then.
	await run();
	const before = sent().length;
	const overlapping = come(before + most);
	emulator.fault({ until: overlapping, times: 50 });
	const running = run();
	await overlapping;
	expect(sent()).toHaveLength(before + most);
	expect((await running).items).toHaveLength(50);
});

describe('a cancelled execution', () => {
	test('starts nothing new', async () => {
		const slots = free().slice(0, 3);
		const cancel = new AbortController();
		emulator.fault({ method: 'POST', until: never });
		void emulator.until(() => sent().includes('POST')).then(() => cancel.abort());
		await runOn(emulator, direct('={{ $json.slot }}'), {
			input: slots.map((slot) => ({ slot })),
			cancel: cancel.signal,
		});
		expect(sent()).toEqual(['GET', 'POST']);
	});
});
