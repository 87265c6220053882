import { createHash } from 'node:crypto';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { keyOfOrder, type Emulator, type Order } from '../emulator/index.mts';
import type { Outcome } from '../harness/engine.mts';
import { TIMEOUT, type Item, type Plan } from './histories.mts';

/* The books: what the service has made against what the workflows were told. */

/** A workflow that has run. */
export interface Ran {
	plan: Plan;
	outcome: Pick<Outcome, 'items' | 'errorItems' | 'hints' | 'error'>;
	/**
	 * The warnings in n8n's log. The line that each order has there would hide an order that nothing else tells of: it is
	 * there only where the run was cancelled and may have been between two tries.
	 */
	log: string[];
	cancelled: boolean;
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
function toldOf({ plan, outcome, log }: Ran, item: number): string[] {
	const { items, errorItems, error, hints } = outcome;
	const messages = [...items, ...errorItems].flatMap(({ json }) =>
		json.error
			? [`${String(json.error)} ${String((json.message as IDataObject).description)}`]
			: [],
	);
	const stopped = error ? [`${error.message} ${error.description}`] : [];
	// Where there is only one, nothing names it.
	const about = plan.items.length === 1 ? /^/ : new RegExp(`item ${item}\\b`);
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
	const made = sent.find(({ ray }) => ray === order.ray)!;
	if (order.time - made.time > TIMEOUT / 2) return false;
	return sent.some(({ time }) => time > order.time + 100);
}

/** How often something has happened. */
export class Counts {
	private readonly counts = new Map<string, number>();

	add(what: string, number = 1): void {
		this.counts.set(what, this.of(what) + number);
	}

	of(what: string): number {
		return this.counts.get(what) ?? 0;
	}

	toString(): string {
		return [...this.counts].map(([what, count]) => `${count} ${what}\n`).join('');
	}
}

/**
 * Checks the books of one service.
 *
 * @param limited how often it was to refuse for its rate limit
 * @returns what is wrong
 */
export function violations(
	emulator: Emulator,
	ran: Ran[],
	limited: number,
	counts: Counts,
): string[] {
	const { orders, requests } = emulator;
	counts.add('orders', orders.length);
	counts.add('requests', requests.length);
	for (const one of ran) count(one, counts);
	const refusals = requests.filter(({ status }) => status === 429).length;
	return [
		...orderedTwice(orders),
		...orders
			.filter((order) => sentAgain(emulator, order))
			.map((order) => `${JSON.stringify(order)} was sent again`),
		...(refusals > limited ? [`${refusals} requests were above the limits`] : []),
		...ran.flatMap((one) => wronglyHandedOut(emulator, one)),
		...orders.filter((order) => !isTold(order, ran)).map((order) => namedNowhere(order, ran)),
		...ran.flatMap((one) => wronglyFailed(emulator, one)),
	];
}

/**
 * Items that say that nothing was ordered for them, although it stands. What another item or an earlier attempt has
 * ordered is named.
 */
function wronglyFailed({ orders }: Emulator, { plan, outcome }: Ran): string[] {
	const { items, errorItems, error } = outcome;
	const failed = [...items, ...errorItems].flatMap((output) => {
		if (!output.json.error) return [];
		const { description, outcome: became } = output.json.message as IDataObject;
		return [
			{ item: itemOf(output), became, text: `${String(output.json.error)} ${String(description)}` },
		];
	});
	if (error) {
		const { itemIndex: item = -1, outcome: became } = error.context;
		failed.push({ item: Number(item), became, text: `${error.message} ${error.description}` });
	}
	return failed.flatMap(({ item, became, text }) => {
		if (became !== 'refused' && became !== 'notSent') return [];
		const order = orders.find((one) => plan.items[item] && owns(plan.items[item], one));
		// Of items that order the same, another one has ordered it.
		if (!order || plan.items.filter((one) => owns(one, order)).length > 1) return [];
		const names = [keyOfOrder(order), 'with the same'];
		if (names.some((name) => text.includes(name))) return [];
		return [`${keyOfOrder(order)} stands, and item ${item} said "${String(became)}": ${text}`];
	});
}

function count({ outcome, cancelled }: Ran, counts: Counts): void {
	const { items, errorItems, error, hints } = outcome;
	const failed = [...items, ...errorItems].filter(({ json }) => json.error);
	const said = (words: RegExp) => hints.filter((hint) => words.test(hint)).length;
	counts.add('items with an interconnect or CNI', items.filter(({ json }) => !json.error).length);
	counts.add('items with a message', failed.length);
	counts.add('workflows that were stopped', error ? 1 : 0);
	counts.add('workflows that were cancelled', cancelled ? 1 : 0);
	counts.add('orders found after a lost answer', said(/lost/));
	counts.add('results handed out again', said(/earlier/));
}

function orderedTwice(orders: readonly Order[]): string[] {
	const places = orders.flatMap((order) => placeOf(order) ?? []);
	return new Set(places).size < places.length
		? ['a slot, pairing key or conduit was ordered twice']
		: [];
}

/** What only one order may have. */
function placeOf(order: Order): string | undefined {
	switch (order.kind) {
		case 'direct':
			return order.slotId;
		case 'gcp_partner':
			return order.pairingKeyHash;
		case 'cni':
			return order.conduitName;
		case 'route':
			return undefined;
	}
}

/** What was returned as the result of an item and is not. */
function wronglyHandedOut(
	{ orders, interconnects, cnis }: Emulator,
	{ plan, outcome }: Ran,
): string[] {
	const standing = new Set([...interconnects.map(({ name }) => name), ...cnis.map(({ id }) => id)]);
	return outcome.items.flatMap((output) => {
		if (output.json.error) return [];
		const name = String(output.json.name ?? output.json.id);
		const item = plan.items[itemOf(output)]!;
		const order = orders.find((one) => keyOfOrder(one) === name);
		if (!standing.has(name) || !order) return [`${name} was handed out and does not stand`];
		return owns(item, order)
			? []
			: [`${name} was handed out for another ${item.type} order than it was made for`];
	});
}

/** Whether somebody was told of an order: by the result, its name, its place, or that the outcome is open. */
function isTold(order: Order, ran: Ran[]): boolean {
	const name = keyOfOrder(order);
	// Nothing names a pairing key.
	const place = order.kind === 'gcp_partner' ? undefined : placeOf(order);
	return ran.some((one) => {
		const { plan, outcome, log } = one;
		const given = outcome.items.some(({ json }) => [json.name, json.id].includes(name));
		const texts = plan.items.flatMap((item, i) => (owns(item, order) ? toldOf(one, i) : []));
		const everything = [...texts, ...log, `${outcome.error?.description}`];
		return (
			given ||
			everything.some((text) => text.includes(`'${name}'`)) ||
			texts.some((text) => OPEN.test(text) || (place && text.includes(place)))
		);
	});
}

function namedNowhere(order: Order, ran: Ran[]): string {
	const owner = ran.find(({ plan }) => plan.items.some((item) => owns(item, order)))!;
	const { plan, outcome, log, cancelled } = owner;
	const item = plan.items.findIndex((one) => owns(one, order));
	const { message, description } = outcome.error ?? {};
	const texts = cancelled ? ['cancelled', ...log] : [message, description, ...toldOf(owner, item)];
	return `${keyOfOrder(order)} (item ${item}, tries ${plan.maxTries ?? 1}) was ordered and is named nowhere: ${texts.join(' | ')}`;
}
