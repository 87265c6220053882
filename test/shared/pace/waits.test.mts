import { describe, expect, jest, test } from '@jest/globals';

import { Pacer, WaitTooLong } from '../../../nodes/shared/api/pacer.ts';
import {
	newProcess,
	patience,
	QUOTA,
	random,
	RESERVE,
	sendOne,
	telling,
	time,
	timed,
	WINDOW,
	work,
} from './pacing.mts';
import { pathOf, Service } from './service.mts';

describe('people at the editor', () => {
	const person = { maxWait: 10_000, atEditor: true };

	/** A run that has used up the quota and waits for the next window. */
	async function exhausted(service: Service): Promise<Pacer> {
		const pacer = newProcess();
		void work(pacer, service, { requests: QUOTA });
		await time.pass(20_000);
		expect(service.arrivals).toHaveLength(QUOTA - RESERVE);
		return pacer;
	}

	test('use the reserve while a run waits for the next window', async () => {
		const service = new Service(time);
		const pacer = await exhausted(service);
		const since = time.now;
		for (let i = 0; i < 40; i++) {
			expect(await sendOne(pacer, service, person)).toMatchObject({ status: 200 });
		}
		expect(time.now - since).toBeLessThan(40 * 100);
	});

	test('are refused when the reserve is used up too, before anything is sent', async () => {
		const service = new Service(time);
		const pacer = await exhausted(service);
		for (let i = 0; i < RESERVE; i++) await sendOne(pacer, service, person);
		expect(await sendOne(pacer, service, person)).toBeInstanceOf(WaitTooLong);
		expect(service.refused).toBe(0);
		expect(service.used).toBe(QUOTA);
	});

	test('go to the front of the line', async () => {
		const service = new Service(time, { quota: 100_000 });
		const pacer = newProcess();
		// Those who wait have less time left than a person.
		const run = work(pacer, service, { requests: 1000, maxWait: 2000 });
		await time.pass(1000);
		for (let i = 0; i < 20; i++) {
			const since = time.now;
			await sendOne(pacer, service, person);
			// There and back, and the distance that requests keep.
			expect(time.now - since).toBeLessThan(50 + 100);
		}
		await time.until(run);
	});

	test('do not wait for what the first requests are to tell', async () => {
		const pacer = newProcess();
		void pacer.inTurn(patience, async () => await new Promise<never>(() => {}));
		const since = time.now;
		await sendOne(pacer, new Service(time), person);
		expect(time.now - since).toBeLessThan(100);
	});

	test('wait where Cloudflare has blocked', async () => {
		const pacer = newProcess();
		const blocked = async () => ({ status: 429, headers: { 'retry-after': '90' } });
		await time.until(pacer.inTurn(patience, blocked));
		const service = new Service(time);
		expect(await sendOne(pacer, service, person)).toBeInstanceOf(WaitTooLong);
		expect(service.arrivals).toEqual([]);
	});
});

describe('a wait', () => {
	const refusedFor = async (pacer: Pacer, headers: Record<string, string>) =>
		await time.until(pacer.inTurn(patience, async () => ({ status: 429, headers })));

	test('is as long as Retry-After says, and never shorter', async () => {
		const pacer = newProcess();
		await refusedFor(pacer, { 'retry-after': '90' });
		const since = time.now;
		await sendOne(pacer, new Service(time));
		expect(time.now - since).toBeGreaterThanOrEqual(90_000);
		expect(time.now - since).toBeLessThanOrEqual(91_100);
	});

	test('that is longer than the caller has is refused at once, with how long it would be', async () => {
		const pacer = newProcess();
		await refusedFor(pacer, { 'retry-after': '90' });
		const since = time.now;
		const send = jest.fn(async () => telling('"default";r=1;t=1'));
		const refusal = await pacer.inTurn({ maxWait: 10_000 }, send).catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(WaitTooLong);
		const { wait, use } = refusal as WaitTooLong;
		expect(wait).toBeGreaterThanOrEqual(90_000);
		expect(wait).toBeLessThanOrEqual(91_100);
		// Whatever Cloudflare has blocked for.
		expect(use).toBeUndefined();
		expect(time.now).toBe(since);
		expect(send).not.toHaveBeenCalled();
	});

	test('for the next window tells who has used the quota', async () => {
		const service = new Service(time);
		service.use(40);
		const pacer = newProcess();
		void work(pacer, service, { requests: QUOTA });
		await time.pass(20_000);
		const refusal = await sendOne(pacer, service, { maxWait: 60_000 });
		expect(refusal).toBeInstanceOf(WaitTooLong);
		const used = QUOTA - RESERVE;
		expect(refusal).toMatchObject({ use: { quota: QUOTA, used, ours: used - 40 } });
		expect((refusal as WaitTooLong).wait).toBeGreaterThan(WINDOW - 21_000);
		expect((refusal as WaitTooLong).wait).toBeLessThan(WINDOW - 19_000);
	});

	test('of 5 minutes is assumed where a 429 says nothing', async () => {
		const pacer = newProcess();
		await refusedFor(pacer, {});
		const refusal = await sendOne(pacer, new Service(time), { maxWait: 299_000 });
		expect((refusal as WaitTooLong).wait).toBeGreaterThanOrEqual(300_000);
	});

	test('ends when the execution is cancelled', async () => {
		const pacer = newProcess();
		await refusedFor(pacer, { 'retry-after': '90' });
		const cancel = new AbortController();
		const send = jest.fn(async () => telling('"default";r=1;t=1'));
		const waiting = pacer.inTurn({ ...patience, signal: cancel.signal }, send);
		time.after(1000, () => cancel.abort(new Error('cancelled')));
		const since = time.now;
		await expect(time.until(waiting)).rejects.toThrow('cancelled');
		expect(time.now - since).toBe(1000);
		expect(send).not.toHaveBeenCalled();
	});

	test('does not begin when the execution is cancelled already', async () => {
		const cancelled = AbortSignal.abort(new Error('cancelled'));
		const send = jest.fn(async () => telling('"default";r=1;t=1'));
		const waiting = newProcess().inTurn({ ...patience, signal: cancelled }, send);
		await expect(waiting).rejects.toThrow('cancelled');
		expect(send).not.toHaveBeenCalled();
	});

	test('is none where all that requests keep is their distance', async () => {
		const service = new Service(time);
		const pacer = newProcess();
		const path = pathOf('near', random);
		const hundred = Array.from({ length: 100 }, async () => {
			await pacer.inTurn({ maxWait: 0 }, async () => await service.answer(path, random));
		});
		await timed(...hundred);
		expect(service.arrivals).toHaveLength(100);
	});
}); /* Who waits for the pacer, how long, and who does not, in virtual time. */
