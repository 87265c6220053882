import type { IExecuteFunctions } from 'n8n-workflow';

import { isExpressionError, isNodeError, operationError, withUnknownOutcome } from '../shared/api';
import { suffixOf } from '../shared/items';
import type { OrdersOfRun } from './orders';
import type { Result } from './resources/types';

/** What became of an item; an error where the node continues on fail. */
export type Outcome<Value> = Value | Error;

/**
 * Does something for an item.
 *
 * @param earlier what an earlier try has done for the item, which takes the place of a message's description
 * @returns the result, or what was thrown when the node continues on fail
 */
export async function outcomeOf<Value>(
	ctx: IExecuteFunctions,
	item: number,
	act: () => Promise<Value>,
	earlier?: string,
): Promise<Outcome<Value>> {
	try {
		return await act();
	} catch (error) {
		const described = describedError(ctx, error as Error, item);
		if (earlier) Object.assign(withUnknownOutcome(described), { description: earlier });
		if (ctx.continueOnFail()) return described;
		throw described;
	}
}

/** Gives what n8n throws itself the node, the item and a next step. */
function describedError(ctx: IExecuteFunctions, error: Error, item: number): Error {
	if (isNodeError(error)) return error;
	const { message } = error;
	if (!isExpressionError(error)) {
		return operationError(ctx.getNode(), message, { itemIndex: item, outcome: 'unknown' });
	}
	return operationError(
		ctx.getNode(),
		`An expression can't be resolved: ${message}${suffixOf(ctx, item)}`,
		{
			itemIndex: item,
			outcome: 'notSent',
			description: 'Nothing was sent for this item. Correct the expression and run again.',
		},
	);
}

/**
 * What was written, and what may have been, also by an earlier try of the execution, as sentences.
 *
 * @param stoppedAt the item that has a message of its own
 */
export function wordsOfDone(
	outcomes: Array<Outcome<Result[]>>,
	orders: OrdersOfRun,
	stoppedAt: number | undefined,
): string {
	const done = new Map<number, string>();
	for (const [item, outcome] of outcomes.entries()) {
		if (!Array.isArray(outcome)) continue;
		for (const { json, wroteNothing } of outcome) {
			if (!wroteNothing) done.set(item, `'${String(json.name ?? json.id ?? 'done')}'`);
		}
	}
	for (const { item, what } of orders.settled()) done.set(item, what);
	if (stoppedAt !== undefined) done.delete(stoppedAt);
	const names = [...done].sort(([a], [b]) => a - b).map(([item, what]) => `${what} (item ${item})`);
	const open = orders
		.open()
		.filter(({ item }) => item !== stoppedAt)
		.map(({ item, label }) => `${label} (item ${item})`);
	return [
		names.length > 0 ? `Done so far: ${names.join(', ')}.` : '',
		open.length > 0 ? `It is not known whether these were carried out: ${open.join(', ')}.` : '',
	]
		.filter(Boolean)
		.join(' ');
}
