import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';

import type { Message } from './messages';

/**
 * A refusal of the service, as n8n shows it.
 *
 * The answer's body is not handed to n8n, which would store it: it may echo what was sent.
 *
 * @param status the HTTP status, when there was an answer
 */
export function apiError(
	node: INode,
	{ message, description }: Message,
	{ status, item }: { status?: number; item?: number },
): NodeApiError {
	const error = new NodeApiError(node, {} as JsonObject, {
		message,
		description,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex: item,
	});
	return withMessage(error, message);
}

/** What the node itself has to say, as n8n shows it. */
export function operationError(
	node: INode,
	message: string,
	options: { description?: string; itemIndex?: number },
): NodeOperationError {
	return withMessage(new NodeOperationError(node, message, options), message);
}

/** n8n replaces a message that has an errno name anywhere in it ("preexisting" has EEXIST): put ours back. */
function withMessage<E extends Error>(error: E, message: string): E {
	error.message = message;
	return error;
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

/** The JSON of an item that stands for one that did not succeed, in the form n8n's error output knows. */
export function errorItem(error: Error): IDataObject {
	const { description } = error as { description?: string | null };
	return { error: error.message, ...(description && { details: description }) };
}
