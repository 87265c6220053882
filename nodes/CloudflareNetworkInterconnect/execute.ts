import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { describedMore, errorItem } from '../shared/api';
import { isOlderTool } from '../shared/n8nVersion';
import { ordersOf } from './orders';
import { outcomeOf, wordsOfDone, type Outcome } from './outcomes';
import { chosenOperation, prepareAll, type Prepared } from './prepare';
import type { Operation, Result } from './resources/types';
import { Turns } from './turns';

/**
 * Runs the chosen operation over all input items. The one loop that owns order, pairing and
 * "continue on fail".
 *
 * The input of every item is read and checked before the first request leaves: without "continue on
 * fail" one bad item stops the run while nothing has been ordered yet. Reads overlap; writes run one after
 * the other, in the order of the items.
 *
 * What concerns all items is an error of each of them when the node continues on fail: n8n sends the input of a node
 * that throws to its success output.
 *
 * @returns the output items in the order of their input items, each paired with its own
 * @throws NodeOperationError or NodeApiError of the first item that did not succeed, unless the node
 * continues on fail
 */
export async function execute(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	// "Retry On Fail" runs the node once more after a cancel.
	if (items.length === 0 || isCancelled(ctx)) return [[]];

	const operation = await outcomeOf(ctx, 0, async () => chosenOperation(ctx));
	const outcomes =
		operation instanceof Error ? items.map(() => operation) : await outcomesOf(ctx, operation);
	return [
		outcomes.flatMap((outcome, item) => {
			const results = outcome instanceof Error ? [{ json: errorItem(outcome) }] : outcome;
			return results.map(({ json, binary }) => ({
				json,
				...(binary && { binary }),
				pairedItem: { item },
			}));
		}),
	];
}

/** @returns what became of each item; those after a cancel are missing */
async function outcomesOf(
	ctx: IExecuteFunctions,
	operation: Operation,
): Promise<Array<Outcome<Result[]>>> {
	const orders = ordersOf(ctx);
	const outcomes: Array<Outcome<Result[]>> = [];
	/** What to say of what was done, which a cancelled run writes to n8n's log. */
	const doneSoFar = (stoppedAt?: number) => {
		if (operation.effect === 'read') return '';
		const done = wordsOfDone(outcomes, orders, isCancelled(ctx) ? undefined : stoppedAt);
		if (done && isCancelled(ctx)) {
			// n8n drops the output and the messages of a cancelled node: its log is the only place left.
			ctx.logger.warn(`${operation.action} was cancelled. ${done}`);
		}
		return done;
	};
	try {
		await runAll(ctx, await prepareAll(ctx, operation, orders), outcomes);
		doneSoFar();
	} catch (error) {
		const { context } = error as { context?: { itemIndex?: number } };
		// What succeeded before it, also in an earlier try, must not be lost from sight with the run's output.
		const described = describedMore(error as Error, doneSoFar(context?.itemIndex));
		throw isOlderTool(ctx) ? describedMore(described, `${described.message}.`) : described;
	}
	return outcomes;
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
	const turns = new Turns(Math.min(...wanted, prepared.length), ctx.getExecutionCancelSignal());
	const stopped: Array<{ item: number; error: Error }> = [];
	const run = async (one: Outcome<Prepared>, item: number) =>
		await turns.take(async (turn) => {
			if (turns.over) return;
			const act = async (task: Prepared['task']) =>
				await outcomeOf(ctx, item, async () => await task(turn));
			try {
				outcomes[item] = one instanceof Error ? one : await act(one.task);
			} catch (error) {
				stopped.push({ item, error: error as Error });
				turns.stop();
			}
		});
	await Promise.all(prepared.map(run));
	const [first] = stopped.sort((a, b) => a.item - b.item);
	if (first) throw first.error;
}

function isCancelled(ctx: IExecuteFunctions): boolean {
	return ctx.getExecutionCancelSignal()?.aborted === true;
}
