import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	apiFor,
	describedMore,
	errorItem,
	isExpressionError,
	isNodeError,
	operationError,
	type CredentialApi,
	type Limits,
} from '../shared/api';
import { accountField } from '../shared/locators/account';
import { showHint } from '../shared/hints';
import { isOlderTool } from '../shared/n8nVersion';
import { findOperation } from './resources';
import { ordersOf, type OrdersOfRun } from './orders';
import { accountOf } from '../shared/params/account';
import { ItemParams, itemSource } from '../shared/params/itemParams';
import type { Operation, Result } from './resources/types';

/** What became of an item; an error where the node continues on fail. */
type Outcome<Value> = Value | Error;

/**
 * Runs the chosen operation over all input items. The one loop that owns order, pairing and
 * "continue on fail".
 *
 * The input of every item is read and checked before the first request leaves: without "continue on
 * fail" one bad item stops the run while nothing has been ordered yet. Reads overlap; writes run one after
 * the other, in the order of the items.
 *
 * @returns the output items in the order of their input items, each paired with its own
 * @throws NodeOperationError or NodeApiError of the first item that did not succeed, unless the node
 * continues on fail
 */
export async function execute(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const cancelled = () => ctx.getExecutionCancelSignal()?.aborted === true;
	// "Retry On Fail" runs the node once more after a cancel.
	if (items.length === 0 || cancelled()) return [[]];

	const operation = chosenOperation(ctx);
	const orders = ordersOf(ctx);
	const outcomes: Array<Outcome<Result[]>> = [];
	/** What to say of what was done, which a cancelled run writes to n8n's log. */
	const doneSoFar = (stoppedAt?: number) => {
		if (operation.effect === 'read') return '';
		const done = wordsOfDone(outcomes, orders, cancelled() ? undefined : stoppedAt);
		if (done && cancelled()) {
			// n8n drops the output and the messages of a cancelled node: its log is the only place left.
			ctx.logger.warn(`${operation.action} was cancelled. ${done}`);
		}
		return done;
	};
	try {
		const prepare = preparer(ctx, operation, await apiFor(ctx), orders);
		const prepared: Array<Outcome<Prepared>> = [];
		for (let item = 0; item < items.length; item++) {
			const earlier = orders.earlierTry(item);
			prepared.push(await outcomeOf(ctx, item, async () => prepare(item), earlier));
		}
		await runAll(ctx, prepared, outcomes);
		doneSoFar();
	} catch (error) {
		const { context } = error as { context?: { itemIndex?: number } };
		// What succeeded before it, also in an earlier try, must not be lost from sight with the run's output.
		const described = describedMore(error as Error, doneSoFar(context?.itemIndex));
		throw isOlderTool(ctx) ? describedMore(described, `${described.message}.`) : described;
	}
	return [
		outcomes.flatMap((outcome, item) => {
			const results = outcome instanceof Error ? [{ json: errorItem(outcome) }] : outcome;
			return results.map((result) => ({ ...result, pairedItem: { item } }));
		}),
	];
}

/**
 * Does for each item what it was prepared for.
 *
 * @param outcomes filled as they come, so that they are there whatever stops the run
 */
