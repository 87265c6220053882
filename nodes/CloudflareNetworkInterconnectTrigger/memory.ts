import { createHash, randomBytes } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/**
 * What the trigger remembers between two polls: names, states and counts, so that it stays small. n8n stores it with
 * the workflow, where a later version of the package reads it.
 */
export interface Memory {
	/** The form of what is stored. */
	version: 1;
	/** Tells the changes of this memory from those of the one before; older memories lack it. */
	since?: string;
	/** Which node watches what; the memory of another node or of other settings is of no use. */
	watching: string;
	interconnects: Record<string, KnownInterconnect>;
	/** The free slots, and how many changes of each have been reported. */
	freeSlots: Record<string, number>;
	/** How many changes have been reported of what is gone, so that the next change like it gets an ID of its own. */
	gone: Record<string, number>;
	/** Alerts that were sent. */
	history?: KnownHistory;
	/** Status reads of the last five minutes: when, in milliseconds since the epoch, and how many. */
	reads: Array<[at: number, count: number]>;
}

/** An interconnect as it was seen last. */
export interface KnownInterconnect {
	/** What tells it from another one of the same name. */
	identity: Identity;
	/** Missing until its status was read for the first time. */
	state?: string;
	/** When its status was read, in milliseconds since the epoch. */
	readAt?: number;
	/** How many changes of this name have been reported. */
	changes: number;
}

/** What an interconnect keeps for life. Older responses of the service lack some of it. */
export type Identity = Partial<
	Record<'type' | 'slot_id' | 'region' | 'virtual_port_reservation_id', string>
>;

/** Where the reading of the alert history ended. */
export interface KnownHistory {
	/** The newest `sent` that was seen, RFC 3339. */
	until: string;
	/** The IDs of the entries that are read again, since entries may turn up late. */
	ids: string[];
}

/** Entries of what is gone that are kept at most. */
const MAX_GONE = 500;

/** The memory of a trigger that has not polled yet. */
export function emptyMemory(watching: string): Memory {
	return {
		version: 1,
		since: randomBytes(8).toString('hex'),
		watching,
		interconnects: {},
		freeSlots: {},
		gone: {},
		reads: [],
	};
}

/**
 * Reads what an earlier poll stored.
 *
 * @param stored the node's static data
 * @param watching which node watches what now
 * @returns undefined where there is nothing that can be compared with
 */
export function readMemory(stored: IDataObject, watching: string): Memory | undefined {
	const memory = stored.memory as Memory | undefined;
	if (memory?.version !== 1 || memory.watching !== watching || !isWhole(memory)) return undefined;
	// A copy: what n8n hands out may be its own object, and it must not change unless the poll succeeds.
	return JSON.parse(JSON.stringify(memory)) as Memory;
}

/** Whether nothing is missing that a poll reads: somebody may have changed what n8n stores. */
function isWhole({ interconnects, freeSlots, gone, history, reads }: Memory): boolean {
	const records: unknown[] = [interconnects, freeSlots, gone];
	return (
		records.every((one) => typeof one === 'object' && one !== null) &&
		Array.isArray(reads) &&
		(history === undefined ||
			(Array.isArray(history.ids) && !Number.isNaN(Date.parse(history.until))))
	);
}

/** Stores what the next poll compares with. */
export function writeMemory(stored: IDataObject, memory: Memory): void {
	const gone = Object.entries(memory.gone).slice(-MAX_GONE);
	stored.memory = { ...memory, gone: Object.fromEntries(gone) } as unknown as IDataObject;
}

/** A short fingerprint of any values. */
export function fingerprint(values: unknown): string {
	return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 32);
}
