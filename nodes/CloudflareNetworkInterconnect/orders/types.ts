import type { IDataObject } from 'n8n-workflow';

import type { Api, Path } from '../../shared/api';
import type { Returned } from './returned';

/** A create. */
export interface Order {
	kind: 'direct' | 'gcp_partner' | 'cni' | 'route';
	/** Tells the orders of a kind in an account apart. Nothing secret: it is kept with the execution. */
	key: string;
	/** What all orders of a kind have in common whose results can't be told apart; `key` where they can. */
	kin: string;
	/** What orders are the same by, such as "slot". */
	subject: string;
	/** The same with its value, such as "slot 123e4567-…". Nothing secret. */
	label: string;
	/** What is in the body and nobody may read. */
	secrets: string[];
	/** Where it is sent to, and where what exists is listed. */
	path: Path;
	body: IDataObject;
	returned: Returned;
	/** The member of the response that identifies what was made. */
	identifier: 'name' | 'id';
	/** Whether what it makes can be told from the listing by the order alone. */
	nameable: boolean;
	/** Return what exists already instead of failing. */
	returnExisting: boolean;
	/** The interconnect that it needs and that may not be ready yet. */
	carrier?: string;
	/**
	 * Finds in a listing what the order may have made, whenever that was made.
	 *
	 * @returns what has everything that was ordered, and what may be written in another way or differs
	 */
	candidates(listed: IDataObject[]): { certain: IDataObject[]; possible: IDataObject[] };
	/** What else in a listing rules the order out, in words. */
	blockedBy?(listed: IDataObject[]): string | undefined;
	/** How an object differs from the order, in words; a member that the object lacks is no difference. */
	differences(object: IDataObject): string[];
}

/** How an order ended that has a result: the values of the member `outcome`. */
export type OrderOutcome =
	/** It was placed, and its response came. */
	| 'created'
	/** Its response was lost, and what it made was found. */
	| 'found'
	/** What it would have made exists already and was returned. */
	| 'existing'
	/** Its response was lost, and what was found has to be confirmed. */
	| 'confirm';

/** The result of an order. */
export interface Placed {
	/** What was made, or what exists already. */
	object: IDataObject;
	outcome: OrderOutcome;
	/** How the object differs from the order, in words. */
	differences: string[];
}

/** Places orders so that none is carried out twice, and deletes what was ordered. */
export interface Orders {
	/** @throws NodeApiError or NodeOperationError that says what is known and what to do next */
	place(order: Order): Promise<Placed>;
	/**
	 * Deletes an object. It counts as deleted where an earlier attempt of the execution has deleted it.
	 *
	 * @param path of the object
	 * @param label what messages call it, such as "interconnect 'ams01-1'"
	 * @throws NodeApiError that says what is known and what to do next
	 */
	remove(path: Path, label: string): Promise<void>;
	/**
	 * Says, for a check before an order, why the process would not send it now: the same order is under way, or nobody
	 * knows what became of it.
	 *
	 * @returns undefined where nothing of the kind is known
	 */
	heldBack(order: Pick<Order, 'kind' | 'key' | 'subject'>): string | undefined;
	/**
	 * What existed before the first order of the run: one listing for all items, which orders are compared with too.
	 *
	 * @throws NodeApiError where it can't be read; nothing was sent then
	 */
	existing(order: Pick<Order, 'path' | 'returned' | 'kind' | 'label'>): Promise<IDataObject[]>;
	/** Whether the execution has sent an order like this one before, whatever became of it. */
	hasSent(order: Pick<Order, 'kind' | 'key'>): boolean;
	/**
	 * Says what an item wants an object to be, before anything is sent. Items that want the same share what becomes of it.
	 *
	 * @param wanted what tells two wishes apart
	 * @throws NodeOperationError where another item of the run wants it otherwise
	 */
	declare(order: Pick<Order, 'kind' | 'key' | 'label'>, wanted: unknown): Declared;
}

/** What items of a run want an object to be. */
export interface Declared {
	/** The first of them. */
	readonly item: number;
	/** The object, as soon as one of them has made or found it. */
	object?: IDataObject;
}

/** The item that something is ordered or deleted for, and what it is done with. */
export interface Item {
	api: Api;
	account: string;
	/** What the user knows the operation by. */
	action: string;
	item: number;
	/** How often an order is sent again that surely was not placed. */
	maxRetries: number;
	signal?: AbortSignal;
}
