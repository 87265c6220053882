import { describe, expect, test } from '@jest/globals';

import { Latency } from '../../../nodes/shared/api/pace/latency.ts';

test('the latency is that of the first response, then the mean of many', () => {
	const latency = new Latency();
	expect(latency.mean).toBe(0);
	latency.learn(100);
	expect(latency.mean).toBe(100);
	latency.learn(200);
	expect(latency.mean).toBeCloseTo(110, 5);
});

describe('what latency leaves of a limit', () => {
	function learned(...latencies: number[]): Latency {
		const latency = new Latency();
		for (let i = 0; i < 500; i++) for (const one of latencies) latency.learn(one);
		return latency;
	}

	test('is all of it where responses always take the same time', () => {
		expect(learned(80).rateBelow(199)).toBeCloseTo(199, 1);
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

	test('is all but three and a half standard deviations of what arrives in a second', () => {
		const latency = learned(20, 200);
		const spread = latency.toMeasure / 2000;
		expect(spread).toBeGreaterThan(0.1);
		const rate = latency.rateBelow(187);
		expect(rate + 3.5 * Math.sqrt(rate * spread)).toBeCloseTo(187, 5);
	});
});
