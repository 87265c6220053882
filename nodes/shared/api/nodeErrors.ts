import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';

import type { Message } from './messages';
import type { ErrorFacts } from './types';

/**
 * A refusal of the service, as n8n shows it.
 *
 * The answer's body is not handed to n8n, which would store it: it may echo what was sent.
 *
 * @param facts what became of the request, for a machine
 */
export function apiError(
	node: INode,
	{ message, description }: Message,
	{ item, ...facts }: ErrorFacts & { item?: number },
): NodeApiError {
	const { httpStatus } = facts;
	const error = new NodeApiError(node, {} as JsonObject, {
		message,
		description,
		httpCode: httpStatus === undefined ? undefined : String(httpStatus),
		itemIndex: item,
	});
	return withFacts(withMessage(error, message), facts);
}

/**
 * What the node itself has to say, as n8n shows it.
 *
 * @param options what became of the item beside what n8n takes
 */
export function operationError(
	node: INode,
	message: string,
	{ description, itemIndex, ...facts }: ErrorFacts & { description?: string; itemIndex?: number },
): NodeOperationError {
	const error = new NodeOperationError(node, message, { description, itemIndex });
	return withFacts(withMessage(error, message), facts);
}

/** n8n replaces a message that has an errno name anywhere in it ("preexisting" has EEXIST): put ours back. */
function withMessage<E extends Error>(error: E, message: string): E {
	error.message = message;
	return error;
}

/** Puts the facts where n8n keeps what is known of an error, and where a machine finds them. */
function withFacts<E extends NodeApiError | NodeOperationError>(
	error: E,
	{ outcome, httpStatus, codes = [] }: ErrorFacts,
): E {
	Object.assign(error.context, {
		outcome,
		...(httpStatus !== undefined && { httpStatus }),
		codes,
	});
	return error;
}

/**
 * The facts of an error of the package.
 *
 * @returns undefined for any other error
 */
export function factsOf(error: unknown): ErrorFacts | undefined {
	const { context } = error as { context?: Partial<ErrorFacts> };
	return context?.outcome === undefined ? undefined : (context as ErrorFacts);
}

/** Of what did not succeed after something else was carried out: neither "not sent" nor "refused" holds for the item. */
export function withUnknownOutcome(error: Error): Error {
	const facts = factsOf(error);
	if (facts) facts.outcome = 'unknown';
	return error;
}

/*
 * Errors are told apart by their names: n8n-workflow may be in the process twice, once of n8n and once beside the
 * package, and the classes of one are not those of the other.
 */

/** Whether n8n can show an error as it is. */
export function isNodeError({ name }: Error): boolean {
	return name === 'NodeApiError' || name === 'NodeOperationError';
}

/** Whether n8n threw an error because an expression can't be resolved. */
export function isExpressionError({ name }: Error): boolean {
	return /^Expression\w*Error$/.test(name);
}

/**
 * Says more about how to go on.
 *
 * @param first a sentence that goes before what the error says already; nothing when it is empty
 */
export function describedMore(error: Error, first: string): Error {
	const described = error as Error & { description?: string | null };
	described.description = [first, described.description].filter(Boolean).join(' ');
	return error;
}

/**
 * The JSON of an item that stands for one that did not succeed.
 *
 * n8n recognizes such an item by the names of its members, and before 2.36 it knows only `error` alone or with
 * `message`: any other member would leave it on the success output. An `error` beside the JSON (n8n's
 * `INodeExecutionData.error`) is no way either: n8n then replaces the JSON by the message alone.
 */
export function errorItem(error: Error): IDataObject {
	const { description } = error as { description?: string | null };
	const { outcome, httpStatus, codes = [] } = factsOf(error) ?? { outcome: 'unknown' };
	return {
		error: error.message,
		message: {
			...(description && { description }),
			outcome,
			...(httpStatus !== undefined && { httpStatus }),
			codes,
		},
	};
}
