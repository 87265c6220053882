import { describe, expect, test } from '@jest/globals';

import { Latency } from '../../../nodes/shared/api/pace/latency.ts';
import { isTimeToLevel, Levelling } from '../../../nodes/shared/api/pace/levelling.ts';
import { Line } from '../../../nodes/shared/api/pace/line.ts';
import { Spacing } from '../../../nodes/shared/api/pace/spacing.ts';

describe('the line', () => {
	const item = (deadline: number) => ({ deadline, atEditor: false });
	const person = (deadline: number) => ({ deadline, atEditor: true });

	test('lets people go first, then who has the least time, then who came first', () => {
		const line = new Line();
		const [a, b, c, d, e] = [item(500), item(100), item(500), person(900), person(800)];
		for (const one of [a, b, c, d, e]) line.join(one);
		expect([...line]).toEqual([e, d, b, a, c]);
		expect([...line].map((one, place) => one === [e, d, b, a, c][place])).not.toContain(false);
		expect(line.first).toBe(e);
	});

	test('forgets who leaves, wherever they are', () => {
		const line = new Line();
		const all = [item(1), item(2), item(3)];
		for (const one of all) line.join(one);
		line.leave(all[1]!);
		line.leave(all[1]!);
		expect([...line]).toEqual([all[0], all[2]]);
	});
});

describe('the distance between requests', () => {
	/** Sends as often as it may, at 100 a second, with a timer that is late by so many milliseconds. */
	function sentIn(milliseconds: number, late: number): number {
		const spacing = new Spacing();
		let sent = 0;
		for (let now = 0; now < milliseconds; now = spacing.next(100) + late) {
			spacing.take(now, 100);
			sent++;
		}
		return sent;
	}

	test('is even at the rate, but for the first ones, which may make up for some', () => {
		expect(sentIn(1000, 0)).toBeGreaterThanOrEqual(100);
		expect(sentIn(1000, 0)).toBeLessThanOrEqual(103);
		expect(sentIn(10_000, 0)).toBeLessThanOrEqual(1003);
	});

	test('makes up for timers that are late', () => {
		expect(sentIn(1000, 2)).toBeGreaterThanOrEqual(100);
	});

	test('does not make up for a time without requests', () => {
		const spacing = new Spacing();
		spacing.take(0, 100);
		let atOnce = 0;
		for (; spacing.next(100) <= 5000; atOnce++) spacing.take(5000, 100);
		expect(atOnce).toBeLessThanOrEqual(4);
	});

	test('follows a rate that rises at once', () => {
		const spacing = new Spacing();
		spacing.take(0, 10);
		expect(spacing.next(10)).toBeGreaterThanOrEqual(75);
		expect(spacing.next(100)).toBe(10);
	});
});

describe('what latency leaves of a limit', () => {
	function learned(...latencies: number[]): Latency {
		const latency = new Latency();
		for (let i = 0; i < 50; i++) for (const one of latencies) latency.learn(one);
		return latency;
	}

	test('is all of it where responses always take the same time', () => {
		expect(learned(80).rateBelow(199)).toBeGreaterThan(190);
	});

	test('is less the more they differ', () => {
		const even = learned(100, 120).rateBelow(199);
		const uneven = learned(100, 300).rateBelow(199);
		const slow = learned(500, 3000).rateBelow(199);
		expect(even).toBeGreaterThan(uneven);
		expect(uneven).toBeGreaterThan(slow);
		expect(slow).toBeGreaterThan(100);
	});

	test('is less for several where responses are slow', () => {
		expect(learned(100).safePart).toBe(1);
		expect(learned(700).safePart).toBeCloseTo(0.85);
		expect(learned(9000).safePart).toBeCloseTo(0.7);
	});
});

describe('a levelling', () => {
	const latency = new Latency();

	/** So many processes send 16 a second each; the count is told after every so many milliseconds. */
	function counted(processes: number, every = 60): number | undefined {
		const levelling = new Levelling({ at: 0, count: 1000 }, 16);
		for (let at = every; at < 1000; at += every) {
			const count = 1000 + Math.round((at / 1000) * 16 * processes);
			const found = levelling.count({ at, count }, latency);
			if (found !== undefined) return found;
		}
		return undefined;
	}

	test.each([2, 3, 5, 10])('counts %i processes, and rather more than less', (processes) => {
		expect(counted(processes)! / processes).toBeGreaterThan(0.85);
		expect(counted(processes)! / processes).toBeLessThan(1.6);
	});

	test('is over in a quarter of a second where responses come at once', () => {
		const levelling = new Levelling({ at: 0, count: 0 }, 16);
		let at = 0;
		while (levelling.count({ at, count: Math.round(at / 20) }, latency) === undefined) at += 10;
		expect(at).toBeLessThanOrEqual(250);
	});

	test('is due after every 240 requests of all', () => {
		expect(isTimeToLevel({ at: 0, count: 200 }, { at: 1, count: 239 })).toBe(false);
		expect(isTimeToLevel({ at: 0, count: 239 }, { at: 1, count: 240 })).toBe(true);
		expect(isTimeToLevel({ at: 0, count: 200 }, { at: 1, count: 700 })).toBe(true);
	});

	test('begins anew with all others, and for a newcomer when they have come down', () => {
		const begun = { at: 0, count: 239 };
		const levelling = new Levelling(begun, 16);
		expect(levelling.beginsAnew(begun, { at: 100, count: 240 })).toBe(false);
		expect(levelling.beginsAnew({ at: 300, count: 479 }, { at: 310, count: 480 })).toBe(true);

		const newcomer = new Levelling({ at: 0, count: 0 }, 12, { watch: true });
		expect(newcomer.beginsAnew(begun, { at: 100, count: 17 })).toBe(false);
		expect(newcomer.beginsAnew(begun, { at: 200, count: 22 })).toBe(true);
	});
});
