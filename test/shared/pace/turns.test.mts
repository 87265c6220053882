import { describe, expect, test } from '@jest/globals';

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
