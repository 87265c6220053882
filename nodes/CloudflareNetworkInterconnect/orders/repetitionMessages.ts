import { withUnknownOutcome, type RecentOrder } from '../../shared/api';
import type { Remembered, Removal } from './executionMemory';
import { capitalized, confirm, differing, returnIt, type Stop } from './messages';
import type { Order } from './types';
import { orderWords } from './words';

/** Another item of the run has sent the same order. */
export function sameAs(order: Order, earlier: Remembered): Stop {
	const { subject, nameable } = order;
	const { item, name, outcome } = earlier;
	const words = orderWords(order);
	const did = !name
		? `sent ${words.anOrder}`
		: outcome === 'existing'
			? `returned '${name}', which already existed,`
			: `already ${words.ordered} '${name}'`;
	const unknown = name ? '' : ', and its outcome is unknown';
	return {
		message: `The ${words.order} was not sent: item ${item} ${did} with the same ${subject}${unknown}`,
		description:
			name && nameable
				? `Only one ${words.order} is ${words.placed} per ${subject}. To return the same object for each of these items, ${returnIt}.`
				: `Only one ${words.order} is ${words.placed} per ${subject}. Check item ${item} first.`,
		outcome: 'notSent',
	};
}

/** An earlier attempt of the execution had other parameters for the item. */
export function orderChanged(order: Order, earlier: Remembered): Stop {
	return changedSince(
		`The ${orderWords(order).order} was not sent: an earlier attempt in this execution ${did(earlier)} with other parameters`,
	);
}

/** The same of a delete. */
export function deleteChanged(earlier: Removal): Stop {
	return changedSince(
		`The delete was not sent: an earlier attempt in this execution ${didRemove(earlier)} with other parameters`,
	);
}

function changedSince(message: string): Stop {
	return {
		message,
		description:
			"Nothing was sent again. With 'Retry On Fail', use values that stay the same between attempts, not the current time or a random number.",
		// What was asked for before may exist: nobody should take the item for one that may be sent.
		outcome: 'unknown',
	};
}

/** What an earlier attempt has ordered for an item whose input can't be used now. */
export function earlierOrder(earlier: Remembered): string {
	return `An earlier attempt in this execution ${did(earlier)} for it. ${checkFirst}`;
}

/** What an earlier attempt has deleted for an item whose input can't be used now. */
export function earlierRemoval(earlier: Removal): string {
	return `An earlier attempt in this execution ${didRemove(earlier)} for it. ${checkFirst}`;
}

const checkFirst =
	'In this attempt, nothing was sent for it. Check what exists before you run the workflow again.';

function did({ label, name, outcome }: Remembered): string {
	if (!name) return `sent a create (${label}), whose outcome is unknown,`;
	return outcome === 'existing'
		? `returned '${name}' (${label}), which already existed,`
		: `created '${name}' (${label})`;
}

function didRemove({ label, done }: Removal): string {
	return done ? `deleted ${label}` : `sent a delete of ${label}, whose outcome is unknown,`;
}

/** An order that is under way or that nobody knows the outcome of, for a check before the next one like it. */
export function repetitionIn(
	order: Pick<Order, 'kind' | 'subject'>,
	{ state, since }: RecentOrder,
): string {
	const { subject } = order;
	const words = orderWords(order);
	return state === 'unknown'
		? `${capitalized(words.anOrder)} with the same ${subject} was sent ${ago(since)}, and its outcome is unknown`
		: `Another ${words.order} with the same ${subject} is being ${words.placed} right now`;
}

/**
 * The same order, of another run or node, is being placed.
 *
 * @param wasLost whether an earlier attempt of this execution was lost
 */
export function underWay(order: Order, wasLost: boolean): Stop {
	const words = orderWords(order);
	const earlier = wasLost ? 'The response to an earlier attempt of this one was lost. ' : '';
	return {
		message: `The ${words.order} was not sent: another ${words.order} with the same ${order.subject} is being ${words.placed} right now`,
		description: `${earlier}Wait until it is finished, and check its result before you run this again.`,
		outcome: wasLost ? 'unknown' : 'notSent',
	};
}

/** The same order was sent in another run or node, and nobody knows what became of it. */
export function leftUnknown(order: Order, { since }: RecentOrder): Stop {
	const { subject, label, kind } = order;
	const words = orderWords(order);
	return {
		message: `The ${words.order} was not sent: ${words.anOrder} with the same ${subject} was sent ${ago(since)}, and its outcome is unknown`,
		description:
			kind === 'gcp_partner'
				? `Check in Google Cloud whether the VLAN attachment of this pairing key is paired, and find its interconnect with Get Many. If it stays unpaired, create a new VLAN attachment and order with its key.`
				: `To find out, ${returnIt} and run again: it returns what exists on ${label}, and ${words.orders} only if nothing does.`,
		outcome: 'unknown',
	};
}

/** @param since by the clock of `performance.now()` */
function ago(since: number): string {
	const minutes = Math.round((performance.now() - since) / 60_000);
	return minutes < 1 ? 'less than a minute ago' : `${minutes} min ago`;
}

/** An earlier attempt of the execution, or another item, has it already. */
export function orderedEarlier(
	order: Order,
	{ name, outcome }: Remembered,
	differences: string[],
): string {
	const { ordered } = orderWords(order);
	const what =
		outcome === 'existing'
			? `'${name}' already existed earlier in this execution and was returned. Nothing was ${ordered}.`
			: `'${name}' was ${ordered} earlier in this execution and was returned. Nothing was ${ordered} again.`;
	return `${what}${outcome === 'confirm' ? ` ${confirm}` : ''}${differing(order, differences)}`;
}

/** What an earlier attempt of the execution got is not found any more, or not yet. */
export function describeGone(order: Order, name: string): Stop {
	const words = orderWords(order);
	return {
		message: `The ${words.order} was not sent: '${name}' was ${words.ordered} earlier in this execution, but '${name}' can no longer be found`,
		description: `It is not sent again in the same execution. Find '${name}' with Get Many; if it was deleted, run the workflow again.`,
		outcome: 'unknown',
	};
}

/** What this execution has made could not be read again. */
export function notReadAgain(order: Order, error: Error, name: string): Error {
	const { ordered, orderAgain } = orderWords(order);
	return Object.assign(withUnknownOutcome(error), {
		message: `'${name}' was ${ordered} earlier in this execution and was not ${ordered} again, but could not be read now: ${error.message}`,
		description: `Find '${name}' with Get Many before you run the workflow again: a new execution would ${orderAgain}.`,
	});
}
