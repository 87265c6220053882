import type { IExecuteFunctions } from 'n8n-workflow';

import { Declarations } from './declarations';
import { deleteOnce } from './deleteOnce';
import { ExecutionMemory } from './executionMemory';
import { LooksOfRun } from './looks';
import { notRead, settled } from './messages';
import { placeOrder } from './placeOrder';
import { orderKey } from './placing';
import { earlierOrder, earlierRemoval, repetitionIn } from './repetitionMessages';
import type { Item, Orders } from './types';

export { fromCni, type Returned } from './returned';
export type { Declared, Order, Orders, Placed } from './types';

/**
 * Places orders so that none is carried out twice, and deletes what was ordered: the only way to create and
 * delete something.
 */
export function ordersOf(ctx: IExecuteFunctions): OrdersOfRun {
	// A loop runs the node several times in an execution; "Retry On Fail" runs it again with the same number.
	const run = `${ctx.getExecutionId()} ${String(ctx.getWorkflowDataProxy(0).$runIndex)}`;
	const memory = new ExecutionMemory(ctx.getContext('node'), run);
	const declarations = new Declarations(ctx);
	const orders = { memory, looks: new LooksOfRun(), execution: ctx.getExecutionId() };
	return {
		settled: () => memory.settled().map(settled),
		open: () => memory.open(),
		earlierTry: (item) => {
			const earlier = memory.ofItem(item);
			if (earlier) return earlierOrder(earlier);
			const removal = memory.removalOfItem(item);
			return removal && earlierRemoval(removal);
		},
		of: (item) => ({
			place: async (order) => await placeOrder(ctx, orders, item, order),
			heldBack: (order) => {
				const open = item.api.recent.open(orderKey(item.account, order.kind, order.key));
				return open && repetitionIn(order, open);
			},
			existing: async (order) => {
				try {
					return (await orders.looks.before(item.api, item.account, order)).listed;
				} catch (error) {
					throw notRead(order, error as Error);
				}
			},
			hasSent: (order) => {
				const key = orderKey(item.account, order.kind, order.key);
				return (memory.find(key) ?? memory.absent(key)) !== undefined;
			},
			declare: (order, wanted) => declarations.declare(item, order, wanted),
			remove: async (path, label) => await deleteOnce(ctx, memory, item, path, label),
		}),
	};
}

/** The orders and deletes of a run, and of the tries before it. */
export interface OrdersOfRun {
	/** What was made, found or deleted: the item, and what messages say of it. */
	settled(): Array<{ item: number; what: string }>;
	/** What was sent, and nobody knows what became of it: the item, and what messages call it. */
	open(): Array<{ item: number; label: string }>;
	/** What an earlier try has done for an item, as a description; undefined where it has done nothing. */
	earlierTry(item: number): string | undefined;
	/** Those of one item. */
	of(item: Item): Orders;
}
