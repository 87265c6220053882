/** The events that the model knows. */
export type EventName =
	'interconnectCreated' | 'interconnectDeleted' | 'interconnectStatusChanged' | 'slotAvailable';

/** What a poll could read. */
export interface Seen {
	/** Missing where no event needs the listing; an identity is what an interconnect keeps for life. */
	interconnects?: Array<{ name: string; identity: string; state?: string }>;
	/** Whether their states are asked for. */
	statuses: boolean;
	freeSlots?: string[];
}

/** A change that has to be told. */
export interface Change {
	event: EventName;
	subject: string;
	previousState?: string;
	state?: string;
	/** How many changes of the subject came before: it tells this change from the next one like it. */
	count: number;
}

/** What a polling trigger knows, and what it has to tell. */
export class Model {
	private interconnects = new Map<string, { identity: string; state?: string }>();
	private freeSlots: string[] = [];
	private counts = new Map<string, number>();

	/** As it is now: what n8n saves. */
	copy(): Model {
		return Object.assign(new Model(), structuredClone({ ...this }));
	}

	/** @returns the changes since the last poll, in the order in which they have to be told */
	see({ interconnects, statuses, freeSlots }: Seen): Change[] {
		const changes: Change[] = [];
		const add = (event: EventName, subject: string, more: Partial<Change> = {}) => {
			const count = this.counts.get(subject) ?? 0;
			this.counts.set(subject, count + 1);
			changes.push({ event, subject, count, ...more });
		};
		if (interconnects) {
			const listed = [...interconnects].sort((a, b) => (a.name < b.name ? -1 : 1));
			for (const [name, { identity, state }] of [...this.interconnects].sort()) {
				if (listed.some((one) => one.name === name && one.identity === identity)) continue;
				add('interconnectDeleted', name, { previousState: state });
				this.interconnects.delete(name);
			}
			for (const { name, identity } of listed) {
				if (this.interconnects.has(name)) continue;
				add('interconnectCreated', name);
				this.interconnects.set(name, { identity });
			}
			for (const { name, state } of statuses ? listed : []) {
				const known = this.interconnects.get(name)!;
				if (state === undefined) continue;
				if (known.state !== undefined && known.state !== state) {
					add('interconnectStatusChanged', name, { previousState: known.state, state });
				}
				known.state = state;
			}
		}
		for (const id of freeSlots ? [...freeSlots].sort() : []) {
			if (!this.freeSlots.includes(id)) add('slotAvailable', id);
		}
		if (freeSlots) this.freeSlots = [...freeSlots];
		return changes;
	}
}
