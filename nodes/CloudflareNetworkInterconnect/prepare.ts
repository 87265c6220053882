import type { IExecuteFunctions } from 'n8n-workflow';

import { apisOfItems, operationError, type CredentialApi, type Limits } from '../shared/api';
import { showHint } from '../shared/hints';
import { suffixOf } from '../shared/items';
import { accountField } from '../shared/locators/account';
import { accountOf } from '../shared/params/account';
import { ItemParams } from '../shared/params/itemParams';
import { itemSource } from '../shared/params/source';
import type { OrdersOfRun } from './orders';
import { outcomeOf, type Outcome } from './outcomes';
import { findOperation } from './resources';
import type { Operation, Result, Turn } from './resources/types';

/** An item whose input can be used. */
export interface Prepared {
	task: (turn: Turn) => Promise<Result[]>;
	concurrency: number;
}

/** How many credentials are read at the same time: n8n asks its database for each. */
const CREDENTIALS_AT_ONCE = 20;

/**
 * The operation that the node is set to. Resource and operation take no expressions: they are the same for every item.
 *
 * @throws NodeOperationError where there is no such operation
 */
export function chosenOperation(ctx: IExecuteFunctions): Operation {
	const resource = String(ctx.getNodeParameter('resource', 0, ''));
	const value = String(ctx.getNodeParameter('operation', 0, ''));
	const operation = findOperation(resource, value);
	if (operation) return operation;
	throw operationError(
		ctx.getNode(),
		value
			? `The node has no operation '${value}' of the resource '${resource}'`
			: `The node has no resource '${resource}'`,
		{
			outcome: 'notSent',
			description:
				'Nothing was sent. Choose a resource and an operation in the node, or update the package.',
		},
	);
}

/**
 * Reads and checks the credential and the parameters of every item. Nothing is sent to Cloudflare.
 *
 * @returns what to do for each item; those after a cancel are missing
 */
export async function prepareAll(
	ctx: IExecuteFunctions,
	operation: Operation,
	orders: OrdersOfRun,
): Promise<Array<Outcome<Prepared>>> {
	const items = [...ctx.getInputData().keys()];
	const apiOf = apisOfItems(ctx);
	const prepared: Array<Outcome<Prepared>> = [];
	while (prepared.length < items.length && !ctx.getExecutionCancelSignal()?.aborted) {
		const some = items.slice(prepared.length, prepared.length + CREDENTIALS_AT_ONCE);
		const apis = await Promise.all(
			some.map(async (item) => await apiOf(item).catch((error: Error) => error)),
		);
		for (const [at, item] of some.entries()) {
			const prepare = async () => prepareItem(ctx, operation, orders, item, apis[at]!);
			prepared.push(await outcomeOf(ctx, item, prepare, orders.earlierTry(item)));
		}
	}
	return prepared;
}

/** @param api what the item's requests go through; an error where its credential can't be used */
function prepareItem(
	ctx: IExecuteFunctions,
	operation: Operation,
	orders: OrdersOfRun,
	item: number,
	api: CredentialApi | Error,
): Prepared {
	if (api instanceof Error) throw api;
	const { action } = operation;
	const params = new ItemParams(itemSource(ctx, item), [accountField, ...operation.fields]);
	const account = accountOf(params, api.accountId);
	const limits: Limits = {
		timeout: params.countOrDefault('options.timeout'),
		maxRetries: params.countOrDefault('options.maxRetries'),
		maxWait: params.countOrDefault('options.maxWait') * 1000,
		signal: ctx.getExecutionCancelSignal(),
	};
	const below = api.account(
		account,
		{ action, asker: 'item', item, suffix: suffixOf(ctx, item) },
		limits,
	);
	return {
		// Only reads have the option.
		concurrency: operation.effect === 'read' ? params.countOrDefault('options.maxConcurrency') : 1,
		task: operation.prepare({
			account,
			params,
			api: below,
			orders: orders.of({ api: below, account, action, item, ...limits }),
			stop: (message, description, outcome = 'unknown') =>
				operationError(ctx.getNode(), `${message}${suffixOf(ctx, item)}`, {
					description,
					itemIndex: item,
					outcome,
				}),
			hint: (text) => showHint(ctx, item, text),
			binary: async (data, fileName, mimeType) =>
				await ctx.helpers.prepareBinaryData(data, fileName, mimeType),
		}),
	};
}
