import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import type * as Pace from '../../nodes/shared/api/pacer.ts';
import type * as Process from '../../nodes/shared/api/process.ts';

/*
 * The pacer in virtual time, against a service that counts as Cloudflare does: five minutes pass in
 * milliseconds, and thousands of requests tell whether one is ever refused.
 */

beforeEach(() => {
	jest.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
	jest.useRealTimers();
});

/** The module as a process of its own loads it: nothing is shared with the others. */
function processOfItsOwn() {
	let pacer: typeof Pace | undefined;
	let shared: typeof Process | undefined;
	jest.isolateModules(() => {
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		pacer = require('../../nodes/shared/api/pacer.ts') as typeof Pace;
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		shared = require('../../nodes/shared/api/process.ts') as typeof Process;
	});
	const pacerFor = (baseUrl: string, identity: string) => shared!.sharedBy(baseUrl, identity).pacer;
	return { ...pacer!, pacerFor };
}

const QUOTA = 1200;
const WINDOW = 300_000;

/** Requests that one address may send in a second. */
const PER_SECOND = 200;

/** Counts as Cloudflare says it does, for one user at one address. */
class Service {
	used = 0;
	refused = 0;
	/** The most requests of any second, and when each arrived. */
	arrivals: number[] = [];
	private endsAt = 0;
	private blockedUntil = 0;
	private readonly latency: () => number;

	/** @param latency milliseconds until a request arrives */
	constructor(latency = () => 20 + Math.random() * 180) {
		this.latency = latency;
	}

	async answer() {
		await new Promise((resolve) => setTimeout(resolve, this.latency()));
		const now = Date.now();
		this.arrivals.push(now);
		const lastSecond = this.arrivals.at(-PER_SECOND - 1);
		if (lastSecond !== undefined && lastSecond > now - 1000) {
			this.blockedUntil = Math.max(this.blockedUntil, now + WINDOW);
		}
		if (now >= this.endsAt) {
			this.used = 0;
			this.endsAt = now + WINDOW;
		}
		this.used++;
		if (this.used > QUOTA) this.blockedUntil = Math.max(this.blockedUntil, now + WINDOW);
		const status = now < this.blockedUntil ? 429 : 200;
		if (status === 429) this.refused++;
		const left = Math.ceil((this.endsAt - now) / 1000);
		const headers: Record<string, string> = {
			ratelimit: `"default";r=${Math.max(QUOTA - this.used, 0)};t=${left}`,
			'ratelimit-policy': `"default";q=${QUOTA};w=${WINDOW / 1000}`,
			...(status === 429 && { 'retry-after': String((this.blockedUntil - now) / 1000) }),
		};
		await new Promise((resolve) => setTimeout(resolve, 10));
		return { status, headers };
	}

	mostInASecond(): number {
		const { arrivals } = this;
		return Math.max(
			...arrivals.map((at, i) => {
				let j = i;
				while (j < arrivals.length && arrivals[j]! < at + 1000) j++;
				return j - i;
			}),
		);
	}
}

const patience = { maxWait: 600_000 };

/** An answer with these limits. */
const limited = (ratelimit: string) => ({
	status: 200,
	headers: { ratelimit, 'ratelimit-policy': '"default";q=1200;w=300' } as Record<string, string>,
});

