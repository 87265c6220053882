import type { IExecuteFunctions } from 'n8n-workflow';

import { operationError } from '../../shared/api';
import { suffixOf } from '../../shared/items';
import { orderKey } from './placing';
import type { Declared, Item, Order } from './types';

/**
 * What the items of a run want objects to be. Two items that want the same object otherwise would change it back and
 * forth: the second one is refused before anything is sent.
 */
export class Declarations {
	private readonly declared = new Map<string, Declared & { wanted: string }>();

	private readonly ctx: IExecuteFunctions;

	constructor(ctx: IExecuteFunctions) {
		this.ctx = ctx;
	}

	/** @throws NodeOperationError where another item wants the object otherwise */
	declare(
		{ account, item }: Item,
		{ kind, key, label }: Pick<Order, 'kind' | 'key' | 'label'>,
		value: unknown,
	): Declared {
		const id = orderKey(account, kind, key);
		const wanted = JSON.stringify(value);
		const earlier = this.declared.get(id);
		if (earlier === undefined) {
			const first = { item, wanted };
			this.declared.set(id, first);
			return first;
		}
		if (earlier.wanted === wanted) return earlier;
		throw operationError(
			this.ctx.getNode(),
			`Item ${earlier.item} wants ${label} to be otherwise${suffixOf(this.ctx, item)}`,
			{
				itemIndex: item,
				outcome: 'notSent',
				description:
					'Nothing was sent for this item. Let one item describe each object, and run again.',
			},
		);
	}
}
