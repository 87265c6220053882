import type { IDataObject } from 'n8n-workflow';

import type { RecentOrders } from './recentOrders';

/**
 * What an operation does at Cloudflare: decides in one place whether a request may be repeated and
 * what a refusal or a lost response means.
 */
export type Effect = 'read' | 'replace' | 'delete' | 'create';

/** Segments of a path; each is encoded when the address is built. */
export type Path = string[];

/** Query parameters; undefined ones are left out. */
export type Query = Record<string, string | number | boolean | undefined>;

/** What a request is about and who waits for it: messages name the place and the next step by it. */
export interface Subject {
	/** What the user knows it by, such as "Create interconnect". */
	action: string;
	/** An item of a run, a list in the editor, or a trigger. */
	asker: 'item' | 'picker' | 'trigger';
	/** The input item, counted from 0; only where an item asks. */
	item?: number;
	/** What names the item at the end of a headline; only where an item of several asks. */
	suffix?: string;
}

/** What became of a request, or of an item, that did not succeed: a workflow can branch on it. */
export type FailedOutcome =
	/** Nothing was sent to Cloudflare. */
	| 'notSent'
	/** Cloudflare rejected it and did not act on it. */
	| 'refused'
	/** Cloudflare may have acted on it, or its response can't be used. */
	| 'unknown';

/** What an error says to a machine, as members of its `context`. */
export interface ErrorFacts {
	outcome: FailedOutcome;
	/** Of the last response; missing where there was none. */
	httpStatus?: number;
	/** Cloudflare's own codes, the most general one first; empty where it sent none. */
	codes?: number[];
}

/** How often, and how long a request is tried for. Times in milliseconds. */
export interface Limits {
	/** Until one request is given up. */
	timeout: number;
	/** How often a request is repeated at most. */
	maxRetries: number;
	/** How long a request may wait for its turn; a longer wait is refused. */
	maxWait: number;
	/** When all has to be over, retries and waits too, by the clock of `performance.now()`. */
	endsAt?: number;
	/** Ends every wait when the execution is cancelled. */
	signal?: AbortSignal;
	/** Whether a person waits in front of the editor, who goes before what runs. */
	atEditor?: boolean;
}

/** What a successful response must be. */
export interface Expected<Value> {
	/** In words, for the message when it is something else. */
	expected: string;
	/** The media type to ask for; JSON when left out. */
	accept?: string;
	/** @returns undefined when it is something else */
	read(body: Buffer): Value | undefined;
}

/** What a request asks for beside its path. */
export interface Ask<Value> {
	query?: Query;
	/** A JSON object when left out. */
	expect?: Expected<Value>;
}

/** The API as one item sees it: below `/accounts/{account}`, refusals thrown as NodeApiError. */
export interface Api {
	/** What the process has lately ordered and deleted at this service. */
	readonly recent: RecentOrders;
	/** Keeps what is going to be sent out of all messages of the run. */
	conceal(secrets: string[]): void;
	get<Value = IDataObject>(path: Path, ask?: Ask<Value>): Promise<Value>;
	/** Follows the cursor to the end of a CNI listing, or until `limit` objects are there. */
	getAll(path: Path, query: Query, limit?: number): Promise<IDataObject[]>;
	put<Value = IDataObject>(path: Path, body: IDataObject, ask?: Ask<Value>): Promise<Value>;
	/** Sends a create, once; how it ended is not thrown but returned. */
	post<Value>(
		path: Path,
		body: IDataObject,
		ask: Ask<Value> & { expect: Expected<Value> },
	): Promise<Attempt<Value>>;
	/** Sends a delete; how it ended is not thrown but returned. */
	delete(path: Path): Promise<Attempt<true>>;
}

/** How a create or a delete ended. */
export type Attempt<Value> =
	/** Carried out. */
	| { outcome: 'answered'; value: Value }
	/** Definitely not carried out; `status` is missing when nothing was sent. */
	| { outcome: 'refused'; status?: number; error: Error; ray?: string }
	/** Carried out or not: the response does not tell. */
	| { outcome: 'unknown'; error: Error; ray?: string };

/** A page of a CNI listing; it is the last one where `next` is null or missing. */
export interface Page<Item> {
	items: Item[];
	next?: number | null;
}
