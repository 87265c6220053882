import { getEventListeners } from 'node:events';

import { afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import type * as Sleep from '../../nodes/shared/sleep.ts';

/* In virtual time, on a `sleep` that knows no signal, as n8n-workflow has it before 2.34. */

const oldSleep = jest.fn(
	async (milliseconds: number) =>
		await new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
);
let sleepUnlessAborted: typeof Sleep.sleepUnlessAborted;

beforeAll(async () => {
	// Not `mock`, which only Babel would move before the import.
	jest.doMock('n8n-workflow', () => ({ sleep: oldSleep }));
	({ sleepUnlessAborted } = await import('../../nodes/shared/sleep.ts'));
});
beforeEach(() => {
	jest.useFakeTimers();
	oldSleep.mockClear();
});
afterEach(() => {
	jest.useRealTimers();
});

/** Starts a wait and tells whether it has ended. */
function waiting(milliseconds: number, ...signals: Array<AbortSignal | undefined>) {
	const wait = { ended: false, promise: sleepUnlessAborted(milliseconds, ...signals) };
	void wait.promise.then(() => (wait.ended = true));
	return wait;
}

test.each([0, 1, 499.5, 500, 1250, 600_000])('waits %d milliseconds', async (milliseconds) => {
	const wait = waiting(milliseconds, undefined);
	if (milliseconds > 1) await jest.advanceTimersByTimeAsync(Math.ceil(milliseconds) - 1);
	if (milliseconds > 0) expect(wait.ended).toBe(false);
	await jest.advanceTimersByTimeAsync(1);
	expect(wait.ended).toBe(true);
	expect(oldSleep.mock.calls.length > 0).toBe(milliseconds > 0);
});

test.each([
	[0, 100, 500],
	[1, 100, 500],
	[0, 100_100, 10_000],
	[1, 100_100, 10_000],
])(
	'ends at once with signal %d after %d ms, and its timer within %d ms',
	async (i, after, rest) => {
		const enders = [new AbortController(), new AbortController()];
		const wait = waiting(600_000, ...enders.map(({ signal }) => signal));
		await jest.advanceTimersByTimeAsync(after);
		expect(wait.ended).toBe(false);
		enders[i]!.abort();
		await jest.advanceTimersByTimeAsync(0);
		expect(wait.ended).toBe(true);
		await jest.advanceTimersByTimeAsync(rest);
		expect(jest.getTimerCount()).toBe(0);
	},
);

test('does not begin when a signal is aborted already', async () => {
	await waiting(600_000, undefined, AbortSignal.abort()).promise;
	expect(jest.getTimerCount()).toBe(0);
});

test.each(['aborted', 'over'])('leaves no listener behind when it is %s', async (how) => {
	const ender = new AbortController();
	const wait = waiting(1000, ender.signal);
	await jest.advanceTimersByTimeAsync(10);
	expect(getEventListeners(ender.signal, 'abort')).toHaveLength(1);
	if (how === 'aborted') ender.abort();
	else await jest.advanceTimersByTimeAsync(1000);
	await wait.promise;
	expect(getEventListeners(ender.signal, 'abort')).toEqual([]);
});
