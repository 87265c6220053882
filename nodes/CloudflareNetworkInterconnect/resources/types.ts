import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api, Effect } from '../../shared/api';
import type { Params } from '../../shared/params/types';
import type { Orders } from '../orders';

/** One operation of the node; each has a file of its own below `resources/`. */
export interface Operation {
	/** Stored in saved workflows: never changes. */
	value: string;
	name: string;
	/** All that an AI model reads of an operation, and what messages call it. */
	action: string;
	description: string;
	effect: Effect;
	/** The operation's parameters without resource and operation conditions; the table adds those. */
	fields: INodeProperties[];
	/**
	 * Reads and checks one item's parameters and makes no request, so that the input of every item is
	 * known to be good before the first request leaves.
	 *
	 * @returns what to do for the item
	 * @throws NodeOperationError that names the parameter's label and the item
	 */
	prepare(call: Call): () => Promise<Result[]>;
}

/** A resource of the node with all its operations. */
export interface Resource {
	/** Stored in saved workflows: never changes. */
	value: string;
	name: string;
	description: string;
	operations: Operation[];
	/** What a node or an agent's tool does that nobody set up yet: a read, so that it orders nothing. */
	defaultOperation: Operation;
}

/** What an operation works with: one item's parameters and the API in this item's account. */
export interface Call {
	/** The account of this item, 32 hexadecimal characters. */
	account: string;
	params: Params;
	api: Api;
	orders: Orders;
	/** Says something beside the result, in the node's output pane. */
	hint(text: string): void;
	/** Stores bytes as n8n binary data. */
	binary(data: Buffer, fileName: string, mimeType: string): Promise<IBinaryData>;
}

/** One output item; the runner links it to its input item. */
export interface Result {
	json: IDataObject;
	/** Set where an operation that writes had nothing to write, or only checked: it is not reported as done. */
	wroteNothing?: true;
	binary?: Record<string, IBinaryData>;
}
