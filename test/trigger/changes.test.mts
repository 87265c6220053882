import { describe, expect, test } from '@jest/globals';

import {
	changesSince,
	type Reading,
	type Status,
} from '../../nodes/CloudflareNetworkInterconnectTrigger/changes.ts';
import {
	emptyMemory,
	readMemory,
	writeMemory,
	type Memory,
} from '../../nodes/CloudflareNetworkInterconnectTrigger/memory.ts';
import type { Interconnect, Slot } from '../../nodes/shared/cloudflare.ts';

/* The pure part of the polling trigger: what it tells of readings that follow one another. */

const ACCOUNT = 'a'.repeat(32);

const interconnect = (name: string, slot_id = `slot of ${name}`) =>
	({ account: ACCOUNT, name, type: 'direct', slot_id }) as Interconnect;

const statusesOf = (states: Record<string, string>) =>
	new Map<string, Status>(Object.entries(states).map(([name, state]) => [name, { state }]));

const reading = (states: Record<string, string>, more: Partial<Reading> = {}): Reading => ({
	at: 1,
	interconnects: Object.keys(states).map((name) => interconnect(name)),
	statuses: statusesOf(states),
	...more,
});

/** Follows readings one after the other; the first one only remembers. */
function follow(...readings: Reading[]) {
	let memory = emptyMemory('test');
	const polls = readings.map((one) => {
		const changes = changesSince(ACCOUNT, memory, one);
		memory = changes.memory;
		return changes.events;
	});
	return { polls: polls.slice(1), memory };
}

const told = (events: object[]) =>
	events.map((event) => {
		const {
			eventId: _eventId,
			interconnect: _interconnect,
			...rest
		} = event as Record<string, unknown>;
		return rest;
	});

