import type { IExecuteFunctions } from 'n8n-workflow';

import type { Orders } from '../types';
import type { Item } from './item';
import { Memory } from './memory';
import { place } from './place';
import { remove } from './remove';

/**
 * Places orders so that none is carried out twice, and ends what was ordered: the only way to create and
 * delete something.
 */
export function ordersOf(ctx: IExecuteFunctions): OrdersOfRun {
	const memory = new Memory(ctx);
	return {
		settled: () => memory.settled(),
		open: () => memory.open(),
		of: (item) => ({
			place: async (order) => await place(ctx, memory, item, order),
			remove: async (path, label) => await remove(ctx, memory, item, path, label),
		}),
	};
}

/** The orders and deletes of a run, and of the tries before it. */
export interface OrdersOfRun {
	/** What this execution has made or deleted: the item and what identifies the object. */
	settled(): Array<{ item: number; name: string }>;
	/** What was sent, and nobody knows what became of it: the item and what messages call it. */
	open(): Array<{ item: number; label: string }>;
	/** Those of one item. */
	of(item: Item): Orders;
}
