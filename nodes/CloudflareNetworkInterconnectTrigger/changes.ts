import type { IDataObject } from 'n8n-workflow';

import type { Interconnect, Slot } from '../shared/cloudflare';
import { fingerprint, type Identity, type KnownInterconnect, type Memory } from './memory';

/*
 * What has changed between two polls, as pure functions of what was remembered and what was read: they send nothing
 * and wait for nothing.
 */

/** The events of the trigger, by the values that workflows store. */
export type EventName =
	| 'interconnectCreated'
	| 'interconnectDeleted'
	| 'interconnectStatusChanged'
	| 'notificationSent'
	| 'slotAvailable';

/** An event as it is returned, one item each. */
export type TriggerEvent = { event: EventName; eventId: string } & IDataObject;

/** The status of an interconnect, as the API returns it. */
export interface Status {
	state: string;
	reason?: string;
}

/** An alert as the history lists it. */
export type Notification = IDataObject & { id: string; alert_type?: string; sent?: string };

/** What a poll has read. What it did not read is missing. */
export interface Reading {
	/** The whole listing. */
	interconnects?: Interconnect[];
	/** By name; an interconnect whose status was not read, or could not be read, is missing. */
	statuses?: Map<string, Status>;
	/** The whole listing of the slots that nobody occupies. */
	freeSlots?: Slot[];
	/** Those that were sent since the last reading, and some before. */
	notifications?: Notification[];
	/** When it was read, in milliseconds since the epoch. */
	at: number;
}

/**
 * Compares what was read with what is remembered.
 *
 * @param account whose events they are
 * @param memory of the last poll; it is not changed
 * @returns what to remember, and what has happened
 */
export function changesSince(
	account: string,
	memory: Memory,
	reading: Reading,
): { memory: Memory; events: TriggerEvent[] } {
	const change = new Change(account, memory);
	if (reading.interconnects) change.takeInterconnects(reading.interconnects);
	if (reading.statuses) change.takeStatuses(reading.statuses, reading.at);
	if (reading.freeSlots) change.takeFreeSlots(reading.freeSlots);
	if (reading.notifications) change.takeNotifications(reading.notifications, reading.at);
	return { memory: change.memory, events: change.events };
}

class Change {
	readonly memory: Memory;
	readonly events: TriggerEvent[] = [];
	private readonly account: string;
	/** The objects of the listing, which the events hand on. */
	private readonly listed = new Map<string, Interconnect>();

	constructor(account: string, before: Memory) {
		this.account = account;
		this.memory = {
			...before,
			interconnects: { ...before.interconnects },
			freeSlots: { ...before.freeSlots },
			gone: { ...before.gone },
		};
	}

	takeInterconnects(interconnects: Interconnect[]): void {
		const { interconnects: known } = this.memory;
		// A listing that shifts between two pages has an object twice.
		for (const one of interconnects) this.listed.set(one.name, one);
		for (const [name, before] of sorted(known)) {
			const now = this.listed.get(name);
			if (!now || isAnother(before.identity, identityOf(now))) this.lose(name, before);
		}
		for (const [name, interconnect] of sorted(Object.fromEntries(this.listed))) {
			const before = known[name];
			const identity = { ...before?.identity, ...identityOf(interconnect) };
			if (before) known[name] = { ...before, identity };
			else this.gain(name, interconnect, identity);
		}
	}

	private lose(name: string, { state, changes }: KnownInterconnect): void {
		this.add('interconnectDeleted', `interconnect ${name}`, changes, {
			name,
			...(state !== undefined && { previousState: state }),
		});
		delete this.memory.interconnects[name];
		this.remember(`interconnect ${name}`, changes + 1);
	}

	private gain(name: string, interconnect: Interconnect, identity: Identity): void {
		const changes = this.recall(`interconnect ${name}`);
		this.add('interconnectCreated', `interconnect ${name}`, changes, {
			name,
			interconnect: interconnect as unknown as IDataObject,
		});
		this.memory.interconnects[name] = { identity, changes: changes + 1 };
	}

