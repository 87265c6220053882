import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { ACCOUNT_ID } from '../../credentials/CloudflareNetworkInterconnectApi.credentials';
import { apiFor, DEFAULT_TIMEOUT, errorItem, operationError, type CredentialApi } from './api';
import { accountField } from './fields';
import { findOperation } from './operations';
import { paramsOf } from './params';
import type { Operation, Params, Result } from './types';

/**
 * Runs the chosen operation over all input items. The one loop that owns order, pairing and
 * "continue on fail".
 *
 * The input of every item is read and checked before the first request leaves: without "continue on
 * fail" one bad item stops the run while nothing has been ordered yet.
 *
 * @returns the output items in the order of their input items, each paired with its own
 * @throws NodeOperationError or NodeApiError of the first item that did not succeed, unless the node
 * continues on fail
 */
export async function run(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	if (items.length === 0) return [[]];

	const operation = chosenOperation(ctx);
	const api = await apiFor(ctx);

	const work: Array<(() => Promise<Result[]>) | Error> = [];
	for (let item = 0; item < items.length; item++) {
		work.push(await outcomeOf(ctx, item, async () => prepare(ctx, api, operation, item)));
	}

	const output: INodeExecutionData[] = [];
	for (const [item, task] of work.entries()) {
		const outcome = task instanceof Error ? task : await outcomeOf(ctx, item, task);
		const results = outcome instanceof Error ? [{ json: errorItem(outcome) }] : outcome;
		output.push(...results.map((result) => ({ ...result, pairedItem: { item } })));
	}
	return [output];
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

function prepare(
	ctx: IExecuteFunctions,
	api: CredentialApi,
	operation: Operation,
	item: number,
): () => Promise<Result[]> {
	const params = paramsOf(ctx, [accountField, ...operation.fields], item);
	const account = accountOf(params, api.accountId);
	const { action, effect } = operation;
	const timeout = params.count('options.timeout', DEFAULT_TIMEOUT);
	return operation.prepare({
		account,
		params,
		api: api.account(account, { action, effect, item }, timeout),
		binary: async (data, fileName, mimeType) =>
			await ctx.helpers.prepareBinaryData(data, fileName, mimeType),
	});
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
