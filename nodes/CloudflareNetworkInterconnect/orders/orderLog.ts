import type { IExecuteFunctions } from 'n8n-workflow';

import type { Ended } from './sendAndLook';
import type { Item, Order } from './types';

/**
 * Writes lines about an order to n8n's log: one before each time it is sent, one for what became of it. Where a process
 * is killed in between, nothing else tells which orders it may have placed.
 *
 * @returns what writes a line: what happened, then what is ordered, where, and who ordered it
 */
export function orderLog(
	ctx: IExecuteFunctions,
	{ action, account, item }: Item,
	{ label }: Order,
): (event: string) => void {
	const { id: workflow } = ctx.getWorkflow();
	const from = `workflow ${workflow}, execution ${ctx.getExecutionId()}, node '${ctx.getNode().name}', item ${item}`;
	return (event) => {
		const line = `Cloudflare order: ${event}. ${action}, ${label}, account ${account}; ${from}`;
		// One line each, whatever the names contain: no name can pass for another order's line.
		ctx.logger.info(line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));
	};
}

/** @returns what became of an order, for the log */
export function describeEnd(
	{ as: ending, object, refusal, mayBePlaced }: Ended,
	order: Order,
): string {
	const name = object && `'${String(object[order.identifier])}'`;
	switch (ending) {
		case 'answered':
			return `created ${name}`;
		case 'found':
			return `the response was lost, found ${name}${order.nameable ? '' : ', to be confirmed'}`;
		case 'existing':
			return `not placed, ${name} exists already`;
		case 'refused':
			if (mayBePlaced) break;
			return refusal?.status ? `rejected with HTTP status ${refusal.status}` : 'not sent';
		case 'absent':
			if (order.nameable) return 'the response was lost, nothing was found';
	}
	return 'the outcome is unknown';
}
