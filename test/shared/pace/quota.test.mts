import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { Quota } from '../../../nodes/shared/api/pace/quota.ts';

beforeEach(() => {
	jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** Nothing is under way, and nobody before; the reserve is left. */
const claim = { underWay: 0, share: 1, before: 0, reserve: false };
const limit = (remaining: number, reset: number) => ({ remaining, reset, quota: 1200 });

/** A quota with so many requests left, until 300 s. */
function left(remaining: number): Quota {
	const quota = new Quota();
	quota.learn(1, limit(remaining, 300), 0);
	return quota;
}

const OPEN = -Infinity;

describe('there is room', () => {
	test('while nothing is known', () => {
		expect(new Quota().opensAt(claim)).toBe(OPEN);
	});

	test('down to the reserve of a twentieth', () => {
		expect(left(61).opensAt(claim)).toBe(OPEN);
		expect(left(60).opensAt(claim)).toBe(300_000);
	});

	test('in the reserve for who may use it, down to nothing', () => {
		expect(left(1).opensAt({ ...claim, reserve: true })).toBe(OPEN);
		expect(left(0).opensAt({ ...claim, reserve: true })).toBe(300_000);
	});

	test('less what is under way, of ours and, in proportion, of others', () => {
		expect(left(70).opensAt({ ...claim, underWay: 9 })).toBe(OPEN);
		expect(left(70).opensAt({ ...claim, underWay: 10 })).toBe(300_000);
		expect(left(70).opensAt({ ...claim, underWay: 5, share: 0.5 })).toBe(300_000);
	});

	test('less those who leave before', () => {
		expect(left(70).opensAt({ ...claim, before: 9 })).toBe(OPEN);
		expect(left(70).opensAt({ ...claim, before: 10 })).toBe(300_000);
	});

	test('again when the window has ended', () => {
		const quota = left(0);
		expect(quota.ends(299_999)).toBe(false);
		expect(quota.ends(300_000)).toBe(true);
		expect(quota.opensAt(claim)).toBe(OPEN);
		expect(quota.use).toBeUndefined();
	});

	test('a little later in each process, so that not all come at once', () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.5);
		expect(left(0).opensAt(claim)).toBe(300_100);
	});
});

describe('of what responses tell', () => {
	test('the least counts that is left in a window', () => {
		const quota = left(500);
		expect(quota.learn(3, limit(60, 299), 1000)).toBe('same');
		expect(quota.learn(2, limit(400, 299), 1000)).toBe('same');
		expect(quota.use).toEqual({ quota: 1200, used: 1140, ours: 3 });
	});

	test('the earliest end counts: seconds are rounded up', () => {
		const quota = left(0);
		quota.learn(2, limit(0, 299), 500);
		expect(quota.opensAt(claim)).toBe(299_500);
		quota.learn(3, limit(0, 299), 900);
		expect(quota.opensAt(claim)).toBe(299_500);
	});

	test('what is missing is what an earlier one told', () => {
		const quota = new Quota();
		quota.learn(1, { remaining: 20, reset: 100, quota: 300 }, 0);
		expect(quota.learn(2, { remaining: 15 }, 50_000)).toBe('same');
		expect(quota.use).toEqual({ quota: 300, used: 285, ours: 2 });
		expect(quota.opensAt(claim)).toBe(100_000);
	});

	test('what none told is what Cloudflare has: 1,200 in five minutes', () => {
		const quota = new Quota();
		expect(quota.learn(1, { remaining: 60 }, 1000)).toBe('new');
		expect(quota.use).toEqual({ quota: 1200, used: 1140, ours: 1 });
		expect(quota.opensAt(claim)).toBe(301_000);
	});

	test('ends that differ by five seconds are of the same window, by more of another', () => {
		expect(left(500).learn(2, limit(500, 300), 5000)).toBe('same');
		expect(left(500).learn(2, limit(500, 300), 5001)).toBe('new');
	});

	test('the highest number counts of the requests that told of a window', () => {
		const quota = left(500);
		quota.learn(3, limit(400, 300), 0);
		quota.learn(2, limit(400, 300), 0);
		expect(quota.learn(2, limit(1199, 300), 300_000)).toBe('before');
		expect(quota.learn(4, limit(1199, 300), 300_000)).toBe('new');
	});

	test('what was lost before any told counts as ours in the window that is told then', () => {
		const quota = new Quota();
		quota.loseOne(0);
		quota.loseOne(0);
		expect(quota.learn(3, limit(1100, 200), 0)).toBe('new');
		expect(quota.use).toEqual({ quota: 1200, used: 100, ours: 3 });
		expect(quota.learn(4, limit(1100, 300), 300_000)).toBe('new');
		expect(quota.use).toEqual({ quota: 1200, used: 100, ours: 1 });
	});

	test('a later window begins anew', () => {
		const quota = left(0);
		expect(quota.learn(2, limit(1199, 300), 300_000)).toBe('new');
		expect(quota.opensAt(claim)).toBe(OPEN);
		expect(quota.use).toEqual({ quota: 1200, used: 1, ours: 1 });
	});

	test('what is told of the window before does not count', () => {
		const quota = new Quota();
		quota.learn(2, limit(1199, 300), 5000);
		expect(quota.learn(1, limit(0, 1), 5000)).toBe('before');
		expect(quota.opensAt(claim)).toBe(OPEN);
	});

	test('a window that is said to end now ends in a second', () => {
		const quota = new Quota();
		quota.learn(1, limit(0, 0), 0);
		expect(quota.opensAt(claim)).toBe(1000);
	});
});

test('requests whose response tells nothing use up a quota of 1,200 in five minutes', () => {
	const quota = new Quota();
	for (let i = 0; i < 1140; i++) {
		expect(quota.opensAt(claim)).toBe(OPEN);
		quota.loseOne(1000);
	}
	expect(quota.opensAt(claim)).toBe(301_000);
	expect(quota.use).toEqual({ quota: 1200, used: 1140, ours: 1140 });
});
