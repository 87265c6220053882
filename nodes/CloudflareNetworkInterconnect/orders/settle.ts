import type { IDataObject } from 'n8n-workflow';

import { describedMore } from '../../shared/api';
import * as messages from './messages';
import { remember, type Placing } from './placing';
import type { Ended } from './sendAndLook';

/**
 * Remembers how an order ended, and says so.
 *
 * @returns what it made, or what exists instead where the user wants that
 * @throws NodeApiError or NodeOperationError that says what is known and what to do next
 */
export function settle(placing: Placing, ended: Ended): IDataObject {
	const { memory, order, key, stop } = placing;
	const { as: ending, object, refusal } = ended;
	if (surelyNotPlaced(ended)) memory.forget(key);
	if (object && (ending === 'answered' || ending === 'found')) {
		return returnOrdered(placing, object, ending);
	}
	if (object && ending === 'existing') return returnExisting(placing, object, ended);
	if (ending === 'refused') {
		throw describedMore(refusal!, ended.mayBePlaced ? messages.lostBefore(order, ended.lost) : '');
	}
	throw stop(
		ending === 'absent'
			? messages.absent(order, ended.tries, ended.lost)
			: messages.unknown(order, ended.lost, ended),
	);
}

/** What was lost and may not be proven absent stays unknown to the next attempt of the execution. */
function surelyNotPlaced({ as: ending, provable }: Ended): boolean {
	return ending === 'refused' || ending === 'existing' || (ending === 'absent' && provable);
}

function returnOrdered(
	placing: Placing,
	object: IDataObject,
	ending: 'answered' | 'found',
): IDataObject {
	const { memory, item, order, hint } = placing;
	const name = String(object[order.identifier]);
	remember(placing, name, ending === 'found' && !order.nameable ? 'guessed' : 'made');
	memory.standsNow(item.account, name);
	if (ending === 'found') hint(messages.found(order, name, order.differences(object)));
	return object;
}

/** @throws NodeApiError where the user does not want what exists */
function returnExisting(placing: Placing, object: IDataObject, { refusal }: Ended): IDataObject {
	const { order, hint } = placing;
	const name = String(object[order.identifier]);
	if (!order.returnExisting) throw describedMore(refusal!, messages.inTheWay(order, name));
	remember(placing, name, 'existing');
	hint(messages.existing(order, name, order.differences(object)));
	return object;
}
