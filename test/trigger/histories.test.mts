import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import {
	accounts,
	authHeaders,
	credentials,
	startEmulator,
	type Emulator,
} from '../emulator/index.mts';
import { startProcessAnew } from '../harness/engine.mts';
import { register, type Registered } from '../harness/polling.mts';
import { seedOf } from '../harness/random.mts';
import { locator, stored } from '../harness/support.mts';
import { Model, type Change, type EventName, type Seen } from './model.mts';

/*
 * The built polling trigger on n8n's engine through random histories, against a model of what it has to say: whatever
 * can't be read and whenever n8n restarts, every change is told exactly once while n8n runs, and with the same ID where
 * it is told again because n8n had not saved it.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());

const below = `/accounts/${accounts.main.id}/cni`;

const names = ['a', 'b', 'c'];
const states = ['Pending', 'Down', 'Unhealthy', 'Healthy'];

/** What happens between two polls. */
const happening = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({ name: fc.constantFrom(...names), state: fc.constantFrom(...states) }),
	},
	fc.record({ name: fc.constantFrom(...names), order: fc.nat(2) }),
	fc.record({ name: fc.constantFrom(...names), remove: fc.constant(true) }),
);
type Happening = { name: string; state?: string; order?: number; remove?: true };

const poll = fc.record({
	before: fc.array(happening, { maxLength: 3 }) as fc.Arbitrary<Happening[]>,
	/** What can't be read in the poll, or is slow. */
	fault: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(undefined) },
		fc.constantFrom('interconnects$', 'slots$', 'slow', 'lost', ...names),
	),
	/** Whether n8n is killed after the poll, before or after it has saved. */
	killed: fc.option(fc.constantFrom('unsaved', 'saved'), { freq: 4 }),
});

