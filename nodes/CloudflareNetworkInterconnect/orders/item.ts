import type { Api } from '../../shared/types';

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