/** Sends many requests, some at a time, as a run over many items does. */
async function work(pacer: Pace.Pacer, service: Service, requests: number, concurrency = 20) {
	let left = requests;
	const worker = async () => {
		while (left-- > 0) await pacer.inTurn(patience, async () => await service.answer());
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
}

/** Runs to the end in virtual time; gives how long it took, in seconds. */
async function inVirtualTime(...runs: Array<Promise<unknown>>): Promise<number> {
	const since = Date.now();
	let done = false;
	const all = Promise.all(runs).finally(() => (done = true));
	while (!done) await jest.advanceTimersByTimeAsync(50);
	await all;
	return (Date.now() - since) / 1000;
}

test('a run of more than the quota never meets the limit, and uses most of it', async () => {
	const service = new Service();
	const { pacerFor } = processOfItsOwn();
	const took = await inVirtualTime(work(pacerFor('https://a', 'token'), service, 3000));
	expect(service.refused).toBe(0);
	expect(service.arrivals).toHaveLength(3000);
	// It slows down before the quota is used up: a tenth of it is left after half a minute.
	const [first] = service.arrivals;
	const early = service.arrivals.filter((at) => at < first! + 30_000);
	expect(early.length).toBeGreaterThan(QUOTA / 2);
	expect(early.length).toBeLessThan(QUOTA * 0.9);
	// 3,000 requests need three windows; the last one is not used up.
	expect(took).toBeGreaterThan(500);
	expect(took).toBeLessThan(1000);
});

describe.each<[string, () => number]>([
	['fast', () => 1 + Math.random() * 9],
	['usual', () => 20 + Math.random() * 180],
	['slow', () => 500 + Math.random() * 2500],
	['uneven', () => (Math.random() < 0.05 ? 4000 : 30)],
])('workers that do not know of each other, on a %s line', (_line, latency) => {
	test.each([3, 10])('share the limits without a refusal: %s', async (workers) => {
		const service = new Service(latency);
		const runs = Array.from({ length: workers }, async () => {
			const { pacerFor } = processOfItsOwn();
			await work(pacerFor('https://a', 'token'), service, 3600 / workers, 50);
		});
		const took = await inVirtualTime(...runs);
		expect(service.refused).toBe(0);
		expect(service.arrivals).toHaveLength(3600);
		expect(took).toBeLessThan(1300);
	});
});

test('workers that were idle do not rely on what they were told long ago', async () => {
	const service = new Service();
	const workers = [1, 2].map(() => processOfItsOwn().pacerFor('https://a', 'token'));
	await inVirtualTime(...workers.map(async (pacer) => await work(pacer, service, 1)));
	// Somebody else leaves little of the quota.
	service.used = QUOTA - 40;
	await inVirtualTime(...workers.map(async (pacer) => await work(pacer, service, 50, 50)));
	expect(service.refused).toBe(0);
	expect(service.arrivals).toHaveLength(102);
});

test('an answer that took its time does not speak of the window that began meanwhile', async () => {
	const { pacerFor } = processOfItsOwn();
	const pacer = pacerFor('https://a', 'token');
	const answer = (after: number, r: number, t: number) =>
		pacer.inTurn(patience, async () => {
			await new Promise((resolve) => setTimeout(resolve, after));
			return limited(`"default";r=${r};t=${t}`);
		});
	const took = await inVirtualTime(answer(8000, 61, 1), answer(1000, 1199, 300));
	expect(took).toBeLessThan(9);
	expect(await inVirtualTime(answer(10, 1198, 290), answer(10, 1197, 290))).toBeLessThan(1);
});

test('someone who can wait 10 seconds gets a turn beside a long run', async () => {
	const service = new Service();
	const { pacerFor, WaitTooLong } = processOfItsOwn();
	const pacer = pacerFor('https://a', 'token');
	let asked = 0;
	const refusals: Pace.WaitTooLong[] = [];
	const pickers = (async () => {
		for (let i = 0; i < 40; i++) {
			await new Promise((resolve) => setTimeout(resolve, 5000));
			asked++;
			await pacer
				.inTurn({ maxWait: 10_000 }, async () => await service.answer())
				.catch((error: unknown) => {
					if (!(error instanceof WaitTooLong)) throw error;
					refusals.push(error);
				});
		}
	})();
	await inVirtualTime(work(pacer, service, 1050), pickers);
	expect(service.refused).toBe(0);
	expect(asked).toBe(40);
	// Whoever is refused has really longer to wait.
	expect(refusals.filter(({ wait }) => wait < 10_000)).toEqual([]);
	expect(refusals.length).toBeLessThan(5);
});

test('before an answer has told what is left, only a few are sent', async () => {
	const { pacerFor } = processOfItsOwn();
	const pacer = pacerFor('https://a', 'token');
	let sent = 0;
	for (let i = 0; i < 50; i++) {
		void pacer.inTurn(patience, async () => {
			sent++;
			return await new Promise<never>(() => {});
		});
	}
	await jest.advanceTimersByTimeAsync(10_000);
	expect(sent).toBe(10);
});

test('the distance that all requests keep is no wait for the limit', async () => {
	const service = new Service();
	const { pacerFor } = processOfItsOwn();
	const pacer = pacerFor('https://a', 'token');
	const asked = Array.from({ length: 100 }, async () => {
		await pacer.inTurn({ maxWait: 0 }, async () => await service.answer());
	});
	await inVirtualTime(...asked);
	expect(service.arrivals).toHaveLength(100);
});

test('an answer that tells nothing does not end the careful start', async () => {
	const { pacerFor } = processOfItsOwn();
	const pacer = pacerFor('https://a', 'token');
	await inVirtualTime(pacer.inTurn(patience, async () => ({ status: 502, headers: {} })));
	let underWay = 0;
	for (let i = 0; i < 50; i++) {
		void pacer.inTurn(patience, async () => {
			underWay++;
			return await new Promise<never>(() => {});
		});
	}
	await jest.advanceTimersByTimeAsync(10_000);
	expect(underWay).toBe(10);
});

test('whoever cannot wait for the first answers goes without them', async () => {
	const { pacerFor } = processOfItsOwn();
	const pacer = pacerFor('https://a', 'token');
	for (let i = 0; i < 20; i++) {
		void pacer.inTurn(patience, async () => await new Promise<never>(() => {}));
	}
	await jest.advanceTimersByTimeAsync(5000);
	const send = jest.fn(async () => limited('"default";r=1;t=1'));
	const took = await inVirtualTime(pacer.inTurn({ maxWait: 10_000 }, send));
	expect(send).toHaveBeenCalled();
	expect(took).toBeGreaterThanOrEqual(10);
});

test('others who use the quota are left a twentieth of it', async () => {
	const service = new Service();
	const { pacerFor } = processOfItsOwn();
	const ours = work(pacerFor('https://a', 'token'), service, 1500);
	const others = (async () => {
		for (let i = 0; i < 100; i++) {
			await new Promise((resolve) => setTimeout(resolve, 6000));
			await service.answer();
		}
	})();
	await inVirtualTime(ours, others);
	expect(service.refused).toBe(0);
});

test('all credentials of the process together stay under 200 requests a second', async () => {
	const service = new Service();
	const { pacerFor } = processOfItsOwn();
	const users = ['a', 'b', 'c', 'd'].map((user) => pacerFor('https://a', user));
	await inVirtualTime(...users.map(async (pacer) => await work(pacer, service, 250, 50)));
	expect(service.mostInASecond()).toBeLessThan(200);
});

describe('a wait', () => {
	const refusedFor = async (headers: Record<string, string>) => ({ status: 429, headers });

	test('is as long as Retry-After says, and never shorter', async () => {
		const { pacerFor } = processOfItsOwn();
		const pacer = pacerFor('https://a', 'token');
		await pacer.inTurn(patience, async () => await refusedFor({ 'retry-after': '90' }));
		const since = Date.now();
		let sentAt = 0;
		const next = pacer.inTurn(patience, async () => {
			sentAt = Date.now();
			return { status: 200, headers: {} };
		});
		await inVirtualTime(next);
		expect(sentAt - since).toBeGreaterThanOrEqual(90_000);
		expect(sentAt - since).toBeLessThanOrEqual(91_100);
	});

	test('that is longer than the caller has is refused at once, with how long it would be', async () => {
		const { pacerFor, WaitTooLong } = processOfItsOwn();
		const pacer = pacerFor('https://a', 'token');
		await pacer.inTurn(patience, async () => await refusedFor({ 'retry-after': '90' }));
		const since = Date.now();
		const send = jest.fn(async () => ({ status: 200, headers: {} }));
		const refusal = await pacer.inTurn({ maxWait: 10_000 }, send).catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(WaitTooLong);
		expect((refusal as Pace.WaitTooLong).message).toMatch(/^no request is left for 9[01] s$/);
		expect(Date.now()).toBe(since);
		expect(send).not.toHaveBeenCalled();
	});

	test('of 5 minutes is assumed where a 429 says nothing', async () => {
		const { pacerFor } = processOfItsOwn();
		const pacer = pacerFor('https://a', 'token');
		await pacer.inTurn(patience, async () => await refusedFor({}));
		const refusal = pacer.inTurn({ maxWait: 299_000 }, async () => await refusedFor({}));
		await expect(refusal).rejects.toThrow(/^no request is left for 30[01] s$/);
	});

	test('ends when the execution is cancelled', async () => {
		const { pacerFor } = processOfItsOwn();
		const pacer = pacerFor('https://a', 'token');
		await pacer.inTurn(patience, async () => await refusedFor({ 'retry-after': '90' }));
		const cancel = new AbortController();
		const send = jest.fn(async () => ({ status: 200, headers: {} }));
		const waiting = pacer.inTurn({ ...patience, signal: cancel.signal }, send);
		setTimeout(() => cancel.abort(new Error('cancelled')), 1000);
		const since = Date.now();
		await expect(Promise.all([waiting, jest.advanceTimersByTimeAsync(1000)])).rejects.toThrow(
			'cancelled',
		);
		expect(Date.now() - since).toBe(1000);
		expect(send).not.toHaveBeenCalled();
	});

	test('of one credential is not that of another', async () => {
		const { pacerFor } = processOfItsOwn();
		await pacerFor('https://a', 'one').inTurn(
			patience,
			async () => await refusedFor({ 'retry-after': '90' }),
		);
		const send = jest.fn(async () => ({ status: 200, headers: {} }));
		await inVirtualTime(
			pacerFor('https://a', 'two').inTurn({ maxWait: 100 }, send),
			pacerFor('https://b', 'one').inTurn({ maxWait: 100 }, send),
		);
		expect(send).toHaveBeenCalledTimes(2);
		expect(pacerFor('https://a', 'one')).toBe(pacerFor('https://a', 'one'));
	});
});