async function runAll(
	ctx: IExecuteFunctions,
	prepared: Array<Outcome<Prepared>>,
	outcomes: Array<Outcome<Result[]>>,
): Promise<void> {
	const wanted = prepared.flatMap((one) => (one instanceof Error ? [] : [one.concurrency]));
	const concurrency = wanted.reduce((a, b) => Math.min(a, b), prepared.length);
	const signal = ctx.getExecutionCancelSignal();
	let next = 0;
	const stopped: Array<{ item: number; error: Error }> = [];
	const worker = async () => {
		while (next < prepared.length && stopped.length === 0 && !signal?.aborted) {
			const item = next++;
			const one = prepared[item]!;
			try {
				outcomes[item] = one instanceof Error ? one : await outcomeOf(ctx, item, one.task);
			} catch (error) {
				stopped.push({ item, error: error as Error });
			}
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	const [first] = stopped.sort((a, b) => a.item - b.item);
	if (first) throw first.error;
}

/**
 * What was written, and what may have been, also by an earlier try of the execution, as sentences.
 *
 * @param stoppedAt the item that has a message of its own
 */
function wordsOfDone(
	outcomes: Array<Outcome<Result[]>>,
	orders: OrdersOfRun,
	stoppedAt: number | undefined,
): string {
	const done = new Map<number, string>();
	for (const [item, outcome] of outcomes.entries()) {
		if (!Array.isArray(outcome)) continue;
		for (const { json } of outcome) done.set(item, `'${String(json.name ?? json.id ?? 'done')}'`);
	}
	for (const { item, what } of orders.settled()) done.set(item, what);
	if (stoppedAt !== undefined) done.delete(stoppedAt);
	const names = [...done].sort(([a], [b]) => a - b).map(([item, what]) => `item ${item} (${what})`);
	const open = orders
		.open()
		.filter(({ item }) => item !== stoppedAt)
		.map(({ item, label }) => `item ${item} (${label})`);
	return [
		names.length > 0 ? `Done so far: ${names.join(', ')}.` : '',
		open.length > 0 ? `It is not known whether these were carried out: ${open.join(', ')}.` : '',
	]
		.filter(Boolean)
		.join(' ');
}

/**
 * @param earlier what an earlier try has done for the item, which takes the place of a message's description
 * @returns the result, or what was thrown when the node continues on fail
 */
async function outcomeOf<Value>(
	ctx: IExecuteFunctions,
	item: number,
	act: () => Promise<Value>,
	earlier?: string,
): Promise<Outcome<Value>> {
	try {
		return await act();
	} catch (error) {
		const described: Error & { description?: string | null } = describedError(
			ctx,
			error as Error,
			item,
		);
		if (earlier) described.description = earlier;
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
		`An expression of item ${item} can't be resolved: ${message}`,
		{
			itemIndex: item,
			outcome: 'notSent',
			description: 'Nothing was sent for this item. Correct the expression and run again.',
		},
	);
}

/** Resource and operation take no expressions: they are the same for every item. */
function chosenOperation(ctx: IExecuteFunctions): Operation {
	const resource = String(ctx.getNodeParameter('resource', 0));
	const value = String(ctx.getNodeParameter('operation', 0));
	const operation = findOperation(resource, value);
	if (operation) return operation;
	throw operationError(
		ctx.getNode(),
		`The node has no operation '${value}' of the resource '${resource}'`,
		{
			description: 'Choose a resource and an operation in the node, or update the package.',
			outcome: 'notSent',
		},
	);
}

/** An item whose input does. */
interface Prepared {
	task: () => Promise<Result[]>;
	concurrency: number;
}

/** @returns reads and checks the parameters of an item, and gives what to do for it */
function preparer(
	ctx: IExecuteFunctions,
	operation: Operation,
	api: CredentialApi,
	orders: OrdersOfRun,
): (item: number) => Prepared {
	const { action } = operation;
	return (item: number) => {
		const params = new ItemParams(itemSource(ctx, item), [accountField, ...operation.fields]);
		const account = accountOf(params, api.accountId);
		const limits: Limits = {
			timeout: params.countOrDefault('options.timeout'),
			maxRetries: params.countOrDefault('options.maxRetries'),
			maxWait: params.countOrDefault('options.maxWait') * 1000,
			signal: ctx.getExecutionCancelSignal(),
		};
		const below = api.account(account, { action, asker: 'item', item }, limits);
		return {
			// Only reads have the option.
			concurrency:
				operation.effect === 'read' ? params.countOrDefault('options.maxConcurrency') : 1,
			task: operation.prepare({
				account,
				params,
				api: below,
				orders: orders.of({ api: below, account, action, item, ...limits }),
				hint: (text) => showHint(ctx, item, text),
				binary: async (data, fileName, mimeType) =>
					await ctx.helpers.prepareBinaryData(data, fileName, mimeType),
			}),
		};
	};
}
