import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until something is there; the test's own time limit ends it. */
export async function until<Value>(
	ask: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
	for (;;) {
		const value = await ask();
		if (value !== undefined) return value;
		await sleep(200);
	}
}
