import type Cloudflare from 'cloudflare';
import type { INodeParameters } from 'n8n-workflow';

import type { Emulator } from '../emulator/index.mts';
import type { WireFixture, RunFixture } from './fixtures.mts';

/** What the tests know of an operation. */
export interface Known {
	/** Its parameters as saved workflows have them, written with `saved.mts`; the account comes before them. */
	saved: unknown[][];
	/** The same calls by the node and by Cloudflare's SDK. */
	wire: [Wire, ...Wire[]] | 'not in the SDK';
	/** How it is tried with everything that can go wrong, by variant; those with Check Only are added. */
	attempts: Record<string, (emulator: Emulator) => Attempt>;
	/** Of a Get Many: where the objects are in its response, and the searches of pickers that list them. */
	listed?: { member: string; searches: string[] };
	/** What a node does that nobody set up yet: one of each resource. */
	isDefault?: true;
	/** Runs whose answers together have all members that answers can have; the first is the example in the docs. */
	runs: Array<(fixture: RunFixture) => INodeParameters>;
}

/** A resource's operations, in an order in which the runs of each find what they need. */
export type Resource = Record<string, Known>;

/** An operation as the node is told it, and as the SDK is. */
export interface Wire {
	/** What tells it from the others of the operation. */
	of?: string;
	parameters: INodeParameters;
	sdk(client: Cloudflare, fixture: WireFixture): Promise<unknown>;
	/** How many reads there are before: the listing that a lost order is told by, and what is replaced. */
	readsFirst?: number;
	/** Left out where it is one that says that it succeeded. */
	status?: number;
}

/** How an operation is tried. */
export interface Attempt {
	parameters: INodeParameters;
	/** Of the request that does what the operation is for. */
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** A create that is told from a listing by what was ordered, so that it can be sent again. */
	provable?: true;
	/** How many reads there are before a replacement: of what it changes, and of what exists. */
	readsFirst?: number;
	/** Any JSON object is an answer, and the node passes it on. */
	anyObject?: true;
}

/** A read. */
export const read = (parameters: INodeParameters = {}): Attempt => ({ parameters, method: 'GET' });

/** A read whose answer is passed on, whatever object it is. */
export const readObject = (parameters: INodeParameters = {}): Attempt => ({
	...read(parameters),
	anyObject: true,
});
