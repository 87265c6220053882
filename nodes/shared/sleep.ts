import { sleep } from 'n8n-workflow';

/**
 * The longest single sleep, in milliseconds. n8n's `sleep` takes a signal from n8n-workflow 2.34 on and ignores it
 * before, so that what is left of a sleep when the wait ends keeps a timer in the process: it must be short.
 */
const SLICE = 500;

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
	let wake = () => {};
	const woken = new Promise<void>((resolve) => (wake = resolve));
	for (const signal of signals) signal?.addEventListener('abort', wake);
	try {
		while (!aborted()) {
			const left = endsAt - performance.now();
			if (left <= 0) return;
			await Promise.race([sleep(Math.min(left, SLICE)), woken]);
		}
	} finally {
		for (const signal of signals) signal?.removeEventListener('abort', wake);
	}
}
