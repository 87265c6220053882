import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { ACCOUNT_ID } from '../../credentials/CloudflareNetworkInterconnectApi.credentials';
import {
	apiFor,
	DEFAULT_LIMITS,
	describedMore,
	errorItem,
	operationError,
	type CredentialApi,
	type Limits,
} from './api';
import { accountField } from './fields';
import { findOperation } from './operations';
import { ordersOf, type OrdersOfRun } from './orders';
import { paramsOf } from './params';
import type { Operation, Params, Result } from './types';

/** Items read at the same time, where the user has set nothing. */
const DEFAULT_CONCURRENCY = 20;

/** What to do for an item; an error where its input does not do and the node continues on fail. */
type Task = (() => Promise<Result[]>) | Error;

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
export async function run(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	if (items.length === 0) return [[]];

	const operation = chosenOperation(ctx);
	const orders = ordersOf(ctx);
	const prepare = preparer(ctx, operation, await apiFor(ctx), orders);
	let concurrency = operation.effect === 'read' ? DEFAULT_CONCURRENCY : 1;

	const tasks: Task[] = [];
	for (let item = 0; item < items.length; item++) {
		const prepared = await outcomeOf(ctx, item, async () => prepare(item));
		tasks.push(prepared instanceof Error ? prepared : prepared.task);
		if (!(prepared instanceof Error)) concurrency = Math.min(concurrency, prepared.concurrency);
	}

	const outcomes = await runTasks(ctx, operation, orders, tasks, concurrency);
	return [
		outcomes.flatMap((outcome, item) => {
			const results = outcome instanceof Error ? [{ json: errorItem(outcome) }] : outcome;
			return results.map((result) => ({ ...result, pairedItem: { item } }));
		}),
	];
}

/** @returns what each task gave, in the order of the tasks */
async function runTasks(
	ctx: IExecuteFunctions,
	{ action, effect }: Operation,
	orders: OrdersOfRun,
	tasks: Task[],
	concurrency: number,
): Promise<Array<Result[] | Error>> {
	const outcomes: Array<Result[] | Error> = [];
	const signal = ctx.getExecutionCancelSignal();
	let next = 0;
	const stopped: Array<{ item: number; error: Error }> = [];
	const worker = async () => {
		while (next < tasks.length && stopped.length === 0 && !signal?.aborted) {
			const item = next++;
			const task = tasks[item]!;
			try {
				outcomes[item] = task instanceof Error ? task : await outcomeOf(ctx, item, task);
			} catch (error) {
				stopped.push({ item, error: error as Error });
			}
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	const [first] = stopped.sort((a, b) => a.item - b.item);
	const done = effect === 'read' ? '' : doneSoFar(outcomes, orders, first?.item);
	if (done && signal?.aborted) {
		// n8n drops the output of a cancelled node: its log is the only place left.
		ctx.logger.warn(`${action} was cancelled. ${done}`);
	}
	if (!first) return outcomes;
	// Writes that succeeded before it must not be lost from sight with the run's output.
	throw describedMore(first.error, done);
}

/**
 * What was written, and what may have been, also by an earlier try of the execution, as sentences.
 *
 * @param stoppedAt the item that has a message of its own
 */
function doneSoFar(
	outcomes: Array<Result[] | Error>,
	orders: OrdersOfRun,
	stoppedAt: number | undefined,
): string {
	const names = new Map(orders.settled().map(({ item, name }) => [item, name]));
	for (const [item, outcome] of outcomes.entries()) {
		if (!Array.isArray(outcome)) continue;
		for (const { json } of outcome) names.set(item, String(json.name ?? json.id ?? 'done'));
	}
	const done = [...names]
		.sort(([a], [b]) => a - b)
		.map(([item, name]) => `item ${item} ('${name}')`);
	const open = orders
		.open()
		.filter(({ item }) => item !== stoppedAt)
		.map(({ item, label }) => `item ${item} (${label})`);
	return [
		done.length > 0 ? `Done so far: ${done.join(', ')}.` : '',
		open.length > 0 ? `It is not known whether these were carried out: ${open.join(', ')}.` : '',
	]
		.filter(Boolean)
		.join(' ');
}

/** @returns the result, or what was thrown when the node continues on fail */
async function outcomeOf<T>(
	ctx: IExecuteFunctions,
	item: number,
	act: () => Promise<T>,
): Promise<T | Error> {
	try {
		return await act();
	} catch (error) {
		const described = describedError(ctx, error as Error, item);
		if (ctx.continueOnFail()) return described;
		throw described;
	}
}

/** Gives what n8n throws itself (an expression that does not resolve) the node and the item. */
function describedError(ctx: IExecuteFunctions, error: Error, item: number): Error {
	return error instanceof NodeApiError || error instanceof NodeOperationError
		? error
		: operationError(ctx.getNode(), error.message, { itemIndex: item });
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
		{ description: 'Choose a resource and an operation in the node, or update the package.' },
	);
}

/** @returns reads and checks the parameters of an item, and gives what to do for it */
function preparer(
	ctx: IExecuteFunctions,
	operation: Operation,
	api: CredentialApi,
	orders: OrdersOfRun,
) {
	const { action } = operation;
	return (item: number) => {
		const params = paramsOf(ctx, [accountField, ...operation.fields], item);
		const account = accountOf(params, api.accountId);
		const limits: Limits = {
			timeout: params.count('options.timeout', DEFAULT_LIMITS.timeout),
			maxRetries: params.count('options.maxRetries', DEFAULT_LIMITS.maxRetries),
			maxWait: params.count('options.maxWait', DEFAULT_LIMITS.maxWait / 1000) * 1000,
			signal: ctx.getExecutionCancelSignal(),
		};
		const below = api.account(account, { action, item }, limits);
		return {
			concurrency: params.count('options.maxConcurrency', DEFAULT_CONCURRENCY),
			task: operation.prepare({
				account,
				params,
				api: below,
				orders: orders.of({ api: below, account, action, item, ...limits }),
				hint: (text) =>
					ctx.addExecutionHints({ message: `Item ${item}: ${text}`, location: 'outputPane' }),
				binary: async (data, fileName, mimeType) =>
					await ctx.helpers.prepareBinaryData(data, fileName, mimeType),
			}),
		};
	};
}

function accountOf(params: Params, accountOfCredential: string): string {
	const account = params.text('accountId') || accountOfCredential;
	if (account === '') {
		throw params.refusal(
			'accountId',
			'is empty, and the credential has no account either',
			"Choose an account in the node, or fill in 'Account ID' of the credential. Nothing was sent.",
		);
	}
	if (!ACCOUNT_ID.test(account)) {
		throw params.refusal(
			'accountId',
			`has to be an account ID of 32 hexadecimal characters, not '${account.slice(0, 60)}'`,
		);
	}
	return account;
}
