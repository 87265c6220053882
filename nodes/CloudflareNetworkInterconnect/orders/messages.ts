import {
	describedMore,
	factsOf,
	raySentence,
	withoutAllClear,
	type FailedOutcome,
} from '../../shared/api';
import type { Candidate, Findings } from './findings';
import type { Order } from './types';
import { orderWords } from './words';

/** What stops an item: what happened, and one next step. */
export interface Stop {
	message: string;
	description: string;
	outcome: FailedOutcome;
}

export const returnIt = "turn on the option 'Return Existing'";

/** How an order is sent that looks first what exists. */
const runAgain = ({ returnExisting }: Order) =>
	returnExisting ? 'Run it again' : "Run it again with 'Return Existing'";
export const confirm = 'Confirm in Google Cloud that it belongs to this pairing key.';

/** What messages say of something that was made, found or deleted. */
export function settled({ item, name, outcome }: { item: number; name: string; outcome?: string }) {
	const more =
		outcome === 'confirm'
			? ', to be confirmed'
			: outcome === 'existing'
				? ', which already existed'
				: '';
	return { item, what: `'${name}'${more}` };
}

/** What messages call what an order makes. */
const NOUNS: Record<Order['kind'], string> = {
	direct: 'interconnect',
	gcp_partner: 'interconnect',
	cni: 'CNI',
	route: 'route',
};

/**
 * What exists could not be read before an order: nothing was sent.
 *
 * @param wasAbsent whether an earlier attempt of the execution was lost, and nothing was found of it
 */
export function notRead(
	{ kind, label }: Pick<Order, 'kind' | 'label'>,
	error: Error,
	wasAbsent = false,
): Error {
	const { order, orderAgain, nothing } = orderWords({ kind });
	const facts = factsOf(error);
	const unread = `The list of ${NOUNS[kind]}s, needed in case the response is lost, could not be read.`;
	if (wasAbsent) {
		if (facts) facts.outcome = 'unknown';
		error.message = `The ${order} was not sent again: ${error.message}`;
		return describedMore(
			withoutAllClear(error),
			`${unread} The response to an earlier attempt was lost, and ${nothing(label)} then: its outcome is unknown until the list can be read. Check before you ${orderAgain}.`,
		);
	}
	// It says so itself.
	if (facts?.outcome === 'notSent') return error;
	if (facts) facts.outcome = 'notSent';
	error.message = `The ${order} was not sent: ${error.message}`;
	return describedMore(error, unread);
}

/** The response differs from what was ordered. */
export function createdOtherwise(order: Order, name: string, differences: string[]): string {
	return `'${name}' was ${orderWords(order).ordered}.${differing(order, differences)} Check that it is as you intended.`;
}

/** The response was lost; what the order made was found. */
export function found(order: Order, name: string, differences: string[]): string {
	const { label, kind } = order;
	const how =
		kind === 'gcp_partner'
			? `is new and matches its region and bandwidth. ${confirm}`
			: `is new on ${label}.`;
	return `The response was lost, and a lookup found what was ${orderWords(order).ordered}: '${name}' ${how}${differing(order, differences)}`;
}

/** Return Existing returned what exists. */
export function existing(order: Order, name: string, differences: string[]): string {
	return `'${name}' already exists on ${order.label} and was returned. Nothing was ${orderWords(order).ordered}.${differing(order, differences)}`;
}

/** How an object differs from the order, as a sentence with a space before. */
export function differing(order: Pick<Order, 'kind'>, differences: string[]): string {
	const { asked } = orderWords(order);
	return differences.length > 0 ? ` It differs from ${asked}: ${differences.join('; ')}.` : '';
}

/** Something exists instead of what was ordered, which is why Cloudflare rejected the order. */
export function occupied({ label, kind }: Order, name: string): Stop {
	return {
		message:
			kind === 'direct'
				? `${capitalized(label)} is already occupied by '${name}'`
				: `${capitalized(label)} already exists as ${NOUNS[kind]} '${name}'`,
		description: `To return it instead of failing, ${returnIt}.`,
		outcome: 'refused',
	};
}

/** Something exists instead of what was ordered, which need not be why Cloudflare rejected the order. */
export function existsBeside({ label }: Order, name: string): string {
	return `'${name}' already exists on ${label}.`;
}

/** What was deleted lately is still in the way. */
export function notFreeYet(order: Order, name: string): Stop {
	return {
		message: `${capitalized(order.label)} is not free yet: '${name}' was deleted a short while ago`,
		description: `Nothing was ${orderWords(order).ordered}. Wait a few minutes, then run it again.`,
		outcome: 'refused',
	};
}

/** @param why what rules the order out, in words */
export function blocked(why: string): Stop {
	return {
		message: why,
		description: 'Nothing was ordered. Choose another name.',
		outcome: 'refused',
	};
}

/** The interconnect that an order needs is pending, or was ordered just now. */
export function notReady({ carrier }: Order, status: number): Stop {
	return {
		message: `Interconnect '${carrier}' is not ready for a CNI yet (HTTP ${status})`,
		description:
			'Nothing was ordered. Wait until Cloudflare has set it up, which Get Status shows, then run it again.',
		outcome: 'refused',
	};
}

