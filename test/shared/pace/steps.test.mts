import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { FairRate } from '../../../nodes/shared/api/pace/fairRate.ts';
import type { OnItsWay } from '../../../nodes/shared/api/pace/others.ts';

/* What a process makes of each response, step by step; how several get on with each other is in fairRate.test.mts. */

beforeEach(() => {
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** A process and the service that counts. */
class Process {
	readonly fairRate = new FairRate();
	count = 0;
	private readonly latency: number;

	/** @param latency milliseconds of each response */
	constructor(latency = 50) {
		this.latency = latency;
	}

	/** A request that leaves at a time and has its response after the latency; others have sent so many before it. */
	roundTrip(now: number, others = 0): void {
		const request = this.fairRate.send(now);
		this.count += others + 1;
		this.fairRate.answer(request, this.count, now + this.latency);
	}

	/** Requests that leave and are counted; their responses don't come. */
	send(now: number, number: number): OnItsWay[] {
		this.count += number;
		return Array.from({ length: number }, () => this.fairRate.send(now));
	}

	/** Requests of others. */
	others(number: number): void {
		this.count += number;
	}

	/** Requests per second that may leave, rounded. */
	at(now: number): number {
		return Math.round(this.fairRate.at(now));
	}
}

/** One that has found at 150 ms that it is alone. */
function alone(latency?: number): Process {
	const process = new Process(latency);
	process.roundTrip(0);
	process.roundTrip(100);
	return process;
}

describe('the first requests', () => {
	test('leave at 25 a second, four of them, and another one from time to time', () => {
		const process = new Process();
		expect(process.at(0)).toBe(25);
		process.roundTrip(0);
		process.send(50, 2);
		expect(process.at(249)).toBe(25);
		process.send(50, 1);
		expect(process.at(249)).toBe(0);
		expect(process.at(250)).toBe(25);
		process.send(250, 1);
		expect(process.at(449)).toBe(0);
		expect(process.at(450)).toBe(25);
	});

	test('wait for half a latency that is long', () => {
		const process = new Process(1000);
		process.roundTrip(0);
		process.send(1000, 3);
		expect(process.at(1499)).toBe(0);
		expect(process.at(1500)).toBe(25);
	});

	test.each([
		[30, 0.5, 25],
		[31, 0.5, 8],
		[31, 0, 25],
		[31, 1, 5],
	])('after %i others, with %f drawn: %i a second', (count, drawn, rate) => {
		jest.spyOn(Math, 'random').mockReturnValue(drawn);
		const process = new Process();
		process.roundTrip(0, count - 1);
		expect(process.at(50)).toBe(rate);
	});
});

describe('who finds nobody else', () => {
	test('goes at full speed after two responses', () => {
		const process = new Process();
		process.roundTrip(0);
		expect(process.at(99)).toBe(25);
		process.roundTrip(100);
		expect(process.at(150)).toBe(180);
	});

	test('does not while what others have sent is not known', () => {
		const process = new Process();
		process.roundTrip(0);
		process.send(10, 1);
		process.roundTrip(100);
		expect(process.at(150)).toBe(25);
	});

	test.each([
		[2, 180],
		[3, 16],
	])('and then %i requests of others within a second: %i a second', (others, rate) => {
		const process = alone();
		process.roundTrip(300, others);
		expect(process.at(350)).toBe(rate);
	});

	test('stays at full speed where others send two a second', () => {
		const process = alone();
		for (let second = 0; second < 5; second++) {
			process.roundTrip(500 + second * 1100, 2);
			process.roundTrip(1400 + second * 1100);
		}
		expect(process.at(6000)).toBe(180);
	});

	test.each([
		[2, 180],
		[3, 166],
	])('leaves room for others where %i responses are overdue: %i a second', (overdue, rate) => {
		const process = alone();
		process.send(200, overdue);
		process.roundTrip(300);
		expect(process.at(350)).toBe(180);
		process.roundTrip(301);
		expect(process.at(351)).toBe(rate);
	});

	test('takes three latencies for overdue', () => {
		const process = alone(100);
		process.send(200, 3);
		process.roundTrip(400);
		expect(process.at(500)).toBeGreaterThan(170);
		process.roundTrip(401);
		expect(process.at(501)).toBe(166);
	});

	test('does not wait for what is known to be lost', () => {
		const process = alone();
		for (const request of process.send(200, 3)) process.fairRate.lose(request);
		process.roundTrip(400);
		expect(process.at(450)).toBe(180);
	});
});

describe('who finds others', () => {
	test.each([
		[9, 16],
		[18, 12],
	])('that have sent %i in 100 ms: %i a second', (others, rate) => {
		const process = new Process();
		process.roundTrip(0);
		process.roundTrip(100, others);
		expect(process.at(150)).toBe(rate);
	});

	test('goes up to the rate at which all are counted as soon as the others are down', () => {
		const process = new Process();
		process.roundTrip(0);
		process.roundTrip(100, 18);
		process.roundTrip(150, 1);
		expect(process.at(200)).toBe(12);
		process.roundTrip(200, 8);
		expect(process.at(250)).toBe(16);
	});
});

/** One that shares: it was counted together with as many others, each at the rate that all go down to. */
function sharing(latency: number, others: number): { process: Process; since: number } {
	const process = alone(latency);
	let now = 300;
	process.roundTrip(now, 3);
	expect(process.at(now + latency)).toBeLessThanOrEqual(16);
	// Until enough is counted: it was alone, so it stays down longer.
	while (process.at(now + latency) <= 16) {
		now += 1000 / 16;
		process.roundTrip(now, others);
	}
	return { process, since: now + latency };
}

describe('who shares', () => {
	test('takes half of what all may send where one other is counted', () => {
		const { process, since } = sharing(50, 1);
		expect(process.at(since)).toBeGreaterThan(166 * 0.42);
		expect(process.at(since)).toBeLessThan(166 * 0.55);
	});

	test('takes less where responses are late, and tell late what others do', () => {
		const rates = [50, 700].map((latency) => {
			const { process, since } = sharing(latency, 1);
			return process.at(since) / process.fairRate.share;
		});
		expect(rates[1]! / rates[0]!).toBeCloseTo(0.85, 1);
	});

	test('is alone when nobody else has sent anything for 700 ms', () => {
		const { process, since } = sharing(50, 1);
		process.roundTrip(since, 2);
		for (let ms = 50; ms <= 650; ms += 50) process.roundTrip(since + ms);
		expect(process.at(since + 700)).toBeLessThan(180);
		process.roundTrip(since + 701);
		expect(process.at(since + 751)).toBe(180);
		expect(process.fairRate.share).toBe(1);
	});

	test('is alone only after three latencies that are long', () => {
		const { process, since } = sharing(500, 1);
		process.roundTrip(since, 2);
		process.roundTrip(since + 1400);
		expect(process.fairRate.share).toBeLessThan(1);
		process.roundTrip(since + 1600);
		expect(process.fairRate.share).toBe(1);
	});
});
