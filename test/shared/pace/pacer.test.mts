import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { Spacing } from '../../../nodes/shared/api/pace/spacing.ts';
import { Pacer, WaitTooLong, type Patience } from '../../../nodes/shared/api/pacer.ts';
import { randomFrom, seedOf } from '../../harness/random.mts';
import { VirtualTime } from '../../harness/virtualTime.mts';
import { cloudflare, lines, Lost, pathOf, Service, type Line } from './service.mts';

/*
 * The pacer in virtual time, against a service that counts as Cloudflare does.
 */

const seed = seedOf('The pace');

let time: VirtualTime;
let random: () => number;

beforeEach(() => {
	time = new VirtualTime().install();
	random = randomFrom(seed);
	jest.spyOn(Math, 'random').mockImplementation(() => random());
});
afterEach(() => {
	time.uninstall();
	jest.restoreAllMocks();
});

const { quota: QUOTA, window: WINDOW } = cloudflare;

/** What others are left of the quota. */
const RESERVE = QUOTA * 0.05;

/** Of requests that wait for as long as it takes. */
const patience = { maxWait: 3_600_000 };

/** A credential in a process of its own. */
const newProcess = () => new Pacer(new Spacing());

interface Run {
	requests: number;
	line?: Line;
	/** Milliseconds from now. */
	startAt?: number;
	/** How long each request may wait. */
	maxWait?: number;
}

/** Sends many requests, 50 at a time, as a run over many items does. */
async function work(pacer: Pacer, service: Service, run: Run): Promise<void> {
	const { requests, line = 'near', startAt = 0, maxWait = patience.maxWait } = run;
	const path = pathOf(line, random);
	await time.sleep(startAt);
	let left = requests;
	const worker = async () => {
		while (left-- > 0) {
			await pacer
				.inTurn({ maxWait }, async () => await service.answer(path, random))
				.catch((error: unknown) => {
					if (!(error instanceof Lost)) throw error;
				});
		}
	};
	await Promise.all(Array.from({ length: 50 }, worker));
}

/** @returns how long it takes until all of it is done, in milliseconds */
async function timed(...runs: Array<Promise<unknown>>): Promise<number> {
	const since = time.now;
	await time.until(Promise.all(runs));
	return time.now - since;
}

/** Sends a request, and lets time pass until there is an answer or a refusal. */
async function sendOne(pacer: Pacer, service: Service, more: Partial<Patience> = {}) {
	const path = pathOf('even', random);
	const send = async () => await service.answer(path, random);
	return await time.until(
		pacer.inTurn({ ...patience, ...more }, send).catch((error: Error) => error),
	);
}

/** A response that tells these limits. */
const telling = (ratelimit: string) => ({
	status: 200,
	headers: { ratelimit, 'ratelimit-policy': '"default";q=1200;w=300' } as Record<string, string>,
});

describe('a run that is alone', () => {
	test('uses the quota at full speed, but for the reserve, and then waits for the next window', async () => {
		const service = new Service(time);
		await timed(work(newProcess(), service, { requests: QUOTA + 100 }));
		expect(service.refused).toBe(0);
		expect(service.arrivals).toHaveLength(QUOTA + 100);
		const [first] = service.arrivals;
		const inWindow = service.arrivals.filter(({ at }) => at < first!.at + WINDOW);
		expect(inWindow).toHaveLength(QUOTA - RESERVE);
		// 1,140 requests at 180 a second take 6.3 seconds.
		expect(inWindow.at(-1)!.at - first!.at).toBeLessThan(7000);
		expect(service.arrivals[inWindow.length]!.at - first!.at).toBeLessThan(WINDOW + 500);
		expect(service.busiestSecond).toBeLessThan(200);
	});

	test('learns when the window ends to a fraction of the second that responses tell', async () => {
		const service = new Service(time, { quota: 300, window: 10_000 });
		const took = await timed(work(newProcess(), service, { requests: 900 }));
		expect(service.refused).toBe(0);
		// Three windows are used up, and 45 requests are for the fourth.
		expect(took).toBeGreaterThan(30_000);
		expect(took).toBeLessThan(32_000);
	});
});

