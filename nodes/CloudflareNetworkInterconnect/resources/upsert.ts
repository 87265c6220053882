import type { IDataObject } from 'n8n-workflow';

import type { Declared, Order } from '../orders';
import type { Call, Result } from './types';

/** What an item of "Create or Update" wants to exist. */
export interface Wanted {
	/** Creates it where nothing matches. */
	order: Order;
	/** @returns those of the listed objects that it may be */
	matching(listed: IDataObject[]): IDataObject[];
	/** Whether an object is as the item wants it. */
	isAsWanted(object: IDataObject): boolean;
	/** Changes what differs of what the item sets. @returns the object after it */
	change(object: IDataObject): Promise<IDataObject>;
	/** What to do where several match, as a sentence. */
	severalMatch: string;
}

/** How an object came to be as it is wanted: the values of the member `upserted`. */
type Upserted = 'created' | 'updated' | 'unchanged';

/**
 * Creates an object, changes what differs, or leaves it: "Create or Update". One listing serves all items of a run, so
 * that a list of objects that is as it should be costs one request.
 *
 * @param declared what `orders.declare` returned: items that want the same object share it
 * @throws NodeOperationError where several objects match
 */
export async function upserted(call: Call, declared: Declared, wanted: Wanted): Promise<Result> {
	const { order, change, isAsWanted } = wanted;
	if (declared.object) return unchanged(declared.object);
	// What an earlier attempt has made is created and not found.
	const isRepeated = call.orders.hasSent(order);
	const found = isRepeated
		? undefined
		: onlyOne(call, wanted, wanted.matching(await call.orders.existing(order)));
	// Somebody else may have made it since the listing was read.
	const { object, outcome } = found
		? { object: found, outcome: 'existing' }
		: await call.orders.place({ ...order, returnExisting: true });
	if (outcome !== 'existing' && (!isRepeated || isAsWanted(object))) {
		declared.object = object;
		return done(object, 'created');
	}
	declared.object = isAsWanted(object) ? object : await change(object);
	// Cloudflare may say that it changed nothing.
	return isSame(declared.object, object) ? unchanged(object) : done(declared.object, 'updated');
}

/** @returns undefined where there is none */
export function onlyOne(
	{ stop }: Pick<Call, 'stop'>,
	{ order, severalMatch }: Pick<Wanted, 'order' | 'severalMatch'>,
	matching: IDataObject[],
): IDataObject | undefined {
	// A listing that shifts between two pages has an object twice.
	const byId = new Map(matching.map((one) => [one[order.identifier], one]));
	const [first, ...more] = byId.values();
	if (more.length === 0) return first;
	const ids = [...byId.keys()].map((id) => `'${String(id)}'`).join(', ');
	throw stop(
		`Several objects match ${order.label}: ${ids}`,
		`Nothing was changed for this item. ${severalMatch}`,
		'notSent',
	);
}

const isSame = (one: IDataObject, other: IDataObject) =>
	JSON.stringify(one) === JSON.stringify(other);

const done = (object: IDataObject, how: Upserted): Result => ({
	json: { ...object, upserted: how },
});

const unchanged = (object: IDataObject): Result => ({
	...done(object, 'unchanged'),
	wroteNothing: true,
});
