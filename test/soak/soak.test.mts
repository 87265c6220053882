import { createHash } from 'node:crypto';

import { expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import {
	keyOfOrder,
	startEmulator,
	type Emulator,
	type Fault,
	type Order,
} from '../emulator/index.mts';
import type { Outcome } from '../harness/engine.mts';
import { withLog } from '../harness/log.mts';
import { freshSeed, randomFrom, seedOf } from '../harness/random.mts';
import { locator, operation, runOn } from '../harness/support.mts';

/*
 * Orders of interconnects of both types and of CNIs, about 2,000 that are carried out, by many workflows at once, while answers get lost, the service refuses, people
 * cancel, and n8n runs the node again ("Retry On Fail"). Then the books are checked: what the service has made
 * against what the workflows were told.
 *
 * SEED repeats what a run has drawn (what meets what is up to the clock), SOAK_SERVICES makes it shorter.
 */

const seed = seedOf('Orders', freshSeed());
const SERVICES = Number(process.env.SOAK_SERVICES ?? 36);
const SERVICES_AT_ONCE = 6;
const WORKFLOWS_PER_SERVICE = 8;
const ITEMS_PER_WORKFLOW = 10;

const random = randomFrom(seed);
const below = (limit: number) => Math.floor(random() * limit);
const chance = (probability: number) => random() < probability;
const oneOf = <T,>(values: readonly T[]): T => values[below(values.length)]!;

const page = '<html><head><title>502: Bad gateway</title></head></html>';
const headers = { location: 'https://example.com/' };

/** What happens to creates; each before or after the service has acted. */
const lost: Fault[] = [
	{ drop: true },
	{ status: 200, body: { rest: 'x'.repeat(500) }, truncate: true },
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
const TIMEOUT = 1000;

function orderFaults(emulator: Emulator, workflows: number): number {
	const creates = workflows * ITEMS_PER_WORKFLOW;
	for (let i = 0; i < creates / 2; i++) {
		const skip = below(creates * 1.3);
		const drawn = random();
		if (drawn < 0.8) {
			emulator.fault({
				method: 'POST',
				skip,
				...oneOf(lost),
				when: oneOf(['before', 'after']),
			});
		} else if (drawn < 0.9) emulator.fault({ method: 'POST', skip, ...oneOf(refused) });
		// The service acts although the client has given up, now and then only after it has looked twice.
		else emulator.fault({ method: 'POST', skip, delay: TIMEOUT + below(4000) });
	}
	for (let i = 0; i < creates / 4; i++) {
		emulator.fault({ method: 'GET', skip: below(creates * 2), ...oneOf(unread) });
	}
	const limited = below(3);
	for (let i = 0; i < limited; i++) {
		emulator.fault({ skip: below(creates * 2), status: 429, headers: { 'retry-after': '1' } });
	}
	return limited;
}

/** An item of a workflow: what is ordered with it. */
interface Item {
	[member: string]: string;
	type: Order['kind'];
	slot: string;
	key: string;
	bandwidth: string;
	conduit: string;
}

interface Plan {
	/** Of all items: one node has one operation. */
	resource: 'interconnect' | 'cni';
	items: Item[];
	onError: INode['onError'];
	maxTries: number | undefined;
	returnExisting: boolean;
	/** Milliseconds after which someone cancels it. */
	cancelAfter: number | undefined;
}

/** A region is told apart in the listing: no two workflows order in the same. */
let regions = 0;
let keys = 0;

function planned(slots: string[]): Plan {
	const region = `soak-region${++regions}`;
	const resource = chance(0.25) ? 'cni' : 'interconnect';
	const items: Item[] = [];
	for (let i = 0; i < ITEMS_PER_WORKFLOW; i++) {
		const before = items.at(-1);
		if (before && chance(0.05)) {
			// The same order twice, as a source with duplicates gives it.
			items.push(before);
			continue;
		}
		const uuid = `00000000-0000-4000-8000-${(++keys).toString(16).padStart(12, '0')}`;
		items.push({
			type: resource === 'cni' ? 'cni' : chance(0.5) ? 'direct' : 'gcp_partner',
			conduit: `conduit-${String(keys).padStart(6, '0')}`,
			slot: slots.pop()!,
			key: `${uuid}/${region}/${oneOf(['1', '2', 'any'])}`,
			bandwidth: oneOf(['50M', '1G']),
		});
	}
	return {
		resource,
		items,
		onError: oneOf([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const),
		maxTries: oneOf([undefined, 2, 3]),
		returnExisting: chance(0.3),
		cancelAfter: chance(0.1) ? below(5000) : undefined,
	};
}

/** What the CNIs are ordered on. */
const CARRIER = 'carrier';

const parametersOf = ({ resource, returnExisting }: Plan): INodeParameters =>
	operation(resource, 'create', {
		...(resource === 'interconnect' && { type: '={{ $json.type }}' }),
		slotId: locator('={{ $json.slot }}'),
		bandwidth: '={{ $json.bandwidth }}',
		pairingKey: '={{ $json.key }}',
		interconnectName: locator(CARRIER, 'name'),
		conduitName: '={{ $json.conduit }}',
		options: { timeout: TIMEOUT, maxRetries: 1, ...(returnExisting && { returnExisting: true }) },
	});

interface Ran {
	plan: Plan;
	outcome: Pick<Outcome, 'items' | 'errorItems' | 'hints' | 'error'>;
	/** The warnings in n8n's log; the line that each order has there would hide an order that nothing else tells of. */
	log: string[];
	cancelled: boolean;
}

async function runPlan(emulator: Emulator, plan: Plan): Promise<Ran> {
	const { items: input, onError, maxTries, cancelAfter } = plan;
	const cancel = new AbortController();
	const timer =
		cancelAfter === undefined ? undefined : setTimeout(() => cancel.abort(), cancelAfter);
	const { result: outcome, log } = await withLog(
		async () =>
			await runOn(emulator, parametersOf(plan), {
				input,
				onError,
				maxTries,
				cancel: cancel.signal,
			}),
	);
	clearTimeout(timer);
	const cancelled = cancel.signal.aborted;
	return {
		plan,
		// What a cancelled node gives is dropped: nobody gets to see it.
		outcome: cancelled ? { items: [], errorItems: [], hints: [] } : outcome,
		log: log.filter((line) => line.startsWith('warn')),
		cancelled,
	};
}

const itemOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
/** What tells an order from the others of its kind. */
type Wanted = Pick<Item, 'type' | 'slot' | 'key' | 'conduit'>;

function owns({ type, slot, key, conduit }: Wanted, order: Order): boolean {
	if (type !== order.kind) return false;
	switch (order.kind) {
		case 'direct':
			return order.slotId === slot;
		case 'gcp_partner':
			return order.pairingKeyHash === hashOf(key);
		case 'cni':
			return order.conduitName === conduit;
		case 'route':
			return false;
	}
}

/** What was asked for in the body of a create. */
function wantedIn(kind: Order['kind'], body: unknown): Wanted {
	const asked = (body ?? {}) as {
		slot_id?: string;
		pairing_key?: string;
		magic?: { conduit_name: string };
	};
	const { slot_id: slot = '', pairing_key: key = '', magic } = asked;
	return { type: kind, slot, key, conduit: magic?.conduit_name ?? '' };
}

/** All that a workflow tells of one of its items that has no object: messages, and lines of the log. */
function toldOf({ outcome, log }: Ran, item: number): string[] {
	const { items, errorItems, error, hints } = outcome;
	const messages = [...items, ...errorItems].flatMap(({ json }) =>
		json.error
			? [`${String(json.error)} ${String((json.message as IDataObject).description)}`]
			: [],
	);
	const stopped = error ? [`${error.message} ${error.description}`] : [];
	const about = new RegExp(`item ${item}\\b`);
	return [...messages, ...stopped, ...hints, ...log].filter((text) => about.test(text));
}

/** Words of messages that leave the outcome open. */
const OPEN = /may have been placed|could not be confirmed|outcome is unknown|not known whether/;

/**
 * Whether an order was sent again after it was carried out. The service refuses it then; the node is not to rely
 * on that. Not counted is what was carried out so late that two look-ups may have found nothing.
 */
function sentAgain({ requests }: Emulator, order: Order): boolean {
	const sent = requests.filter(({ method, body }) => {
		return method === 'POST' && owns(wantedIn(order.kind, body), order);
	});
	const [last] = sent.filter(({ time }) => time <= order.time).slice(-1);
	if (!last || order.time - last.time > TIMEOUT / 2) return false;
	return sent.some(({ time }) => time > order.time + 100);
}

interface Counts {
	[what: string]: number;
}

/** Checks the books of one service. @returns what is wrong */
function violations(emulator: Emulator, ran: Ran[], limited: number, counts: Counts): string[] {
	const wrong: string[] = [];
	const { orders, requests } = emulator;
	const standing = new Set([
		...emulator.interconnects.map(({ name }) => name),
		...emulator.cnis.map(({ id }) => id),
	]);
	const add = (what: string, number = 1) => (counts[what] = (counts[what] ?? 0) + number);

	add('orders', orders.length);
	add('requests', requests.length);
	for (const of of [
		orders.flatMap((order) => (order.kind === 'direct' ? [order.slotId] : [])),
		orders.flatMap((order) => (order.kind === 'gcp_partner' ? [order.pairingKeyHash] : [])),
		orders.flatMap((order) => (order.kind === 'cni' ? [order.conduitName] : [])),
	]) {
		if (new Set(of).size < of.length)
			wrong.push('a slot, pairing key or conduit was ordered twice');
	}
	for (const order of orders) {
		if (sentAgain(emulator, order)) wrong.push(`${JSON.stringify(order)} was sent again`);
	}
	const refusals = requests.filter(({ status }) => status === 429).length;
	if (refusals > limited) wrong.push(`${refusals} requests were above the limits`);

	for (const { plan, outcome, cancelled } of ran) {
		for (const output of outcome.items) {
			if (output.json.error) continue;
			add('items with an interconnect or CNI');
			const name = String(output.json.name ?? output.json.id);
			const item = plan.items[itemOf(output)]!;
			const order = orders.find((one) => keyOfOrder(one) === name);
			if (!standing.has(name) || !order) {
				wrong.push(`${name} was handed out and does not stand`);
			} else if (!owns(item, order)) {
				wrong.push(`${name} was handed out for another ${item.type} order than it was made for`);
			}
		}
		if (outcome.error) add('workflows that were stopped');
		if (cancelled) add('workflows that were cancelled');
		add(
			'orders found after a lost answer',
			outcome.hints.filter((hint) => /lost/.test(hint)).length,
		);
		add('results handed out again', outcome.hints.filter((hint) => /earlier/.test(hint)).length);
		const failed = [...outcome.items, ...outcome.errorItems].filter(({ json }) => json.error);
		add('items with a message', failed.length);
	}

	for (const order of orders) {
		const name = keyOfOrder(order);
		const place =
			order.kind === 'direct' ? order.slotId : order.kind === 'cni' && order.conduitName;
		const told = ran.some((one) => {
			const { plan, outcome, log } = one;
			const given = outcome.items.some(({ json }) => [json.name, json.id].includes(name));
			const texts = plan.items.flatMap((item, i) => (owns(item, order) ? toldOf(one, i) : []));
			const everything = [...texts, ...log, `${outcome.error?.description}`];
			return (
				given ||
				everything.some((text) => text.includes(`'${name}'`)) ||
				texts.some((text) => OPEN.test(text)) ||
				(place && texts.some((text) => text.includes(place)))
			);
		});
		if (!told) {
			const owner = ran.find(({ plan }) => plan.items.some((item) => owns(item, order)))!;
			const { plan, outcome, log, cancelled } = owner;
			const item = plan.items.findIndex((one) => owns(one, order));
			const { message, description } = outcome.error ?? {};
			const texts = cancelled
				? ['cancelled', ...log]
				: [message, description, ...toldOf(owner, item)];
			wrong.push(
				`${name} (item ${item}, tries ${plan.maxTries ?? 1}) was ordered and is named nowhere: ${texts.join(' | ')}`,
			);
		}
	}
	return wrong;
}

async function soakOne(counts: Counts): Promise<string[]> {
	const emulator = await startEmulator();
	emulator.addInterconnect({ name: CARRIER, type: 'gcp_partner', region: 'soak-carrier1' });
	try {
		const slots = emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
		const plans = Array.from({ length: WORKFLOWS_PER_SERVICE }, () => planned(slots));
		const limited = orderFaults(emulator, plans.length);
		const ran = await Promise.all(plans.map(async (plan) => await runPlan(emulator, plan)));
		// What was still under way arrives.
		await new Promise((resolve) => setTimeout(resolve, TIMEOUT + 4000));
		return violations(emulator, ran, limited, counts);
	} finally {
		await emulator.stop();
	}
}

test(`${SERVICES * WORKFLOWS_PER_SERVICE * ITEMS_PER_WORKFLOW} orders, seed ${seed}`, async () => {
	const since = Date.now();
	const counts: Counts = {};
	const wrong: string[] = [];
	let started = 0;
	await Promise.all(
		Array.from({ length: SERVICES_AT_ONCE }, async () => {
			while (started++ < SERVICES) wrong.push(...(await soakOne(counts)));
		}),
	);
	counts['items'] = SERVICES * WORKFLOWS_PER_SERVICE * ITEMS_PER_WORKFLOW;
	counts['seconds'] = Math.round((Date.now() - since) / 1000);
	for (const [what, count] of Object.entries(counts)) process.stdout.write(`${count} ${what}\n`);
	expect(wrong).toEqual([]);
}, 600_000);
