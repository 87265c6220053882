import { readFileSync } from 'node:fs';

import type { Service } from './peers.mts';
import type { Seen } from './service.mts';

/* How something is measured, and the rows of the tables that tell of it. */

export const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
/** What a process has in memory. */
export const megabytes = (pid: number) => {
	const [, kilobytes = '0'] =
		/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Math.round(Number(kilobytes) / 1024);
};

/** Something that is measured, by what the table calls it, and the n8n that does it. */
export type Entry = [name: string, act: (names: string[]) => Promise<unknown>, n8n?: number];

/** What was measured, with the megabytes that n8n has afterwards. */
export type Found = Seen & { memory?: number };

/**
 * Measures entries one after the other, each at a service that knows nothing of the ones before.
 *
 * @param times how often each is measured; the median by time is kept
 */
export async function measure(
	service: Service,
	interconnects: number,
	latency: number,
	entries: Entry[],
	times = 1,
): Promise<Array<[string, Found]>> {
	const found: Array<[string, Found]> = [];
	for (const [name, act, n8n] of entries) {
		const runs: Found[] = [];
		for (let run = 0; run < times; run++) {
			const names = await service.prepare({ interconnects, latency });
			await act(names);
			runs.push({ ...(await service.seen()), memory: n8n && megabytes(n8n) });
		}
		runs.sort((one, other) => one.wall - other.wall);
		found.push([name, runs[Math.floor(times / 2)]!]);
	}
	return found;
}

export const columns = [
	'',
	'Seconds',
	'To the floor',
	'Requests',
	'Requests/s',
	'Most in 50 ms',
	'HTTP 429',
	'Memory of n8n, MB',
];
/** What a reader must know of the peers' rows. */
export const ABOUT_PEERS =
	'Rows with HTTP 429 did not do all of the work: their seconds do not compare. The SDK has its retries off, which wait as long as a 429 says, and HTTP Request has Never Error on.';

export const rowsOf = (found: Array<[string, Found]>, floor: number) =>
	found.map(([name, { wall, requests, inFlight, limited, memory = '' }]) => [
		name,
		seconds(wall),
		(wall / floor).toFixed(2),
		requests,
		Math.round((requests / wall) * 1000),
		inFlight,
		limited,
		memory,
	]);
