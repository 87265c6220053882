import { getEventListeners } from 'node:events';

import { describe, expect, jest, test } from '@jest/globals';

import { duration, WaitTooLong, type Pacer } from '../../../nodes/shared/api/pacer.ts';
import { newProcess, patience, sendOne, telling, time, timed, work } from './pacing.mts';
import { Service } from './service.mts';

/* What the pacer makes of single responses, in virtual time; how runs fare is in pacer.test.mts. */

const ratelimit = (remaining: number, reset: number) =>
	telling(`"default";r=${remaining};t=${reset}`);

/** A request whose response tells these limits after so many milliseconds. */
async function tell(pacer: Pacer, remaining: number, reset = 300, after = 10): Promise<void> {
	await pacer.inTurn(patience, async () => {
		await time.sleep(after);
		return ratelimit(remaining, reset);
	});
}

/** The same, and its response has come. */
const told = async (pacer: Pacer, remaining: number, reset?: number) =>
	await time.until(tell(pacer, remaining, reset));

/** Sends many at once; each response tells one less. @returns when each left */
async function sendMany(
	pacer: Pacer,
	number: number,
	remaining = 1000,
	reset = 300,
): Promise<number[]> {
	const left: number[] = [];
	const sending = Array.from({ length: number }, async () => {
		await pacer.inTurn(patience, async () => {
			left.push(time.now);
			const now = remaining--;
			await time.sleep(10);
			return ratelimit(now, reset);
		});
	});
	await timed(...sending);
	return left;
}

const distances = (times: number[]) => times.slice(1).map((at, i) => at - times[i]!);

describe('a duration in words', () => {
	test.each([
		[1, '1 s'],
		[59_000, '59 s'],
		[59_001, '1 min'],
		[60_000, '1 min'],
		[79_500, '1 min 20 s'],
		[3_600_000, '60 min'],
	])('%i ms: %s', (milliseconds, words) => {
		expect(duration(milliseconds)).toBe(words);
		expect(new WaitTooLong(milliseconds).message).toBe(`no request is left for ${words}`);
	});
});

describe('after two seconds without a request', () => {
	test('it is found out anew who else is there', async () => {
		const pacer = newProcess();
		expect(Math.max(...distances(await sendMany(pacer, 20)).slice(-5))).toBeLessThan(10);
		await time.pass(2100);
		const [first] = distances(await sendMany(pacer, 20, 980));
		// 25 a second, where a timer that is late is made up for.
		expect(first).toBeCloseTo(40 - 25, 5);
	});

	test('but not within them', async () => {
		const pacer = newProcess();
		await sendMany(pacer, 20);
		await time.pass(1900);
		expect(Math.max(...distances(await sendMany(pacer, 20, 980)))).toBeLessThan(11);
	});

	test('nor while a response is still to come', async () => {
		const pacer = newProcess();
		await sendMany(pacer, 20);
		void tell(pacer, 980, 300, 60_000);
		await time.pass(2100);
		const later = distances(await sendMany(pacer, 20, 979));
		// Another one leaves a second later, to find out what is left.
		expect(Math.max(...later.slice(1))).toBeLessThan(10);
	});
});

describe('while the first response is to come', () => {
	test('another request leaves after each second', async () => {
		const pacer = newProcess();
		const left: number[] = [];
		for (let i = 0; i < 10; i++) {
			void pacer.inTurn(patience, async () => {
				left.push(time.now);
				return await new Promise<never>(() => {});
			});
		}
		await time.pass(900);
		expect(left).toHaveLength(1);
		await time.pass(250);
		expect(left).toHaveLength(2);
		await time.pass(1000);
		expect(left).toHaveLength(3);
	});
});

describe('where little is left', () => {
	test('who would have to wait too long is refused at once, and no other', async () => {
		const pacer = newProcess();
		await sendMany(pacer, 10, 73);
		// 64 are left, 60 of them for others.
		const ended: Array<{ at: number; refused: boolean }> = [];
		const since = time.now;
		const sending = Array.from({ length: 10 }, async () => {
			const sent = pacer.inTurn({ maxWait: 10_000 }, async () => {
				await time.sleep(1000);
				return ratelimit(60, 290);
			});
			const outcome = await sent.catch((error: unknown) => error);
			ended.push({ at: time.now - since, refused: outcome instanceof WaitTooLong });
		});
		await timed(...sending);
		const refused = ended.filter((one) => one.refused);
		expect(refused).toHaveLength(6);
		expect(refused.map(({ at }) => at)).toEqual([0, 0, 0, 0, 0, 0]);
	});

	test('a request without a response counts', async () => {
		const pacer = newProcess();
		await told(pacer, 63);
		for (let i = 0; i < 3; i++) {
			const lost = pacer.inTurn(patience, async () => await Promise.reject(new Error('lost')));
			await expect(time.until(lost)).rejects.toThrow('lost');
		}
		expect(await sendOne(pacer, new Service(time), { maxWait: 1000 })).toBeInstanceOf(WaitTooLong);
	});

	test('a window that begins early counts as soon as a response tells of it', async () => {
		const pacer = newProcess();
		await told(pacer, 62, 300);
		await told(pacer, 1199, 100);
		expect(await sendMany(pacer, 20, 1198)).toHaveLength(20);
		expect(time.now).toBeLessThan(2000);
	});
});

test('what a late response tells of the window before says nothing of others', async () => {
	const pacer = newProcess();
	await timed(
		tell(pacer, 61, 1, 8000),
		time.sleep(1500).then(async () => {
			await tell(pacer, 1199, 300, 1000);
			await time.sleep(1000);
			await tell(pacer, 1198, 299);
		}),
	);
	const left = await sendMany(pacer, 40, 1197, 295);
	expect(left.at(-1)! - left[0]!).toBeLessThan(600);
});

test('a window that begins early does not make several processes send too much', async () => {
	const service = new Service(time, { quota: 100_000 });
	const runs = Array.from({ length: 3 }, async () => {
		await work(newProcess(), service, { requests: 700 });
	});
	time.after(5000, () => (service.endsAt = time.now));
	await timed(...runs);
	expect(service.busiestSecond).toBeLessThan(200);
	expect(service.rate(6500, 9000)).toBeLessThanOrEqual(180);
});

describe('a block', () => {
	test.each([
		[2, 2200],
		[90, 91_000],
		[0, 1100],
	])('of %i s ends a tenth later at most, and a second at most', async (seconds, milliseconds) => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const pacer = newProcess();
		const headers = { 'retry-after': String(seconds) };
		await time.until(pacer.inTurn(patience, async () => ({ status: 429, headers })));
		const since = time.now;
		let left = 0;
		await time.until(
			pacer.inTurn(patience, async () => {
				left = time.now - since;
				return ratelimit(1000, 300);
			}),
		);
		expect(left).toBeCloseTo(milliseconds, 5);
	});
});

test('a signal that outlives a request is not listened to any more', async () => {
	const { signal } = new AbortController();
	const pacer = newProcess();
	await time.until(pacer.inTurn({ ...patience, signal }, async () => ratelimit(1000, 300)));
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});
