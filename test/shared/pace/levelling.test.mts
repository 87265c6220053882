import { describe, expect, test } from '@jest/globals';

import { Latency } from '../../../nodes/shared/api/pace/latency.ts';
import { isTimeToLevel, Levelling, rateBetween } from '../../../nodes/shared/api/pace/levelling.ts';

const told = (at: number, count: number) => ({ at, count });

/** Responses take 50 ms, all of them. */
function even(): Latency {
	const latency = new Latency();
	for (let i = 0; i < 1000; i++) latency.learn(50);
	return latency;
}

test('the rate of all is that of what was counted, and of 50 ms at least', () => {
	expect(rateBetween(told(1000, 5), told(1100, 15))).toBe(100);
	expect(rateBetween(told(1000, 5), told(1010, 15))).toBe(200);
});

test('all level at every 240th request', () => {
	expect(isTimeToLevel(told(0, 239), told(0, 240))).toBe(true);
	expect(isTimeToLevel(told(0, 240), told(0, 479))).toBe(false);
	expect(isTimeToLevel(told(0, 470), told(0, 490))).toBe(true);
	expect(isTimeToLevel(told(0, 200), told(0, 700))).toBe(true);
});

describe('a levelling', () => {
	test('counts for 100 ms from when all are down, and ends 60 ms later', () => {
		const levelling = new Levelling(told(1000, 240), 16);
		expect(levelling.count(told(1079, 244), even())).toBeUndefined();
		// Down: 30 ms, and the way there and back.
		expect(levelling.count(told(1080, 245), even())).toBeUndefined();
		expect(levelling.count(told(1180, 250), even())).toBeUndefined();
		expect(levelling.count(told(1239, 260), even())).toBeUndefined();
		// 5 requests and a half, where it has sent 1.6 itself.
		expect(levelling.count(told(1240, 300), even())).toBeCloseTo(5.5 / 1.6, 5);
	});

	test('goes on until something is counted', () => {
		const levelling = new Levelling(told(1000, 240), 16);
		levelling.count(told(1080, 245), even());
		expect(levelling.count(told(1300, 245), even())).toBeUndefined();
		expect(levelling.count(told(1300, 246), even())).toBe(1);
	});

	test('begins later for who was alone, so that newcomers notice it', () => {
		const levelling = new Levelling(told(1000, 240), 16, { longer: 250 });
		levelling.count(told(1329, 245), even());
		levelling.count(told(1330, 250), even());
		levelling.count(told(1430, 252), even());
		expect(levelling.count(told(1490, 260), even())).toBeCloseTo(2.5 / 1.6, 5);
	});

	test('begins anew where all begin one, but not within 200 ms', () => {
		const levelling = new Levelling(told(1000, 240), 16);
		expect(levelling.beginsAnew(told(1190, 479), told(1200, 480))).toBe(false);
		expect(levelling.beginsAnew(told(1190, 479), told(1201, 480))).toBe(true);
		expect(levelling.beginsAnew(told(1190, 480), told(1201, 481))).toBe(false);
	});

	test('of a newcomer begins anew as soon as the others come down', () => {
		const newcomer = () => new Levelling(told(1000, 100), 12, { watch: true });
		const before = told(1050, 101);
		expect(newcomer().beginsAnew(before, told(1099, 102))).toBe(false);
		expect(newcomer().beginsAnew(before, told(1100, 111))).toBe(true);
		expect(newcomer().beginsAnew(before, told(1100, 112))).toBe(false);
		// From one look to the next.
		const looking = newcomer();
		expect(looking.beginsAnew(before, told(1100, 120))).toBe(false);
		expect(looking.beginsAnew(before, told(1199, 121))).toBe(false);
		expect(looking.beginsAnew(before, told(1200, 131))).toBe(true);
		expect(new Levelling(told(1000, 100), 16).beginsAnew(before, told(1100, 101))).toBe(false);
	});
});

describe('how many are counted', () => {
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

	test.each([2, 3, 5, 10])('%i processes, and rather more than less', (processes) => {
		expect(counted(processes)! / processes).toBeGreaterThan(0.85);
		expect(counted(processes)! / processes).toBeLessThan(1.6);
	});

	test('in a quarter of a second where responses come at once', () => {
		const levelling = new Levelling({ at: 0, count: 0 }, 16);
		let at = 0;
		while (levelling.count({ at, count: Math.round(at / 20) }, latency) === undefined) at += 10;
		expect(at).toBeLessThanOrEqual(250);
	});
});
