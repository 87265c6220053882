import { object, type Api } from '../shared/api';
import type { Status } from './changes';
import type { Memory } from './memory';
import type { PollBudget } from './pollBudget';

/** What the status reads of a poll gave. */
export interface StatusReading {
	/** By name; an interconnect whose status was not read is missing. */
	statuses: Map<string, Status>;
	/** Status reads of the last five minutes, with those of this poll. */
	reads: Memory['reads'];
	/** Why the first status that could not be read could not. */
	unread?: Error;
}

/** Cloudflare's quota is 1,200 requests in five minutes: the trigger takes half of it at most. */
const WINDOW = 300_000;
const READS_PER_WINDOW = 600;

/** Status reads that are under way at the same time. */
const CONCURRENCY = 20;

/**
 * Reads the status of as many interconnects as time and quota allow: those that were read longest ago first, so that the
 * next polls go on where this one ends.
 *
 * @param names of the interconnects that there are
 * @param apiNow the API with the limits of a request that is sent now
 */
export async function readStatuses(
	names: string[],
	memory: Memory,
	budget: PollBudget,
	apiNow: () => Api,
): Promise<StatusReading> {
	const now = Date.now();
	const reads = memory.reads.filter(([at]) => at > now - WINDOW && at <= now);
	const readSoFar = reads.reduce((sum, [, count]) => sum + count, 0);
	const readAt = (name: string) => memory.interconnects[name]?.readAt ?? 0;
	const line = [...names]
		.sort((a, b) => readAt(a) - readAt(b) || (a < b ? -1 : 1))
		.slice(0, Math.max(0, READS_PER_WINDOW - readSoFar));
	const statuses = new Map<string, Status>();
	let sent = 0;
	let unread: Error | undefined;
	const worker = async () => {
		while (sent < line.length && budget.isOpen) {
			const name = line[sent++]!;
			try {
				const status = await apiNow().get(['cni', 'interconnects', name, 'status'], {
					expect: statusAnswer,
				});
				statuses.set(name, status);
			} catch (error) {
				// It was deleted since the listing: the next listing tells.
				if ((error as { httpCode?: string }).httpCode !== '404') unread ??= error as Error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(CONCURRENCY, line.length) }, worker));
	return { statuses, reads: sent > 0 ? [...reads, [now, sent]] : reads, unread };
}

const statusAnswer = {
	expected: "an object with 'state'",
	read(body: Buffer): Status | undefined {
		const status = object.read(body);
		if (typeof status?.state !== 'string' || status.state === '') return undefined;
		const { state, reason } = status;
		return { state, ...(typeof reason === 'string' && { reason }) };
	},
};
