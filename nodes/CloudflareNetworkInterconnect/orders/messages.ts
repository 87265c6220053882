import { raySentence, withUnknownOutcome, type FailedOutcome } from '../../shared/api';
import type { Remembered, Removal } from './executionMemory';
import type { Order } from './types';

/** What stops an item: the rest of a sentence after "Create … for item 0", and how to go on. */
export interface Stop {
	what: string;
	description: string;
	outcome: FailedOutcome;
}

const returnExisting = "turn on the option 'Return Existing'";

/** Another item of the run has sent the same order. */
export function sameAs({ subject, nameable }: Order, earlier: Remembered): Stop {
	const { item, name } = earlier;
	return {
		what: `was not sent: item ${item} has the same ${subject}, and ${outcomeOf(earlier)}`,
		description:
			name && nameable
				? `One order is made for each ${subject}. To get the same object for every such item, ${returnExisting}.`
				: `One order is made for each ${subject}. Look at item ${item} first.`,
		outcome: 'notSent',
	};
}

/** What became of an order that an earlier try sent. */
export function outcomeOf({ name, how }: Remembered): string {
	if (!name) return 'what became of its order is not known';
	return how === 'existing' ? `got '${name}', which stood there already` : `ordered '${name}'`;
}

/**
 * An earlier try of the execution had other parameters for the item.
 *
 * @param label of what it was about
 * @param outcome what became of it
 */
export function changedSince(label: string, outcome: string): Stop {
	return {
		what: `was not sent: an earlier try of this execution had other parameters for it (${label}), and ${outcome}`,
		description:
			"Nothing was sent again. With 'Retry On Fail' use values that stay the same over the tries, not the time or a random number.",
		// What it was before may stand: nobody should take the item for one that may be sent.
		outcome: 'unknown',
	};
}

/** What became of a delete that an earlier try sent. */
export function outcomeOfRemoval({ name, done }: Removal): string {
	return done ? `deleted '${name}'` : 'what became of it is not known';
}

/** What an earlier try has ordered for an item whose input does not do now. */
export function earlierOrder(earlier: Remembered): string {
	return `An earlier try of this execution sent an order for it (${earlier.label}), and ${outcomeOf(earlier)}. ${lookFirst}`;
}

/** What an earlier try has deleted for an item whose input does not do now. */
export function earlierRemoval(earlier: Removal): string {
	return `An earlier try of this execution sent a delete for it (${earlier.label}), and ${outcomeOfRemoval(earlier)}. ${lookFirst}`;
}

const lookFirst =
	'In this try nothing was sent for this item. Look at what stands there before you run the workflow again.';

const confirm = 'Confirm in Google Cloud that it belongs to this pairing key';

/** An earlier try of the execution, or another item, has it already. */
export function orderedEarlier({ name, how }: Remembered, differences: string[]): string {
	const what =
		how === 'existing'
			? `'${name}' stood there already when it was asked for earlier in this execution. Nothing was ordered.`
			: `'${name}' is what this order gave earlier in this execution. Nothing was ordered again.`;
	return `${what}${how === 'guessed' ? ` ${confirm}.` : ''}${differing(differences)}`;
}

/** What messages say of something that was made, found or deleted. */
export function settled({ item, name, how }: { item: number; name: string; how?: string }) {
	const more =
		how === 'guessed'
			? ', to be confirmed'
			: how === 'existing'
				? ', which stood there already'
				: '';
	return { item, what: `'${name}'${more}` };
}

/** What an earlier try of the execution got is not found any more, or not yet. */
export function describeGone(name: string): Stop {
	return {
		what: `was not sent: it gave '${name}' earlier in this execution, which is not found now`,
		description: `It is not sent again in the same execution. Look for '${name}' with Get Many; if it was deleted, run the workflow again.`,
		outcome: 'unknown',
	};
}

/** What this execution has made could not be read again. */
export function notReadAgain(error: Error, name: string): Error {
	const described = withUnknownOutcome(error) as Error & { description?: string };
	described.message = `'${name}' was ordered earlier in this execution and was not ordered again, but could not be read now: ${error.message}`;
	described.description = `Look for '${name}' with Get Many before you run the workflow again: a new execution would order again.`;
	return described;
}