const history = fc.record({
	events: fc.subarray<EventName>(
		['interconnectCreated', 'interconnectDeleted', 'interconnectStatusChanged', 'slotAvailable'],
		{ minLength: 1 },
	),
	states: fc.oneof(fc.constant<string[]>([]), fc.subarray(states, { minLength: 1 })),
	durable: fc.boolean(),
	polls: fc.array(poll, { minLength: 4, maxLength: 10 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

/** Lets something happen in the account. */
async function happen({ name, state, order, remove }: Happening, slots: string[]): Promise<void> {
	const exists = emulator.interconnects.some((one) => one.name === name);
	if (state !== undefined && exists) emulator.setStatus(name, { state } as never);
	if (order !== undefined && !exists) {
		const slotId = slots[order]!;
		const isFree = emulator.slots.some(({ id, occupied }) => id === slotId && !occupied);
		emulator.addInterconnect(isFree ? { name, slotId } : { name, type: 'gcp_partner' });
	}
	if (remove && exists) {
		const headers = authHeaders(credentials.magicWanWrite);
		await fetch(`${emulator.baseUrl}${below}/interconnects/${name}`, { method: 'DELETE', headers });
	}
}

/** Lets the next request of a kind go wrong; not where the poll sends none, or a later one would. */
function strike(fault: string | undefined, events: EventName[]): void {
	const slots = events.includes('slotAvailable');
	const interconnects = events.some((event) => event !== 'slotAvailable');
	const isRead =
		fault === 'slots$'
			? slots
			: fault === 'interconnects$'
				? interconnects
				: events.includes('interconnectStatusChanged') &&
					emulator.interconnects.some(({ name }) => name === fault);
	if (fault === 'slow') {
		// As many as the poll sends: what is left would strike the next one.
		emulator.fault({ delay: 5, times: Number(slots) + Number(interconnects) });
	}
	if (fault === 'lost') emulator.fault({ drop: true });
	if (!isRead || fault === undefined) return;
	const path = names.includes(fault) ? `/${fault}/status$` : fault;
	emulator.fault({ path, status: 400, body: { error: 'no' } });
}

/** What a poll can read, with what can't be read left out; undefined where a listing can't. */
async function seenWith(fault: string | undefined, events: EventName[]): Promise<Seen | undefined> {
	const readsInterconnects = events.some((event) => event !== 'slotAvailable');
	if (fault === 'slots$' && events.includes('slotAvailable')) return undefined;
	if (fault === 'interconnects$' && readsInterconnects) return undefined;
	const state = async (name: string) => {
		const headers = authHeaders(credentials.magicWanWrite);
		const response = await fetch(`${emulator.baseUrl}${below}/interconnects/${name}/status`, {
			headers,
		});
		return ((await response.json()) as { state: string }).state;
	};
	const listed = await Promise.all(
		emulator.interconnects.map(async (one) => ({
			name: one.name,
			identity: `${one.type} ${one.virtual_port_reservation_id ?? ''}`,
			state: one.name === fault ? undefined : await state(one.name),
		})),
	);
	return {
		interconnects: readsInterconnects ? listed : undefined,
		statuses: events.includes('interconnectStatusChanged'),
		freeSlots: events.includes('slotAvailable')
			? emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id)
			: undefined,
	};
}

/** A trigger in a process that n8n may be killed in. */
class Watched {
	private trigger: Registered;
	private model = new Model();
	/** Whether it has something to compare with. */
	private remembers = false;
	private saved?: { data: IDataObject; model: Model };
	private readonly ids = new Map<string, string>();
	private readonly chosen: Pick<History, 'events' | 'states' | 'durable'>;

	constructor(chosen: Pick<History, 'events' | 'states' | 'durable'>) {
		this.chosen = chosen;
		this.trigger = this.register();
	}

	private register(): Registered {
		const { events, states: wanted, durable } = this.chosen;
		return register({
			credential: stored(emulator),
			parameters: { accountId: locator(accounts.main.id), events, states: wanted },
			activation: this.saved ? 'init' : 'activate',
			saved: structuredClone(this.saved?.data),
			durable,
		});
	}

	/** n8n ends with what it has not saved, and starts again. */
	restart(): void {
		startProcessAnew();
		this.trigger = this.register();
		this.model = this.saved?.model.copy() ?? new Model();
		this.remembers = this.saved !== undefined;
	}

	/** Polls, and compares what it tells with what it has to. */
	async poll(fault: string | undefined, saves: boolean): Promise<void> {
		const { events, states: wantedStates, durable } = this.chosen;
		const seen = await seenWith(fault, events);
		const model = this.model.copy();
		const changes = (seen ? model.see(seen) : []).filter(
			({ event, state }) =>
				events.includes(event) &&
				(event !== 'interconnectStatusChanged' ||
					wantedStates.length === 0 ||
					wantedStates.includes(state!)),
		);
		const read = seen?.statuses ? (seen.interconnects ?? []) : [];
		const nothingRead = read.length > 0 && read.every(({ state }) => state === undefined);
		strike(fault, events);
		if (!seen || (nothingRead && changes.length === 0)) {
			const before = structuredClone(this.trigger.staticData);
			await expect(this.trigger.poll()).rejects.toThrow('HTTP 400');
			expect(this.trigger.staticData).toEqual(before);
			return;
		}
		const items = (await this.trigger.poll()) ?? [];
		const told = this.remembers ? changes : [];
		expect(items.map(factsOf)).toEqual(told.map(({ count: _count, ...facts }) => facts));
		for (const [i, change] of told.entries()) this.identify(change, String(items[i]!.eventId));
		this.model = model;
		// n8n saves at activation, after a poll that starts a run, and with durable cursors after every poll.
		if (saves && (durable || !this.remembers || told.length > 0)) {
			this.saved = { data: structuredClone(this.trigger.staticData), model: model.copy() };
		}
		this.remembers = true;
	}

	/** The same change has the same ID whenever it is told, and every other change another one. */
	private identify(change: Change, id: string): void {
		const key = JSON.stringify(change);
		expect(this.ids.get(key) ?? id).toBe(id);
		this.ids.set(key, id);
		expect(new Set(this.ids.values()).size).toBe(this.ids.size);
	}
}

function factsOf({ event, name, slot, previousState, state }: IDataObject) {
	return { event, subject: name ?? (slot as { id: string }).id, previousState, state };
}

test('every change is told exactly once, and over a restart with the same ID', async () => {
	await fc.assert(
		fc.asyncProperty(history, async ({ polls, ...chosen }) => {
			emulator.reset();
			startProcessAnew();
			const slots = emulator.slots.flatMap(({ id, occupied }) => (occupied ? [] : [id]));
			const watched = new Watched(chosen);
			for (const { before, fault, killed } of polls) {
				for (const one of before) await happen(one, slots);
				await watched.poll(fault, killed !== 'unsaved');
				if (killed) watched.restart();
			}
		}),
		{ seed: seedOf('Histories of the built trigger', 20261126), numRuns: 20 },
	);
});
