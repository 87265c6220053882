import fc from 'fast-check';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { Emulator, Fault, Order } from '../emulator/index.mts';
import { locator, operation } from '../harness/support.mts';

/* What is drawn: the workflows, what they order, and what goes wrong at their service. All of it shrinks to less. */

/** Milliseconds that a request may take. */
export const TIMEOUT = 1000;
/** What the CNIs are ordered on. */
export const CARRIER = 'carrier';

const WORKFLOWS = 8;
const ITEMS = 10;
const CREATES = WORKFLOWS * ITEMS;

const page = '<html><head><title>502: Bad gateway</title></head></html>';
const headers = { location: 'https://example.com/' };

/** What happens to creates; each before or after the service has acted. */
const lost: Fault[] = [
	{ drop: true },
	{ status: 200, body: { rest: 'x'.repeat(50) }, truncate: true },
	{ status: 302, headers, body: '' },
	{ status: 408, body: '' },
	{ status: 500, body: { error: 'internal' } },
	{ status: 502, body: page },
	{ status: 504, body: 'upstream timeout' },
	{ status: 200, body: {} },
	{ status: 200, body: page },
];
/** What the service says when it has not acted. */
const refused: Fault[] = [400, 403, 409, 422].map((status) => ({ status, body: 'not now' }));
/** What happens to reads; some for as long as they are repeated. */
const unread: Fault[] = [
	{ drop: true },
	{ status: 500, body: '' },
	{ status: 503, body: page, times: 4 },
	{ status: 200, body: page },
	{ status: 200, body: '{"items": [' },
];

/** True for so many of a hundred; false is the simpler value. */
const percent = (share: number) => fc.integer({ min: 0, max: 99 }).map((n) => n >= 100 - share);
const skip = (most: number) => fc.integer({ min: 0, max: most });

const item = fc.record({
	type: fc.constantFrom('direct' as const, 'gcp_partner' as const),
	zone: fc.constantFrom('1', '2', 'any'),
	bandwidth: fc.constantFrom('50M', '1G'),
	/** The same order as the one before, as a source with duplicates gives it. */
	again: percent(5),
});

const workflow = fc.record({
	isCni: percent(25),
	items: fc.array(item, { minLength: 1, maxLength: ITEMS, size: 'max' }),
	onError: fc.constantFrom(
		undefined,
		'continueRegularOutput' as const,
		'continueErrorOutput' as const,
	),
	maxTries: fc.constantFrom(undefined, 2, 3),
	returnExisting: percent(30),
	isCancelled: percent(10),
	/** Creates at its service after which someone cancels it. */
	cancelAfter: skip(40),
});

const createFault = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			skip: skip(56),
			fault: fc.constantFrom(...lost),
			when: fc.constantFrom('before' as const, 'after' as const),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ skip: skip(56), fault: fc.constantFrom(...refused) }),
	},
	// The service acts although the client has given up, now and then only after it has looked twice.
	{
		weight: 1,
		arbitrary: fc.record({
			skip: skip(56),
			fault: fc.integer({ min: TIMEOUT, max: TIMEOUT + 4000 }).map((delay): Fault => ({ delay })),
		}),
	},
);
const readFault = fc.record({ skip: skip(CREATES), fault: fc.constantFrom(...unread) });

/** What happens at one service: workflows that run at the same time, and what goes wrong. */
export const histories = fc.record({
	workflows: fc.array(workflow, { minLength: 1, maxLength: WORKFLOWS, size: 'max' }),
	createFaults: fc.array(createFault, { maxLength: 27, size: 'max' }),
	readFaults: fc.array(readFault, { maxLength: 20, size: 'max' }),
	/** Requests that are refused for the rate limit. */
	limited: fc.array(skip(CREATES), { maxLength: 2 }),
});
export type History = typeof histories extends fc.Arbitrary<infer Value> ? Value : never;

/** Orders what goes wrong at a service. */
export function orderFaults(emulator: Emulator, history: History): void {
	for (const { fault, ...rest } of history.createFaults) {
		emulator.fault({ method: 'POST', ...fault, ...rest });
	}
	for (const { fault, skip } of history.readFaults)
		emulator.fault({ method: 'GET', skip, ...fault });
	for (const skip of history.limited) {
		emulator.fault({ skip, status: 429, headers: { 'retry-after': '1' } });
	}
}

/** An item of a workflow: what is ordered with it. */
export interface Item {
	[member: string]: string;
	type: Order['kind'];
	slot: string;
	key: string;
	bandwidth: string;
	conduit: string;
}

export interface Plan {
	/** Of all items: one node has one operation. */
	resource: 'interconnect' | 'cni';
	items: Item[];
	onError: INode['onError'];
	maxTries: number | undefined;
	returnExisting: boolean;
	/** Creates at its service after which someone cancels it. */
	cancelAfter: number | undefined;
}

/**
 * The workflows of a history with slots, keys and conduit names that nobody else has.
 *
 * @param slots free ones
 */
export function plansOf({ workflows }: History, slots: string[]): Plan[] {
	const free = [...slots];
	let count = 0;
	return workflows.map(({ isCni, items, isCancelled, cancelAfter, ...rest }, number) => {
		const ordered: Item[] = [];
		for (const { type, zone, bandwidth, again } of items) {
			const before = ordered.at(-1);
			count += 1;
			const uuid = `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
			const one: Item = {
				type: isCni ? 'cni' : type,
				conduit: `conduit-${String(count).padStart(6, '0')}`,
				slot: free.pop()!,
				// A region is told apart in the listing: no two workflows order in the same.
				key: `${uuid}/soak-region${number + 1}/${zone}`,
				bandwidth,
			};
			ordered.push(again && before ? before : one);
		}
		return {
			...rest,
			resource: isCni ? 'cni' : 'interconnect',
			items: ordered,
			cancelAfter: isCancelled ? cancelAfter : undefined,
		};
	});
}

/** The node of a workflow. */
export const parametersOf = ({ resource, returnExisting }: Plan): INodeParameters =>
	operation(resource, 'create', {
		...(resource === 'interconnect' && { type: '={{ $json.type }}' }),
		slotId: locator('={{ $json.slot }}'),
		bandwidth: '={{ $json.bandwidth }}',
		pairingKey: '={{ $json.key }}',
		interconnectName: locator(CARRIER, 'name'),
		conduitName: '={{ $json.conduit }}',
		options: { timeout: TIMEOUT, maxRetries: 1, ...(returnExisting && { returnExisting: true }) },
	});
