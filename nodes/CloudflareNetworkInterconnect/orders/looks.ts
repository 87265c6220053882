import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../shared/api';
import type { Order } from './types';

/** What exists in an account at a moment. */
export interface Look {
	listed: IDataObject[];
	/** By the clock of `performance.now()`. */
	at: number;
}

/**
 * What existed before the orders of a run. One listing for each account and kind of object, however many orders the
 * run has: what they make meanwhile is known from their responses.
 */
export class LooksOfRun {
	private readonly looks = new Map<string, Look>();

	/**
	 * @param order what is listed, and where
	 * @throws NodeApiError where the listing can't be read; the next order asks for it again
	 */
	async before(
		api: Api,
		account: string,
		{ path, returned }: Pick<Order, 'path' | 'returned'>,
	): Promise<Look> {
		const key = [account, ...path].join(' ');
		let look = this.looks.get(key);
		if (!look) {
			const at = performance.now();
			look = { listed: await returned.list(api, path), at };
			this.looks.set(key, look);
		}
		return look;
	}
}
