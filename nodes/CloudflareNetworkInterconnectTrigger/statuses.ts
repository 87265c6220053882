import { object, type Api, type Tries } from '../shared/api';
import type { Status } from './changes';
import type { Memory } from './memory';
import type { PollBudget } from './pollBudget';

/** What the status reads of a poll gave. */
export interface StatusReading {
	/** By name; an interconnect whose status was not read is missing. */
	statuses: Map<string, Status>;
	/** Status reads of the last five minutes, with those of this poll. */
	reads: Memory['reads'];
	/** The first interconnect whose status could not be read, and why. */
	unread?: { name: string; error: Error };
}

/** Cloudflare's quota is 1,200 requests in five minutes: the trigger takes half of it at most. */
const WINDOW = 300_000;
const READS_PER_WINDOW = 600;

/** Status reads that are under way at the same time. */
const CONCURRENCY = 20;

/**
 * Reads the status of as many interconnects as time and quota allow: those that were asked for longest ago first, so
 * that the next polls go on where this one ends, and none that can't be read keeps the others waiting.
 *
 * @param names of the interconnects that there are
 * @param tries of the polls before this one in this process; this one is added
 */
export async function readStatuses(
	names: string[],
	memory: Memory,
	tries: Tries,
	budget: PollBudget,
	api: Api,
): Promise<StatusReading> {
	const now = Date.now();
	const recent = (all: Tries['reads']) => all.filter(([at]) => at > now - WINDOW && at <= now);
	const sum = (all: Tries['reads']) => all.reduce((total, [, count]) => total + count, 0);
	// A poll that failed has stored nothing; one of another process has only stored its reads.
	const [stored, tried] = [recent(memory.reads), recent(tries.reads)];
	const before = sum(tried) > sum(stored) ? tried : stored;
	const askedAt = (name: string) =>
		Math.max(memory.interconnects[name]?.readAt ?? 0, tries.triedAt.get(name) ?? 0);
	const line = [...names]
		.sort((a, b) => askedAt(a) - askedAt(b) || (a < b ? -1 : 1))
		.slice(0, Math.max(0, READS_PER_WINDOW - sum(before)));
	tries.triedAt = new Map(names.map((name) => [name, askedAt(name)]));
	const statuses = new Map<string, Status>();
	let sent = 0;
	let unread: StatusReading['unread'];
	const worker = async () => {
		while (sent < line.length && budget.isOpen) {
			const name = line[sent++]!;
			tries.triedAt.set(name, now);
			tries.reads = [...before, [now, sent]];
			try {
				const status = await api.get(['cni', 'interconnects', name, 'status'], {
					expect: statusAnswer,
				});
				statuses.set(name, status);
			} catch (error) {
				// It was deleted since the listing: the next listing tells.
				if ((error as { httpCode?: string }).httpCode !== '404') {
					unread ??= { name, error: error as Error };
				}
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(CONCURRENCY, line.length) }, worker));
	return { statuses, reads: sent > 0 ? tries.reads : before, unread };
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
