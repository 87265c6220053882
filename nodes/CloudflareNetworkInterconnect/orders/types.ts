import type { IDataObject } from 'n8n-workflow';

import type { Api, Path } from '../../shared/api';

/** A create. */
export interface Order {
	kind: 'direct' | 'gcp_partner' | 'cni';
	/** Tells the orders of a kind in an account apart. Nothing secret: it is kept with the execution. */
	key: string;
	/** What orders are the same by, such as "slot". */
	subject: string;
	/** The same with its value, such as "slot 123e4567-…". Nothing secret. */
	label: string;
	/** What is in the body and nobody may read. */
	secrets: string[];
	/** Where it is sent to, and where what stands is listed. */
	path: Path;
	body: IDataObject;
	/** The member of the answer that identifies what was made. */
	identifier: 'name' | 'id';
	/** Whether what stands there can be told from the listing by the order alone. */
	nameable: boolean;
	/** Hand out what stands there already, where the order is refused for it. */
	returnExisting: boolean;
	/**
	 * Finds in a listing what the order may have made.
	 *
	 * @param before names that stood before the order; only for what is not nameable
	 */
	candidates(
		listed: IDataObject[],
		before: Set<string>,
	): { certain: IDataObject[]; possible: IDataObject[] };
	/** How an object that stands there differs from the order, in words. */
	differences(object: IDataObject): string[];
}

/** Places orders so that none is carried out twice, and ends what was ordered. */
export interface Orders {
	/**
	 * @returns what was made, or what stands there already
	 * @throws NodeApiError or NodeOperationError that says what is known and how to go on
	 */
	place(order: Order): Promise<IDataObject>;
	/**
	 * Deletes an object. It counts as deleted where an earlier try of the execution has deleted it.
	 *
	 * @param path of the object
	 * @param label what messages call it, such as "interconnect 'ams01-1'"
	 * @throws NodeApiError that says what is known and how to go on
	 */
	remove(path: Path, label: string): Promise<void>;
}

/** The item that something is ordered or ended for, and what it is done with. */
export interface Item {
	api: Api;
	account: string;
	/** What the user knows the operation by. */
	action: string;
	item: number;
	/** How often an order is sent again that surely was not carried out. */
	maxRetries: number;
	signal?: AbortSignal;
}
