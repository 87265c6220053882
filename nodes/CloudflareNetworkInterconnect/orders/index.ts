import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { describedMore, operationError } from '../api';
import type { Api, Order, Orders, Try } from '../types';
import { advance, begin, type Event } from './machine';
import { Memory } from './memory';
import * as words from './words';

/** Which item an order is of, and what it is sent with. */
export interface Placing {
	api: Api;
	account: string;
	/** What the user knows the operation by. */
	action: string;
	item: number;
	/** How often an order is sent again that surely was not carried out. */
	maxRetries: number;
	signal?: AbortSignal;
}

/**
 * Places orders so that none is carried out twice: the only way to create something.
 *
 * @returns gives the orders of one item
 */
export function ordersOf(ctx: IExecuteFunctions): (placing: Placing) => Orders {
	const memory = new Memory(ctx);
	return (placing) => ({ place: async (order) => await place(ctx, memory, placing, order) });
}

async function place(
	ctx: IExecuteFunctions,
	memory: Memory,
	{ api, account, action, item, maxRetries, signal }: Placing,
	order: Order,
): Promise<IDataObject> {
	const { path, identifier, nameable } = order;
	const key = `${account} ${order.kind} ${order.key}`;
	const nameOf = (object: IDataObject) => String(object[identifier]);
	const hint = (text: string) =>
		ctx.addExecutionHints({ message: `Item ${item}: ${text}`, location: 'outputPane' });
	const stop = ({ what, description }: words.Stop) =>
		operationError(ctx.getNode(), `${action} for item ${item} ${what}`, {
			description,
			itemIndex: item,
		});

	const earlier = memory.find(key);
	if (earlier && earlier.item !== item && !(earlier.name && order.returnExisting)) {
		throw stop(words.sameAs(order, earlier));
	}
	if (earlier?.name) {
		const object = await standing(api, order, earlier.name);
		if (object) {
			hint(words.orderedEarlier(earlier));
			return object;
		}
		// It was deleted since: this is a new order.
		memory.forget(key);
	}

	let before = new Set<string>();
	if (order.kind === 'gcp_partner') {
		try {
			const names = await memory.before(account, async () =>
				(await api.getAll(path, {})).map(nameOf),
			);
			before = new Set(names);
		} catch (error) {
			throw stop(words.nothingToCompare(error as Error));
		}
	}

	/** An earlier try of the execution sent it, and nobody knows what became of it. */
	const left = memory.find(key) !== undefined;
	memory.remember({ item, key, name: null });
	const policy = { maxRetries, nameable, provable: nameable && !left };
	let { progress, step } = begin(left);
	let object: IDataObject | undefined;
	let refusal: Error | undefined;
	let lost: Error | undefined;
	while (step.next !== 'end') {
		let event: Event;
		if (step.next === 'send') {
			const tried = await api.order(path, order.body, identifier);
			event = eventOf(tried);
			if (tried.outcome === 'answered') object = tried.object;
			if (tried.outcome === 'refused') refusal = tried.error;
			if (tried.outcome === 'unknown') {
				lost = tried.error;
				if (signal?.aborted) {
					// n8n drops what the node gives now: its log is the only place left.
					ctx.logger.warn(`${action} for item ${item} ${words.cancelled(order)}`);
					throw tried.error;
				}
			}
		} else {
			await sleep(step.pause, signal);
			try {
				const listed = await api.getAll(path, {});
				const found = order.candidates(listed, before);
				[object] = found.certain;
				event = { happened: 'looked', found: countOf(found) };
			} catch {
				event = { happened: 'lookFailed' };
			}
		}
		({ progress, step } = advance(progress, event, policy));
	}

	const { as: ending } = step;
	if (ending === 'refused' || ending === 'absent' || ending === 'existing') memory.forget(key);
	if (object && (ending === 'answered' || ending === 'found')) {
		memory.remember({ item, key, name: nameOf(object) });
		memory.made(account, nameOf(object));
		if (ending === 'found') hint(words.found(order, nameOf(object)));
		return object;
	}
	if (object && ending === 'existing') {
		if (order.returnExisting) {
			memory.remember({ item, key, name: nameOf(object) });
			hint(words.existing(order, nameOf(object), order.differences(object)));
			return object;
		}
		throw describedMore(refusal!, words.inTheWay(order, nameOf(object)));
	}
	if (ending === 'refused') throw refusal!;
	throw stop(
		ending === 'absent'
			? words.absent(order, progress.tries, left)
			: words.unknown(order, lost, left),
	);
}

function eventOf(tried: Try): Event {
	if (tried.outcome === 'refused') return { happened: 'refused', status: tried.status };
	return { happened: tried.outcome };
}

function countOf({ certain, possible }: ReturnType<Order['candidates']>) {
	if (certain.length + possible.length === 0) return 'none';
	return certain.length === 1 && possible.length === 0 ? 'one' : 'several';
}

/** An object that this execution has made; undefined when it does not stand any more. */
async function standing(api: Api, order: Order, name: string): Promise<IDataObject | undefined> {
	try {
		return await api.get([...order.path, name]);
	} catch (error) {
		if ((error as { httpCode?: string }).httpCode === '404') return undefined;
		throw words.notReadAgain(error as Error, name);
	}
}
