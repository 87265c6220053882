import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
	changesSince,
	type Reading,
	type Status,
} from '../../nodes/CloudflareNetworkInterconnectTrigger/changes.ts';
import {
	emptyMemory,
	type Memory,
} from '../../nodes/CloudflareNetworkInterconnectTrigger/memory.ts';
import type { Interconnect } from '../../nodes/shared/cloudflare.ts';
import { seedOf } from '../harness/random.mts';

/*
 * The pure part of the polling trigger against a model: whatever happens between the polls, every change is reported
 * exactly once, and once more with the same ID where the memory of before is read again.
 */

const ACCOUNT = 'a'.repeat(32);

const interconnect = (name: string, slot_id = `slot of ${name}`) =>
	({ account: ACCOUNT, name, type: 'direct', slot_id }) as Interconnect;

const statusesOf = (states: Record<string, string>) =>
	new Map<string, Status>(Object.entries(states).map(([name, state]) => [name, { state }]));

describe('random histories', () => {
	const states = ['Pending', 'Down', 'Unhealthy', 'Healthy'];
	/** The account at a poll: which interconnects there are, their states, and whose status could not be read. */
	const world = fc.dictionary(
		fc.constantFrom('a', 'b', 'c'),
		fc.record({
			state: fc.constantFrom(...states),
			slot: fc.constantFrom('1', '2'),
			readable: fc.boolean(),
		}),
		{ maxKeys: 3 },
	);
	type World = Record<string, { state: string; slot: string; readable: boolean }>;

	const readingOf = (now: World): Reading => ({
		at: 1,
		interconnects: Object.entries(now).map(([name, { slot }]) => interconnect(name, slot)),
		statuses: statusesOf(
			Object.fromEntries(
				Object.entries(now).flatMap(([name, { state, readable }]) =>
					readable ? [[name, state]] : [],
				),
			),
		),
	});

	/** What a trigger has to say, by a model that knows what it could see. */
	function expected(before: World, now: World, seen: Map<string, string>): string[] {
		const says: string[] = [];
		for (const name of Object.keys(before).sort()) {
			if (now[name]?.slot === before[name]!.slot) continue;
			says.push(`deleted ${name}`);
			seen.delete(name);
		}
		for (const name of Object.keys(now).sort()) {
			if (now[name]!.slot !== before[name]?.slot) says.push(`created ${name}`);
		}
		for (const name of Object.keys(now).sort()) {
			const { state, readable } = now[name]!;
			if (!readable) continue;
			const last = seen.get(name);
			if (last !== undefined && last !== state) says.push(`${name} ${last} ${state}`);
			seen.set(name, state);
		}
		return says;
	}

	const words = ({ event, name, previousState, state }: Record<string, unknown>) =>
		event === 'interconnectStatusChanged'
			? `${String(name)} ${String(previousState)} ${String(state)}`
			: `${event === 'interconnectCreated' ? 'created' : 'deleted'} ${String(name)}`;

	test('every change is told exactly once, and once more with the same ID where n8n did not save', () => {
		const history = fc.array(fc.record({ world, killed: fc.boolean() }), {
			minLength: 2,
			maxLength: 12,
		});
		fc.assert(
			fc.property(history, (polls) => {
				let memory = emptyMemory('test');
				let before: World = {};
				let seen = new Map<string, string>();
				/** Events that n8n has handed on and not saved: who is killed then starts from what was saved last. */
				const unsaved = new Map<string, string>();
				const ids = new Set<string>();
				for (const [poll, { world: now, killed }] of polls.entries()) {
					const seenNow = new Map(seen);
					const says = expected(before, now, seenNow);
					const { events, memory: after } = changesSince(ACCOUNT, memory, readingOf(now));
					if (poll > 0) {
						expect(events.map(words)).toEqual(says);
						for (const event of events) {
							const told = unsaved.get(event.eventId);
							if (told === undefined) expect(ids).not.toContain(event.eventId);
							else expect(told).toBe(words(event));
							ids.add(event.eventId);
						}
					}
					if (killed && poll > 0) {
						for (const event of events) unsaved.set(event.eventId, words(event));
						continue;
					}
					memory = JSON.parse(JSON.stringify(after)) as Memory;
					before = now;
					seen = seenNow;
				}
			}),
			{ seed: seedOf('Histories of changes', 20261126), numRuns: 300 },
		);
	});
});