	takeStatuses(statuses: Map<string, Status>, readAt: number): void {
		for (const [name, { state, reason }] of sorted(Object.fromEntries(statuses))) {
			const before = this.memory.interconnects[name];
			if (!before) continue;
			const { state: previousState, changes } = before;
			const changed = previousState !== undefined && previousState !== state;
			if (changed) {
				this.add('interconnectStatusChanged', `interconnect ${name}`, changes, {
					name,
					state,
					previousState,
					...(reason !== undefined && { reason }),
					interconnect: this.listed.get(name) as unknown as IDataObject,
				});
			}
			this.memory.interconnects[name] = {
				...before,
				state,
				readAt,
				changes: changes + (changed ? 1 : 0),
			};
		}
	}

	takeFreeSlots(slots: Slot[]): void {
		const free = new Map(slots.map((slot) => [slot.id, slot]));
		for (const [id, changes] of sorted(this.memory.freeSlots)) {
			if (free.has(id)) continue;
			delete this.memory.freeSlots[id];
			this.remember(`slot ${id}`, changes);
		}
		for (const [id, slot] of sorted(Object.fromEntries(free))) {
			if (id in this.memory.freeSlots) continue;
			const changes = this.recall(`slot ${id}`);
			this.add('slotAvailable', `slot ${id}`, changes, { slot: slot as unknown as IDataObject });
			this.memory.freeSlots[id] = changes + 1;
		}
	}

	/** @param notifications in any order */
	takeNotifications(notifications: Notification[], at: number): void {
		const { history } = this.memory;
		const known = new Set(history?.ids);
		const all = [...new Map(notifications.map((one) => [one.id, one])).values()];
		// When an entry was sent that does not tell: now, so that it is reported once.
		const sentAt = ({ sent }: Notification) => (isTime(sent) ? sent : new Date(at).toISOString());
		const time = (one: Notification) => Date.parse(sentAt(one));
		all.sort((a, b) => time(a) - time(b) || (a.id < b.id ? -1 : 1));
		for (const notification of all) {
			if (known.has(notification.id)) continue;
			this.add('notificationSent', `notification ${notification.id}`, 0, { notification });
		}
		// Where nothing was sent yet, the next reading begins with this one.
		const newest = all.at(-1);
		const until = later(history?.until, newest && sentAt(newest)) ?? new Date(at).toISOString();
		this.memory.history = { until, ids: all.map(({ id }) => id) };
	}

	/**
	 * @param subject what has changed
	 * @param changes how many changes of it were reported before: the same change gets the same ID whenever it is
	 * reported again, and the next one like it another
	 */
	private add(event: EventName, subject: string, changes: number, members: IDataObject): void {
		const { state, previousState } = members;
		// A notification is the same one whichever memory it is new to.
		const since = event === 'notificationSent' ? undefined : this.memory.since;
		const eventId = fingerprint([
			...(since === undefined ? [] : [since]),
			this.account,
			event,
			subject,
			changes,
			previousState,
			state,
		]);
		this.events.push({ event, eventId, ...members });
	}

	private remember(subject: string, changes: number): void {
		// Newest last, where the oldest are dropped first.
		delete this.memory.gone[subject];
		this.memory.gone[subject] = changes;
	}

	private recall(subject: string): number {
		const changes = this.memory.gone[subject] ?? 0;
		delete this.memory.gone[subject];
		return changes;
	}
}

function identityOf(interconnect: Interconnect): Identity {
	const { type, slot_id, region, virtual_port_reservation_id } = interconnect;
	const members = { type, slot_id, region, virtual_port_reservation_id };
	return Object.fromEntries(Object.entries(members).filter(([, value]) => value));
}

/** Whether two responses are of different interconnects; what one of them lacks tells nothing. */
function isAnother(before: Identity, now: Identity): boolean {
	return (Object.keys(before) as Array<keyof Identity>).some(
		(member) => now[member] !== undefined && now[member] !== before[member],
	);
}

/** Whether a text is a time. */
function isTime(text: unknown): text is string {
	return typeof text === 'string' && !Number.isNaN(Date.parse(text));
}

function later(a: string | undefined, b: string | undefined): string | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Date.parse(b) > Date.parse(a) ? b : a;
}

function sorted<Value>(values: Record<string, Value>): Array<[string, Value]> {
	return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
