import { afterEach, describe, expect, test } from '@jest/globals';

import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { pauses } from '../harness/engine.mts';
import { withLog } from '../harness/log.mts';
import { interconnect, locator, runOn, untilRead } from '../harness/support.mts';

/*
 * Several things that go wrong together: a lost order, the next one, "Retry On Fail", a cancel.
 */

const freeSlots = (count: number) =>
	emulator.slots
		.filter(({ occupied }) => !occupied)
		.slice(0, count)
		.map(({ id }) => id);
const create = (options = {}) =>
	interconnect('create', {
		type: '={{ $json.slot ? "direct" : "gcp_partner" }}',
		slotId: locator('={{ $json.slot }}'),
		bandwidth: '1G',
		pairingKey: '={{ $json.key }}',
		options: { maxRetries: 0, ...options },
	});
const direct = (count: number) => freeSlots(count).map((slot) => ({ slot }));
const partner = (count: number) =>
	Array.from({ length: count }, (_, i) => ({
		key: `123e4567-e89b-12d3-a456-42661417400${i}/us-east4/any`,
	}));
const names = () => emulator.interconnects.map(({ name }) => name);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST');

const lost: Fault = { method: 'POST', drop: true, when: 'after' };
const swallowed: Fault = { method: 'POST', drop: true };
const listingFails: Fault = { method: 'GET', path: 'interconnects$', status: 500, body: '' };

describe('two Google Cloud partner orders of one region and bandwidth', () => {
	test('what the first one may have made is not handed out for the second one', async () => {
		// The first is carried out and can't be looked up; the second is not, and sees the first one's.
		emulator.fault({ ...listingFails, skip: 1 });
		emulator.fault(lost);
		emulator.fault(swallowed);
		const { items } = await runOn(emulator, create(), {
			input: partner(2),
			onError: 'continueRegularOutput',
		});
		expect(emulator.orders).toHaveLength(1);
		expect(items[0]!.json.error).toMatch(/may have been placed/);
		expect(items[1]!.json.name).toBeUndefined();
		expect(items[1]!.json.error).toMatch(/may have been placed/);
	});
});

describe('"Retry On Fail"', () => {
	test('a Google Cloud partner order that was not confirmed is not sent again', async () => {
		emulator.fault({ ...swallowed, times: 5 });
		const { error } = await runOn(emulator, create(), { input: partner(1), maxTries: 2 });
		expect(error!.message).toMatch(/could not be confirmed/);
		expect(creates()).toHaveLength(1);
	}, 15_000);

	test('what one try left unknown is not sent by the one after the next', async () => {
		emulator.fault({ ...listingFails, skip: 1 });
		emulator.fault({ ...swallowed, times: 1 });
		const { error } = await runOn(emulator, create(), { input: direct(1), maxTries: 3 });
		expect(error!.message).toMatch(/was probably not placed/);
		expect(error!.description).toContain('It is not sent again in the same execution.');
		expect(creates()).toHaveLength(1);
	}, 15_000);

	test('what an earlier try ordered stays in sight when the last one stops before it', async () => {
		// The first try orders three and stops at the fourth; the second one stops at the first.
		emulator.fault({ method: 'POST', skip: 3, status: 400, body: 'not now' });
		emulator.fault({ method: 'GET', path: 'interconnects/', status: 500, body: '', times: 9 });
		const { error } = await runOn(emulator, create(), { input: direct(4), maxTries: 2 });
		expect(emulator.orders).toHaveLength(3);
		for (const name of names()) expect(`${error!.message} ${error!.description}`).toContain(name);
	});
});

describe('a cancelled execution', () => {
	const lookUps = { ...pauses.lookUp };
	afterEach(() => void Object.assign(pauses.lookUp, lookUps));

	/** @returns the warnings in the log; orders have lines of their own there */
	const cancelledWhen = async (
		ready: () => boolean,
		input: Array<Record<string, string>>,
		more: { options?: object; onError?: 'continueRegularOutput' } = {},
	) => {
		const cancel = new AbortController();
		void emulator
			.until(ready)
			.then(untilRead)
			.then(() => cancel.abort());
		const { onError, options } = more;
		const { log } = await withLog(
			async () => await runOn(emulator, create(options), { input, onError, cancel: cancel.signal }),
		);
		expect(cancel.signal.aborted).toBe(true);
		return log.filter((line) => line.startsWith('warn'));
	};

	const answered = (method: string, times = 1) =>
		emulator.requests.filter((one) => one.method === method && one.status !== null).length >= times;
	const never = new Promise(() => {});

	test('names what it had ordered, since its output is dropped', async () => {
		emulator.fault({ method: 'POST', skip: 2, until: never });
		const log = await cancelledWhen(() => creates().length === 3, direct(3));
		expect(emulator.orders).toHaveLength(2);
		for (const name of names().slice(0, 2)) expect(log.join('\n')).toContain(name);
	});

	test('says of one order only that it was under way', async () => {
		emulator.fault({ method: 'POST', skip: 1, until: never });
		const input = direct(5);
		const log = await cancelledWhen(() => creates().length === 2, input, {
			onError: 'continueRegularOutput',
		});
		expect(log.join('\n')).toContain(input[1]!.slot);
		for (const { slot } of input.slice(2)) expect(log.join('\n')).not.toContain(slot);
	});

	test('between two look-ups: the order is unknown', async () => {
		Object.assign(pauses.lookUp, { first: 60_000, longest: 60_000 });
		emulator.fault({ ...swallowed });
		const input = direct(1);
		// The look before the order, and the first one after it.
		const log = await cancelledWhen(() => answered('GET', 2), input);
		expect(log.join('\n')).toContain(input[0]!.slot);
	});

	test('while it waits for the rate limit: nothing was under way', async () => {
		const headers = { 'retry-after': '60' };
		emulator.fault({ method: 'POST', status: 429, headers, body: '' });
		const log = await cancelledWhen(() => answered('POST'), direct(1), {
			options: { maxRetries: 3 },
		});
		expect(log).toEqual([]);
		expect(creates()).toHaveLength(1);
	});
});
