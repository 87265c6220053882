import { sleep } from 'n8n-workflow';

/**
 * The first and the longest single sleep, in milliseconds; each is twice as long as the one before. n8n's `sleep`
 * takes a signal from n8n-workflow 2.34 on and ignores it before: then the sleep that is under way when the wait ends
 * keeps a timer in the process, which must not last long, and least of all after a short wait.
 */
const FIRST_SLEEP = 500;
const LONGEST_SLEEP = 10_000;

/** Why a sleep ended. Any reason does; without one, making an exception is what most of a short wait's time goes to. */
const OVER = 'over';

/**
 * Waits, with the same behavior in every n8n.
 *
 * @param milliseconds any number; n8n's own `sleep` ends at once where it is longer than 24 days
 * @param signals each of them ends the wait at once when it is aborted; undefined ones are ignored
 * @returns when the time is over or a signal is aborted; it never rejects
 */
export async function sleepUnlessAborted(
	milliseconds: number,
	...signals: Array<AbortSignal | undefined>
): Promise<void> {
	const endsAt = performance.now() + milliseconds;
	const aborted = () => signals.some((signal) => signal?.aborted);
	const ended = new AbortController();
	const over = new Promise<void>((resolve) =>
		ended.signal.addEventListener('abort', () => resolve()),
	);
	const end = () => ended.abort(OVER);
	for (const signal of signals) signal?.addEventListener('abort', end);
	try {
		for (let slice = FIRST_SLEEP; !aborted(); slice = Math.min(slice * 2, LONGEST_SLEEP)) {
			const left = endsAt - performance.now();
			if (left <= 0) return;
			await Promise.race([sleep(Math.min(left, slice), ended.signal), over]).catch(() => undefined);
		}
	} finally {
		end();
		for (const signal of signals) signal?.removeEventListener('abort', end);
	}
}