describe('changes between two polls', () => {
	test('a new state is told with the one before, the reason and the interconnect', () => {
		const { polls } = follow(
			reading({ a: 'Pending' }),
			reading(
				{},
				{
					interconnects: [interconnect('a')],
					statuses: new Map([['a', { state: 'Down', reason: 'no light' }]]),
				},
			),
		);
		expect(polls[0]).toEqual([
			{
				event: 'interconnectStatusChanged',
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
				name: 'a',
				state: 'Down',
				previousState: 'Pending',
				reason: 'no light',
				interconnect: interconnect('a'),
			},
		]);
	});

	test('another reason in the same state is none, and a state that nobody documented is one', () => {
		const down = (reason: string) => ({
			...reading({ a: 'Down' }),
			statuses: new Map([['a', { state: 'Down', reason }]]),
		});
		const { polls } = follow(down('x'), down('y'), reading({ a: 'Degraded' }));
		expect(polls.map(told)).toEqual([
			[],
			[{ event: 'interconnectStatusChanged', name: 'a', state: 'Degraded', previousState: 'Down' }],
		]);
	});

	test("a new interconnect's first state is no status change", () => {
		const { polls } = follow(reading({}), reading({ a: 'Pending' }), reading({ a: 'Healthy' }));
		expect(polls.map(told)).toEqual([
			[{ event: 'interconnectCreated', name: 'a' }],
			[
				{
					event: 'interconnectStatusChanged',
					name: 'a',
					state: 'Healthy',
					previousState: 'Pending',
				},
			],
		]);
	});

	test('an interconnect that another one of its name takes the place of is deleted and created', () => {
		const { polls } = follow(reading({ a: 'Healthy' }), {
			at: 1,
			interconnects: [interconnect('a', 'another slot')],
			statuses: statusesOf({ a: 'Pending' }),
		});
		expect(told(polls[0]!)).toEqual([
			{ event: 'interconnectDeleted', name: 'a', previousState: 'Healthy' },
			{ event: 'interconnectCreated', name: 'a' },
		]);
	});

	test('a member that only some responses have does not make another interconnect of it', () => {
		const { polls } = follow(
			reading({ a: 'Pending' }),
			reading(
				{ a: 'Pending' },
				{ interconnects: [{ ...interconnect('a'), virtual_port_reservation_id: 'v' }] },
			),
			reading({ a: 'Pending' }),
			reading(
				{ a: 'Pending' },
				{ interconnects: [{ ...interconnect('a'), virtual_port_reservation_id: 'w' }] },
			),
		);
		expect(polls.map((events) => events.length)).toEqual([0, 0, 2]);
	});

	test('a status that was not read keeps its last known state', () => {
		const { polls } = follow(
			reading({ a: 'Healthy', b: 'Healthy' }),
			reading({ a: 'Down', b: 'Down' }, { statuses: statusesOf({ b: 'Down' }) }),
			reading({ a: 'Down', b: 'Down' }),
		);
		expect(
			polls.map((events) => events.map(({ name, previousState }) => [name, previousState])),
		).toEqual([[['b', 'Healthy']], [['a', 'Healthy']]]);
	});

	test('an object that a shifting listing has twice is one', () => {
		const twice = [interconnect('a'), interconnect('a')];
		const { polls } = follow(reading({}), reading({ a: 'Pending' }, { interconnects: twice }));
		expect(polls[0]).toHaveLength(1);
	});

	test('a slot is told when it becomes free, and again when it becomes free once more', () => {
		const slots = (...ids: string[]): Reading => ({
			at: 1,
			freeSlots: ids.map((id) => ({ id }) as Slot),
		});
		const { polls } = follow(slots('x'), slots('x', 'y'), slots('x'), slots('y', 'x'));
		expect(polls.map((events) => events.map(({ slot }) => slot))).toEqual([
			[{ id: 'y' }],
			[],
			[{ id: 'y' }],
		]);
		expect(polls[0]![0]!.eventId).not.toBe(polls[2]![0]!.eventId);
	});

	test('notifications are told by time, late ones too, and none twice', () => {
		const sent = (id: string, time: string) => ({ id, sent: `2026-11-26T${time}Z` });
		const history = (...notifications: Array<ReturnType<typeof sent>>): Reading => ({
			at: 1,
			notifications,
		});
		const { polls } = follow(
			history(sent('a', '10:00:00')),
			history(sent('a', '10:00:00'), sent('c', '10:02:00'), sent('b', '10:02:00')),
			history(
				sent('late', '10:01:00'),
				sent('a', '10:00:00'),
				sent('c', '10:02:00'),
				sent('b', '10:02:00'),
			),
			history(sent('late', '10:01:00'), sent('b', '10:02:00'), sent('c', '10:02:00')),
		);
		expect(
			polls.map((events) => events.map(({ notification }) => (notification as { id: string }).id)),
		).toEqual([['b', 'c'], ['late'], []]);
	});

	test('the next change like it has another ID', () => {
		const { polls } = follow(
			...['Down', 'Healthy', 'Down', 'Healthy'].map((state) => reading({ a: state })),
		);
		const ids = polls.flat().map(({ eventId }) => eventId);
		expect(new Set(ids).size).toBe(3);
	});

	test('what is gone is remembered in a small space, the newest first', () => {
		const memory = emptyMemory('test');
		for (let i = 0; i < 800; i++) memory.gone[`interconnect ${i}`] = 1;
		const stored: Record<string, Memory> = {};
		writeMemory(stored as never, memory);
		const kept = Object.keys(stored.memory!.gone);
		expect(kept).toHaveLength(500);
		expect(kept.at(-1)).toBe('interconnect 799');
	});

	test('the memory of another node or form is not used', () => {
		const stored = {};
		const memory = emptyMemory('one');
		writeMemory(stored, memory);
		expect(readMemory(stored, 'one')).toEqual(memory);
		expect(readMemory(stored, 'another')).toBeUndefined();
		expect(readMemory({}, 'one')).toBeUndefined();
		expect(readMemory({ memory: { ...emptyMemory('one'), version: 2 } }, 'one')).toBeUndefined();
	});
});