describe.each(Object.keys(lines) as Line[])('where the line is %s', (line) => {
	test.each([3, 10])('%i runs of more than the quota never meet a limit', async (processes) => {
		const service = new Service(time);
		const requests = Math.ceil(1260 / processes);
		await timed(
			...Array.from({ length: processes }, async (_, i) => {
				const startAt = processes === 3 ? i * 800 : 0;
				await work(newProcess(), service, { requests, line, startAt });
			}),
		);
		expect(service.refused).toBe(0);
		expect(service.busiestSecond).toBeLessThan(200);
		expect(service.arrivals.length).toBe(requests * processes);
		expect(time.now).toBeLessThan(2.1 * WINDOW);
	});
});

test('runs that begin when little is left do not use up more', async () => {
	const service = new Service(time);
	service.use(QUOTA - RESERVE - 5);
	const runs = Array.from({ length: 10 }, async () => {
		await work(newProcess(), service, { requests: 10 });
	});
	await timed(...runs);
	expect(service.refused).toBe(0);
	expect(service.arrivals).toHaveLength(100);
});

test('a process that was idle does not rely on what it was told long ago', async () => {
	const service = new Service(time);
	const processes = [newProcess(), newProcess()];
	for (const pacer of processes) await sendOne(pacer, service);
	// Somebody else leaves three.
	service.use(QUOTA - 5);
	await time.pass(3000);
	await timed(...processes.map(async (pacer) => await work(pacer, service, { requests: 50 })));
	expect(service.refused).toBe(0);
	expect(service.arrivals).toHaveLength(102);
});

test('a response that took its time does not tell of the window that began meanwhile', async () => {
	const pacer = newProcess();
	const answer = async (after: number, ratelimit: string) => {
		await pacer.inTurn(patience, async () => {
			await time.sleep(after);
			return telling(ratelimit);
		});
	};
	await timed(
		answer(8000, '"default";r=61;t=1'),
		time.sleep(1500).then(async () => await answer(1000, '"default";r=1199;t=300')),
	);
	const more = [answer(10, '"default";r=1198;t=290'), answer(10, '"default";r=1197;t=290')];
	expect(await timed(...more)).toBeLessThan(1000);
});

describe('all credentials of a process together', () => {
	test('stay below 200 requests a second', async () => {
		const spacing = new Spacing();
		// Another user each, at the same address: nothing tells one of the other.
		const services = ['a', 'b', 'c', 'd'].map(() => new Service(time));
		await timed(
			...services.map(async (service) => {
				await work(new Pacer(spacing), service, { requests: 250 });
			}),
		);
		const address = new Service(time);
		address.arrivals.push(
			...services.flatMap(({ arrivals }) => arrivals).sort((a, b) => a.at - b.at),
		);
		expect(address.arrivals).toHaveLength(1000);
		expect(address.busiestSecond).toBeLessThan(200);
	});
});

describe('before a response has told what is left', () => {
	/** Lets many requests wait whose responses never come, and some time pass. */
	async function leftUnanswered(pacer: Pacer, milliseconds: number): Promise<number> {
		let sent = 0;
		for (let i = 0; i < 50; i++) {
			void pacer.inTurn(patience, async () => {
				sent++;
				return await new Promise<never>(() => {});
			});
		}
		await time.pass(milliseconds);
		return sent;
	}

	test('one request leaves, and two more should its response not come', async () => {
		expect(await leftUnanswered(newProcess(), 900)).toBe(1);
		expect(await leftUnanswered(newProcess(), 10_000)).toBe(3);
	});

	test('responses that do not tell it let ten be under way', async () => {
		const pacer = newProcess();
		const untold = async () => ({ status: 502, headers: {} });
		for (let i = 0; i < 20; i++) await time.until(pacer.inTurn(patience, untold));
		expect(await leftUnanswered(pacer, 10_000)).toBe(10);
	});

	test('who cannot wait for it any more goes without it', async () => {
		const pacer = newProcess();
		await leftUnanswered(pacer, 5000);
		const since = time.now;
		expect(await sendOne(pacer, new Service(time), { maxWait: 10_000 })).toMatchObject({
			status: 200,
		});
		expect(time.now - since).toBeGreaterThanOrEqual(10_000);
	});
});

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
});
