import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { identifiedBy } from '../../shared/api';
import type { ExecutionMemory, Remembered } from './executionMemory';
import * as messages from './messages';
import { placingOf, remember, type Placing } from './placing';
import { sendAndLook } from './sendAndLook';
import { settle } from './settle';
import type { Item, Order } from './types';

/**
 * Places an order, as `transitions.ts` says.
 *
 * @returns what was made, or what exists already
 * @throws NodeApiError or NodeOperationError that says what is known and what to do next
 */
export async function placeOrder(
	ctx: IExecuteFunctions,
	memory: ExecutionMemory,
	item: Item,
	order: Order,
): Promise<IDataObject> {
	item.api.conceal(order.secrets);
	const placing = placingOf(ctx, memory, item, order);
	const { earlier } = placing;
	refuseRepetition(placing);
	if (earlier?.name) return await orderedEarlier(placing, earlier);
	const before = await namesBefore(placing);
	// Before it is sent, so that it is known even if nothing comes back.
	remember(placing, null);
	return settle(placing, await sendAndLook(placing, before));
}

/** @throws NodeOperationError where an earlier attempt for the item, or another item, rules the order out */
function refuseRepetition({ memory, item: { item }, order, key, earlier, stop }: Placing): void {
	const changed = memory.ofItem(item);
	if (changed && changed.key !== key) {
		throw stop(messages.changedSince(changed.label, messages.outcomeOf(changed)));
	}
	const duplicate = earlier?.run === memory.run && earlier.item !== item;
	if (duplicate && !(earlier.name && order.returnExisting)) {
		throw stop(messages.sameAs(order, earlier));
	}
}

/** @returns what the execution ordered before, as it is now */
async function orderedEarlier(
	{ item: { api }, order, hint, stop }: Placing,
	earlier: Remembered,
): Promise<IDataObject> {
	const name = earlier.name!;
	let object: IDataObject;
	try {
		object = await api.get([...order.path, name], { expect: identifiedBy(order.identifier) });
	} catch (error) {
		const { httpCode } = error as { httpCode?: string };
		throw httpCode === '404'
			? stop(messages.describeGone(name))
			: messages.notReadAgain(error as Error, name);
	}
	hint(messages.orderedEarlier(earlier, order.differences(object)));
	return object;
}

/**
 * The names that existed before the order was first sent, where what it makes can be told by nothing else. The array
 * grows with what other orders of the execution make.
 *
 * @throws NodeOperationError where they can't be read; nothing was sent then
 */
async function namesBefore({
	memory,
	item: { api, account },
	order,
	earlier,
	stop,
}: Placing): Promise<string[]> {
	if (order.nameable) return [];
	const list = async () =>
		(await api.getAll(order.path, {})).map((object) => String(object[order.identifier]));
	try {
		return await memory.before(account, earlier?.since ?? memory.run, list);
	} catch (error) {
		throw stop(messages.nothingToCompare(error as Error));
	}
}