/** Cloudflare knows the pairing key, maybe from this very order. */
export function keyUsed({ label }: Order): Partial<Stop> {
	return {
		description: `An interconnect may already exist for ${label}, also by an earlier attempt of this order. Find it with Get Many, and check in Google Cloud whether the VLAN attachment is paired.`,
	};
}

/** An attempt that did not succeed. */
export interface Told {
	error: Error;
	/** Cloudflare's ID of the request. */
	ray?: string;
}

/** What an order that was lost is described by. */
interface Lookup {
	/** How often this run sent it. */
	tries: number;
	/** It was sent again after an attempt whose response was lost. */
	sentAgain: boolean;
	/** The last attempt of this run; without it an earlier one was lost. */
	lost?: Told;
	findings?: Findings;
	/** Why the last lookup failed. */
	unread?: Error;
	/** What in the last lookup rules the order out, in words. */
	blocked?: string;
	/** A later attempt that was rejected. */
	refusal?: Told;
}

/** The response was lost, and nothing was made. */
export function absent(order: Order, { tries, lost }: Lookup): Stop {
	const { label, kind, returnExisting } = order;
	const words = orderWords(order);
	const after = `even if the ${words.order} shows up after all`;
	const again = returnExisting
		? `again: that is safe ${after}.`
		: `again with 'Return Existing', so that it is safe ${after}.`;
	const response = !lost
		? 'the response to an earlier attempt was lost'
		: tries === 1
			? 'the response was lost'
			: `the responses to ${tries} attempts were lost`;
	return kind === 'gcp_partner'
		? {
				message: `The order could not be confirmed: ${response}, and no matching new interconnect was found. Check before you order again`,
				description: `It was not sent again. Check in Google Cloud whether this pairing key's VLAN attachment is still unpaired, and run Get Many again in a few minutes.${whatHappened(lost)}`,
				outcome: 'unknown',
			}
		: {
				message: `The ${words.order} was probably not ${words.placed}: ${response}, and ${words.nothing(label)}`,
				description: lost
					? `Run it ${again}${whatHappened(lost)}`
					: `It is not sent again in the same execution. Run the workflow ${again}`,
				// It may show up after all.
				outcome: 'unknown',
			};
}

/** An attempt was lost and made nothing, before the one that was rejected. */
export function lostBefore({ label }: Order, lost?: Told): string {
	return `The response to an earlier attempt was lost; lookups found nothing on ${label}.${whatHappened(lost)}`;
}

const WHERE_TO_CHECK: Partial<Record<Order['kind'], string>> = {
	direct: 'Or check the slot with Slot > Get.',
	cni: 'Or check with CNI Connection > Get Many.',
	route: 'Or check with Magic Route > Get Many.',
};

/** The response was lost, and nobody can tell what became of the order. */
export function unknown(order: Order, lookup: Lookup): Stop {
	const { lost, refusal, sentAgain, findings, unread, blocked } = lookup;
	const { label, kind } = order;
	const words = orderWords(order);
	const sent = refusal
		? `It was sent again after lookups found nothing, and rejected: ${refusal.error.message}.`
		: sentAgain
			? 'It was sent again after lookups found nothing, and that response was lost too.'
			: lost
				? 'It was not sent again.'
				: 'An earlier attempt sent it; it was not sent again.';
	const looked = unread ? ` The lookup failed: ${unread.message}.` : shown(order, findings);
	const reason = blocked ? ` ${blocked}.` : '';
	const next =
		kind === 'gcp_partner'
			? 'Compare the region and bandwidth of the newest interconnects in Get Many, and check the VLAN attachment in Google Cloud.'
			: `${runAgain(order)}: it returns what exists on ${label}, and ${words.orders} only if nothing does. ${WHERE_TO_CHECK[kind]}`;
	return {
		message: `The ${words.order} may have been ${words.placed}, but its outcome is unknown. Check before you ${words.orderAgain}`,
		description: `${sent}${looked}${reason} ${next}${whatHappened(lost)}`,
		outcome: 'unknown',
	};
}

/** What a lookup showed, as sentences. */
function shown(order: Order, findings?: Findings): string {
	if (!findings) return '';
	const { label, nameable } = order;
	const { fresh, others, deleted } = findings;
	const made = fresh.length > 0 ? ` It may have made ${named(fresh)}.` : '';
	if (!nameable) return made;
	const older =
		others.length > 0
			? ` ${named(others)} exists on ${label}, but existed before or is of another ${orderWords(order).order}.`
			: '';
	const leaving = deleted.length > 0 ? ` ${named(deleted)} was deleted and is still listed.` : '';
	return `${made}${older}${leaving}`;
}

function named(candidates: Candidate[]): string {
	return candidates.map(({ name }) => (name ? `'${name}'` : 'one without a name')).join(' or ');
}

/** What Cloudflare or the connection said, as sentences with a space before. */
export function whatHappened(told?: Told): string {
	if (!told) return '';
	return ` What happened: ${told.error.message}.${raySentence(told.ray)}`;
}

/** With its first letter in upper case. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
