import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { operationError, raySentence, type RecentOrder } from '../../shared/api';
import { showHint } from '../../shared/hints';
import { suffixOf } from '../../shared/items';
import type { ExecutionMemory, Remembered } from './executionMemory';
import type { LooksOfRun } from './looks';
import { whatHappened, type Stop, type Told } from './messages';
import { orderLog } from './orderLog';
import type { Item, Order, OrderOutcome } from './types';

/** What all orders of a run share. */
export interface RunOfOrders {
	memory: ExecutionMemory;
	looks: LooksOfRun;
	/** The execution of the run. */
	execution: string;
}

/** An order with all that the steps of placing it need. */
export interface Placing extends RunOfOrders {
	item: Item;
	order: Order;
	/** What it is remembered by: account, kind, and what tells it from the others of its kind. */
	key: string;
	/** Account, kind, and what all orders have in common whose results can't be told apart. */
	kin: string;
	/** Account and path of what it makes. */
	scope: string;
	/** What the execution knew of an order with this key before. */
	earlier?: Remembered;
	/** Shows a hint beside the result; a warning asks the user for something. */
	hint(text: string, type?: 'info' | 'warning'): void;
	/** Writes to n8n's log what happened to the order. */
	log(event: string): void;
	/** @returns the error that stops the item */
	stop(why: Stop): Error;
	/** Puts a rejection into other words, and what Cloudflare said behind them. Its status and codes stay. */
	retold(refusal: Told, why: Partial<Stop>): Error;
}

/** An order that may be sent. */
export interface Ready extends Placing {
	/** What the process remembers it as. */
	recent: RecentOrder;
	/** What identifies all that existed before it was sent and looks like what it makes. */
	existed: string[];
	/** When that was read, by the clock of `performance.now()`. */
	lookedAt: number;
	/**
	 * What is listed before it is sent, where an earlier attempt of the execution was lost and nothing was found of it:
	 * what that one made may have shown up since.
	 */
	listedSince?: IDataObject[];
	/**
	 * An earlier attempt may have been placed: of this execution, or of another one in this process. It is looked up
	 * before anything is sent.
	 */
	left?: 'execution' | 'process';
}

/** What the process and the execution remember an order by: account, kind, and what tells it from others of its kind. */
export function orderKey(account: string, kind: Order['kind'], key: string): string {
	return `${account} ${kind} ${key}`;
}

export function placingOf(
	ctx: IExecuteFunctions,
	run: RunOfOrders,
	item: Item,
	order: Order,
): Placing {
	const { account } = item;
	const key = orderKey(account, order.kind, order.key);
	return {
		...run,
		item,
		order,
		key,
		kin: `${account} ${order.kind} ${order.kin}`,
		scope: scopeOf(account, order.path),
		earlier: run.memory.find(key),
		hint: (text, type) => showHint(ctx, item.item, text, type),
		log: orderLog(ctx, item, order),
		stop: ({ message, description, outcome }) =>
			operationError(ctx.getNode(), `${message}${suffixOf(ctx, item.item)}`, {
				description,
				itemIndex: item.item,
				outcome,
			}),
		retold: (refusal, { message, description }) => {
			const { error } = refusal;
			return Object.assign(error, {
				description: `${description}${message ? whatHappened(refusal) : raySentence(refusal.ray)}`,
				...(message && { message: `${message}${suffixOf(ctx, item.item)}` }),
			});
		},
	};
}

/** @param path where the objects of an account are listed: their names are unique there */
export function scopeOf(account: string, path: string[]): string {
	return [account, ...path].join(' ');
}

/**
 * Keeps with the execution what became of an order.
 *
 * @param name what identifies the object; null while its outcome is unknown
 */
export function remember(placing: Ready, name: string | null, outcome: OrderOutcome): void {
	const { memory, item, order, key, kin, existed } = placing;
	const { run } = memory;
	memory.remember({
		item: item.item,
		key,
		kin,
		label: order.label,
		name,
		outcome,
		run,
		// Only what has to be looked up is compared with it.
		existed: name === null ? existed : [],
	});
}
