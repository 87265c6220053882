import type { IDataObject } from 'n8n-workflow';

import { describedMore, withUnknownOutcome } from '../../shared/api';
import * as messages from './messages';
import { isNotReady } from './notReady';
import { remember, type Ready } from './placing';
import type { Ended } from './sendAndLook';
import type { Placed } from './types';

/**
 * Remembers how an order ended, and says so.
 *
 * @returns what it made, or what exists instead where the user wants that
 * @throws NodeApiError or NodeOperationError that says what is known and what to do next
 */
export async function settle(ready: Ready, ended: Ended): Promise<Placed> {
	const { memory, item, order, key, recent, stop } = ready;
	const { as: ending, object } = ended;
	if (surelyNotPlaced(ended)) {
		if (ending === 'absent' || ended.mayBePlaced) memory.forgetAbsent(key);
		else memory.forget(key);
		item.api.recent.forget(recent);
	}
	// Even where this attempt has sent nothing.
	if (ending === 'unknown') item.api.recent.lost(recent);
	if (object && (ending === 'answered' || ending === 'found')) {
		return returnOrdered(ready, object, ending);
	}
	if (object && ending === 'existing' && order.returnExisting) return returnExisting(ready, object);
	if (ending === 'refused' || ending === 'existing') throw await refusalOf(ready, ended);
	throw stop(ending === 'absent' ? messages.absent(order, ended) : messages.unknown(order, ended));
}

/** What was lost and can't be proven absent stays unknown to the next attempt, in this execution or another one. */
function surelyNotPlaced({ as: ending, provable }: Ended): boolean {
	return ending === 'refused' || ending === 'existing' || (ending === 'absent' && provable);
}

function returnOrdered(ready: Ready, object: IDataObject, ending: 'answered' | 'found'): Placed {
	const { item, order, recent, hint } = ready;
	const name = String(object[order.identifier]);
	const differences = order.differences(object);
	const outcome = ending === 'answered' ? 'created' : order.nameable ? 'found' : 'confirm';
	remember(ready, name, outcome);
	item.api.recent.made(recent, name);
	if (ending === 'found') {
		const asks = outcome === 'confirm' || differences.length > 0;
		hint(messages.found(order, name, differences), asks ? 'warning' : 'info');
	} else if (differences.length > 0) {
		hint(messages.createdOtherwise(order, name, differences), 'warning');
	}
	return { object, outcome, differences };
}

/** Remembers what exists instead of what was ordered, and says so. */
export function returnExisting(ready: Ready, object: IDataObject): Placed {
	const { order, hint } = ready;
	const name = String(object[order.identifier]);
	const differences = order.differences(object);
	remember(ready, name, 'existing');
	hint(messages.existing(order, name, differences), differences.length > 0 ? 'warning' : 'info');
	return { object, outcome: 'existing', differences };
}

/** The rejection, with what is known about its reason. */
async function refusalOf(ready: Ready, ended: Ended): Promise<Error> {
	const { order } = ready;
	const { object, mayBePlaced, lost, findings, blocked } = ended;
	const refusal = ended.refusal!;
	const { error, status } = refusal;
	const retold = (why: Partial<messages.Stop>) => ready.retold(refusal, why);
	if (mayBePlaced) {
		// What was lost may show up after all.
		return describedMore(withUnknownOutcome(error), messages.lostBefore(order, lost));
	}
	if (object) {
		const name = String(object[order.identifier]);
		return status === 409
			? retold(messages.occupied(order, name))
			: describedMore(error, messages.existsBeside(order, name));
	}
	const [leaving] = findings?.deleted ?? [];
	if (status === 409 && leaving?.name) {
		return retold(messages.notFreeYet(order, leaving.name));
	}
	if (status === 409 && blocked) return retold(messages.blocked(blocked));
	if (await isNotReady(ready, status)) return retold(messages.notReady(order, status!));
	if (status === 409 && order.kind === 'gcp_partner') return retold(messages.keyUsed(order));
	return error;
}
