import { expect, test } from '@jest/globals';

import { RetryBudget } from '../../../nodes/shared/api/pace/retryBudget.ts';

/** How many of these requests may be repeated, each as often as it likes. */
function repetitions(budget: RetryBudget, requests: number, each: number, now: number): number {
	let granted = 0;
	for (let i = 0; i < requests; i++) {
		budget.begin(now);
		for (let j = 0; j < each && budget.take(now); j++) granted++;
	}
	return granted;
}

test('1,000 requests that all fail are repeated 125 times at most', () => {
	const granted = repetitions(new RetryBudget(), 1000, 3, 0);
	expect(granted).toBeLessThanOrEqual(125);
	expect(granted).toBeGreaterThan(120);
});

test('one in twenty that fails is repeated every time', () => {
	const budget = new RetryBudget();
	for (let i = 0; i < 1000; i++) {
		budget.begin(i);
		if (i % 20 === 0) expect(budget.take(i)).toBe(true);
	}
});

test('a minute after the last request that wanted to be repeated, all is as it was', () => {
	const budget = new RetryBudget();
	repetitions(budget, 100, 3, 0);
	expect(repetitions(budget, 1, 3, 60_000)).toBeLessThanOrEqual(1);
	// It was refused a moment ago: the minute begins anew.
	expect(repetitions(budget, 1, 3, 119_000)).toBeLessThanOrEqual(1);
	expect(repetitions(budget, 1, 3, 180_000)).toBe(3);
});

test('it holds 25 repetitions at most', () => {
	const budget = new RetryBudget();
	for (let i = 0; i < 1000; i++) budget.begin(0);
	expect(repetitions(budget, 1, 100, 0)).toBe(25);
});
