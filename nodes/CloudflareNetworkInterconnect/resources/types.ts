import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api, Effect, FailedOutcome } from '../../shared/api';
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
	 * @returns what to do for the item when its turn comes
	 * @throws NodeOperationError that names the parameter's label and the item
	 */
	prepare(call: Call): (turn: Turn) => Promise<Result[]>;
}

/** An item's place among those that go on at the same time ("Max Concurrency"); writes go on one by one. */
export interface Turn {
	/**
	 * Sleeps, and lets another item go on meanwhile. Reads only.
	 *
	 * @param length milliseconds, by the number of the run's items that sleep already
	 * @returns false where the run was stopped or cancelled: there is nothing left to do
	 */
	pause(length: (asleep: number) => number): Promise<boolean>;
	/**
	 * Reads several things, as many at the same time as items may be read. The item's own place is free meanwhile.
	 *
	 * @returns in the order of the reads; incomplete where the run was stopped or cancelled
	 * @throws the first error; reads that have not begun by then are left out
	 */
	all<Value>(reads: Array<() => Promise<Value>>): Promise<Value[]>;
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
	/**
	 * What ends the item though every request has succeeded: what was found can't be used, or did not come.
	 *
	 * @param message the item is added to it
	 * @param description what to do next
	 * @param outcome what became of what the item asks for; `unknown` when left out
	 */
	stop(message: string, description: string, outcome?: FailedOutcome): Error;
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