/** The listing before a Google Cloud partner order could not be read. */
export function nothingToCompare(error: Error): Stop {
	const { description } = error as { description?: string | null };
	return {
		what: 'was not sent: the listing that a lost order would be found by could not be read',
		description: `Nothing was ordered. ${error.message}. ${description ?? ''}`.trim(),
		outcome: 'notSent',
	};
}

/** The answer was lost; what it made was found. */
export function found({ label, kind }: Order, name: string, differences: string[]): string {
	const how =
		kind === 'gcp_partner'
			? `is new in the listing, with the region and bandwidth of the order. ${confirm}`
			: `stands on ${label}`;
	return `The answer to the order was lost, and it was not sent again: '${name}' ${how}.${differing(differences)}`;
}

/** Return Existing handed out what stood there. */
export function existing({ label }: Order, name: string, differences: string[]): string {
	return `'${name}' stands on ${label} already and was returned. Nothing was ordered.${differing(differences)}`;
}

function differing(differences: string[]): string {
	return differences.length > 0 ? ` It differs: ${differences.join(', ')}.` : '';
}

/** Something else stands there. */
export function inTheWay({ label }: Order, name: string): string {
	return `'${name}' stands on ${label} already. To get it instead of this message, ${returnExisting}.`;
}

/** A try whose outcome is not known. */
export interface Lost {
	error: Error;
	/** Cloudflare's ID of the request. */
	ray?: string;
}

/**
 * The answer was lost, and nothing was made.
 *
 * @param lost the last try of this run; without it an earlier try of the execution was lost
 */
export function absent({ label, kind }: Order, tries: number, lost?: Lost): Stop {
	const sent = !lost
		? 'an earlier try of this execution'
		: tries === 1
			? 'the order'
			: `${tries} tries`;
	return kind === 'gcp_partner'
		? {
				what: `was not confirmed: the answer to ${sent} was lost, and the listing has nothing new that fits; do not send it again before checking`,
				description: `It was not sent again. Before you run it again, make sure: look whether the VLAN attachment of this pairing key is still unpaired in Google Cloud, and at Get Many in a few minutes.${whatHappened(lost)}`,
				outcome: 'unknown',
			}
		: {
				what: `was not carried out: the answer to ${sent} was lost, and nothing stands on ${label}`,
				description: lost
					? `Run it again later; with the option 'Return Existing' that does no harm should it turn up after all.${whatHappened(lost)}`
					: "It is not sent again in the same execution. Run the workflow again, with the option 'Return Existing'.",
				// It may turn up after all.
				outcome: 'unknown',
			};
}

/** A try was lost and made nothing, before the one that was refused. */
export function lostBefore({ label }: Order, lost?: Lost): string {
	return `Before that the answer to an earlier try was lost; look-ups found nothing on ${label}.${whatHappened(lost)}`;
}

/**
 * The answer was lost, and nobody can tell what became of it.
 *
 * @param lost as above
 * @param more a later try that was refused, and what the order may have made
 */
export function unknown(
	{ label, kind }: Order,
	lost: Lost | undefined,
	{ refusal, names }: { refusal?: Error; names: string[] },
): Stop {
	const where =
		kind === 'gcp_partner'
			? 'compare region and bandwidth of the newest interconnects of Get Many, and the VLAN attachment in Google Cloud'
			: `look with Get Many what stands on ${label}`;
	const sent = refusal
		? `It was sent again where look-ups found nothing, and refused: ${refusal.message}.`
		: `${lost ? 'It' : 'An earlier try of this execution sent it; it'} was not sent again.`;
	const made =
		names.length > 0 ? ` It may have made ${names.map((name) => `'${name}'`).join(' or ')}.` : '';
	return {
		what: 'may have been carried out: its outcome is not known; do not send it again before checking',
		description: `${sent}${made} Before you run it again, ${where}.${whatHappened(lost)}`,
		outcome: 'unknown',
	};
}

function whatHappened(lost?: Lost): string {
	if (!lost) return '';
	return ` What happened: ${lost.error.message}.${raySentence(lost.ray)}`;
}
