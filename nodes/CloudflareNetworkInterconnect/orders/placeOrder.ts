import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Remembered } from './executionMemory';
import { candidatesIn } from './findings';
import { notRead } from './messages';
import { describeEnd } from './orderLog';
import { placingOf, remember, type Placing, type Ready, type RunOfOrders } from './placing';
import * as repetitions from './repetitionMessages';
import { sendAndLook } from './sendAndLook';
import { returnExisting, settle } from './settle';
import type { Item, Order, Placed } from './types';

/**
 * Places an order, as `transitions.ts` says.
 *
 * @throws NodeApiError or NodeOperationError that says what is known and what to do next
 */
export async function placeOrder(
	ctx: IExecuteFunctions,
	run: RunOfOrders,
	item: Item,
	order: Order,
): Promise<Placed> {
	const { recent: orders } = item.api;
	item.api.conceal(order.secrets);
	const placing = placingOf(ctx, run, item, order);
	const { key, kin, scope, execution, earlier } = placing;
	refuseRepetition(placing);
	if (earlier?.name) return await orderedEarlier(placing, earlier);
	const left = whatIsLeft(placing);
	// Before anything is awaited: of two that are started at once, one is told that the other is under way.
	const recent = orders.begin({ key, kin, scope, execution });
	try {
		const ready = { ...placing, recent, left, ...(await whatExisted(placing)) };
		const existing = await existingBefore(ready);
		if (existing) {
			orders.forget(recent);
			return returnExisting(ready, existing);
		}
		// Before it is sent, so that it is known even if nothing comes back.
		remember(ready, null, 'created');
		const ended = await sendAndLook(ready);
		placing.log(describeEnd(ended, order));
		return await settle(ready, ended);
	} finally {
		orders.givenUp(recent);
	}
}

/** @throws NodeOperationError where an earlier attempt for the item, or another item, rules the order out */
function refuseRepetition({ memory, item: { item }, order, key, earlier, stop }: Placing): void {
	const changed = memory.ofItem(item);
	if (changed && changed.key !== key) throw stop(repetitions.orderChanged(order, changed));
	const sent = earlier ?? memory.absent(key);
	const duplicate = sent?.run === memory.run && sent.item !== item;
	if (duplicate && !(sent.name && order.returnExisting)) {
		throw stop(repetitions.sameAs(order, sent));
	}
}

/** @returns what the execution ordered before, as it is now */
async function orderedEarlier(
	{ item, order, memory, hint, stop }: Placing,
	earlier: Remembered,
): Promise<Placed> {
	const name = earlier.name!;
	let object: IDataObject;
	try {
		object = await item.api.get([...order.path, name], { expect: order.returned.one });
	} catch (error) {
		throw isNotFound(error)
			? stop(repetitions.describeGone(order, name))
			: repetitions.notReadAgain(order, error as Error, name);
	}
	const differences = order.differences(object);
	const asks = earlier.outcome === 'confirm' || differences.length > 0;
	hint(repetitions.orderedEarlier(order, earlier, differences), asks ? 'warning' : 'info');
	// For another item it exists; this one has ordered nothing.
	const isOwn = earlier.item === item.item && earlier.run === memory.run;
	const outcome = isOwn ? earlier.outcome : 'existing';
	return { object, outcome, differences };
}

/**
 * @returns where an earlier attempt with the same key was sent from, whose outcome is unknown
 * @throws NodeOperationError where only a person can tell whether it may be sent again
 */
function whatIsLeft(placing: Placing): Ready['left'] {
	const { item, memory, order, key, earlier, stop } = placing;
	if (earlier) return 'execution';
	const open = item.api.recent.open(key);
	if (!open) return undefined;
	if (!order.returnExisting) {
		throw stop(
			open.state === 'unknown'
				? repetitions.leftUnknown(order, open)
				: repetitions.underWay(order, memory.absent(key) !== undefined),
		);
	}
	return open.state === 'unknown' ? 'process' : undefined;
}

/**
 * What existed before the order was first sent: what it makes must be told from that.
 *
 * @throws NodeApiError where it can't be read; nothing was sent then
 */
async function whatExisted(
	placing: Placing,
): Promise<Pick<Ready, 'existed' | 'lookedAt' | 'listedSince'>> {
	const { looks, item, order, earlier, memory, key } = placing;
	if (earlier) return { existed: earlier.existed, lookedAt: -Infinity };
	const absent = memory.absent(key);
	try {
		if (absent) {
			// Read anew for each: the listing of the run may be older than what has shown up.
			const listedSince = await order.returned.list(item.api, order.path);
			return { existed: absent.existed, lookedAt: -Infinity, listedSince };
		}
		const look = await looks.before(item.api, item.account, order);
		const existed = candidatesIn(placing, look.listed).flatMap(({ name }) => name ?? []);
		return { existed, lookedAt: look.at };
	} catch (error) {
		throw notRead(order, error as Error, absent !== undefined);
	}
}

/**
 * With Return Existing: what exists already, read anew. Nothing has to be sent to find out, and what the look before
 * may show although it is gone is not returned.
 */
async function existingBefore({
	item: { api },
	order,
	scope,
	existed,
	memory,
	key,
}: Ready): Promise<IDataObject | undefined> {
	const [name, another] = existed.filter((one) => !api.recent.wasDeleted(scope, one));
	if (!order.returnExisting || name === undefined || another !== undefined) return undefined;
	try {
		const object = await api.get([...order.path, name], { expect: order.returned.one });
		return candidatesIn({ order }, [object]).length > 0 ? object : undefined;
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw notRead(order, error as Error, memory.absent(key) !== undefined);
	}
}

function isNotFound(error: unknown): boolean {
	return (error as { httpCode?: string }).httpCode === '404';
}
