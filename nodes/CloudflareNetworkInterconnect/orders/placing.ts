import type { IExecuteFunctions } from 'n8n-workflow';

import { operationError } from '../../shared/api';
import { showHint } from '../../shared/hints';
import type { ExecutionMemory, Remembered } from './executionMemory';
import type * as messages from './messages';
import type { Item, Order } from './types';

/** An order with all that the steps of placing it need. */
export interface Placing {
	memory: ExecutionMemory;
	item: Item;
	order: Order;
	/** What the execution remembers the order by. */
	key: string;
	/** What the execution knew of an order with this key before. */
	earlier?: Remembered;
	/** Shows a hint beside the result. */
	hint(text: string): void;
	/** @returns the error that stops the item */
	stop(why: messages.Stop): Error;
}

export function placingOf(
	ctx: IExecuteFunctions,
	memory: ExecutionMemory,
	item: Item,
	order: Order,
): Placing {
	const key = `${item.account} ${order.kind} ${order.key}`;
	return {
		memory,
		item,
		order,
		key,
		earlier: memory.find(key),
		hint: (text) => showHint(ctx, item.item, text),
		stop: ({ what, description, outcome }) =>
			operationError(ctx.getNode(), `${item.action} for item ${item.item} ${what}`, {
				description,
				itemIndex: item.item,
				outcome,
			}),
	};
}

/**
 * Keeps with the execution what became of an order.
 *
 * @param name what identifies the object; null while its outcome is not known
 */
export function remember(
	{ memory, item: { item }, order: { label }, key, earlier }: Placing,
	name: string | null,
	how: Remembered['how'] = 'made',
): void {
	const { run } = memory;
	memory.remember({ item, key, label, name, how, run, since: earlier?.since ?? run });
}
