import { duration, type WaitTooLong } from './pacer';
import { LEFT_OUT } from './redact';
import { MAX_ANSWER, rayOf, type Refusal } from './refusal';
import type { NoAnswer } from './noAnswer';
import type { Answer } from './request';
import { isUnknown } from './retry';
import type { Effect, Path, Subject } from './types';

/** A headline, what is known about it, and how to go on. */
export interface Message {
	message: string;
	description: string;
}

/** The headers of a credential, with the fields that they are made of. */
const TOKEN_HEADER = "Authorization (from 'API Token')";
const EMAIL_HEADER = "X-Auth-Email (from 'Email')";
const KEY_HEADER = "X-Auth-Key (from 'Global API Key')";

/** Codes in the `error_chain` of 6003: what is missing, then what has not the right form. */
const HEADERS: Record<number, string> = {
	6100: EMAIL_HEADER,
	6101: KEY_HEADER,
	6102: EMAIL_HEADER,
	6103: KEY_HEADER,
	6111: TOKEN_HEADER,
};

/** Of a 5xx; what follows it differs. */
export const NOT_AVAILABLE = "Cloudflare's service is not available right now";

/** A request, as messages need to know it. */
export interface Asked extends Subject {
	effect: Effect;
	/** The permissions that are enough for it, in words. */
	permission: string;
}

/**
 * The permissions that are enough for a request, in words: the names of Cloudflare's dashboard.
 *
 * @param path below the base URL, such as `accounts/{account}/cni/slots`
 */
export function permissionFor([, account, service]: Path, effect: Effect): string {
	if (account === undefined) return "'Account Settings Read'";
	if (service === 'alerting') return "'Notifications Write' or 'Account Settings Write'";
	return effect === 'read'
		? "'Magic WAN Read' or 'Magic Transit Read' (or one of the Write permissions)"
		: "'Magic WAN Write' or 'Magic Transit Write'";
}

/**
 * Whether what was refused may have been carried out all the same. A create that was answered as a success is,
 * unless a code says why not.
 */
export function mayBeDone(refusal: Refusal, effect: Effect): boolean {
	const { status, codes } = refusal;
	return isUnknown(refusal) || (effect === 'create' && status < 300 && codes.length === 0);
}

/** Puts a refusal into words. */
export function describeRefusal(refusal: Refusal, asked: Asked): Message {
	const { ray } = refusal;
	const what = mayBeDone(refusal, asked.effect)
		? 'got no usable answer'
		: 'was refused by Cloudflare';
	return {
		message: `${placeOf(asked)} ${what} (${wordsOf(refusal)})`,
		description: `${howToGoOn(refusal, asked)}${raySentence(ray)}`,
	};
}

/** Says that a try before the refused one may have been carried out. */
export function describeLostBefore({ message, description }: Message): Message {
	const before = 'The answer to an earlier try was lost: that one may have been carried out.';
	return { message, description: `${before} ${description}` };
}

/** The sentence that names it, with a space before. */
export function raySentence(ray: string | undefined): string {
	return ray ? ` Cloudflare's ID of the request: ${ray}.` : '';
}

/** Status, codes and Cloudflare's own words: "HTTP 401, code 1000: Invalid API Token". */
export function wordsOf({ status, codes, text }: Refusal): string {
	const numbers = [`HTTP ${status}`, ...codes.map((code) => `code ${code}`)].join(', ');
	return text ? `${numbers}: ${text}` : numbers;
}

/**
 * What to do about headers that Cloudflare did not get, or not in the form that it expects: sentences without the
 * last period. Undefined when no code tells of a header.
 */
export function aboutHeaders(codes: number[]): string | undefined {
	const anyOfThem = `${TOKEN_HEADER}, or ${EMAIL_HEADER} and ${KEY_HEADER}`;
	if (codes.some((code) => code === 9106 || code === 9107)) {
		return `A header of the credential did not reach Cloudflare: ${anyOfThem}. Fill in the credential and save it again; if it is complete, look whether a proxy takes the header away`;
	}
	const named = [...new Set(codes.flatMap((code) => HEADERS[code] ?? []))];
	if (named.length === 0 && !codes.includes(6003)) return undefined;
	return `A header has not the form that Cloudflare expects: ${named.join(' and ') || anyOfThem}. Paste it again into the credential, and look whether 'Authentication' names the right one`;
}

function howToGoOn(refusal: Refusal, { effect, permission, asker }: Asked): string {
	const { status, codes, text, isPage, retryAfter } = refusal;
	const headers = aboutHeaders(codes);
	if (headers) return `${headers}.`;
	if (status === 403 || codes.some((code) => code === 9109 || code === 10000)) {
		const whatIs = isPage
			? 'The answer is a page and not one of the API: something in front of it, such as a firewall or a proxy, may have refused the n8n server. Otherwise the credential is'
			: 'The credential is';
		return `${whatIs} not valid for this account or lacks a permission: it needs ${permission}. Check the token's permissions and account in the Cloudflare dashboard, and 'Account' in the ${asker === 'trigger' ? 'trigger' : 'node'}.`;
	}
	if (status === 401) return 'Cloudflare does not know this credential. Test it and save it again.';
	if (status === 429) {
		const wait = retryAfter === undefined ? 'five minutes' : `${retryAfter} seconds`;
		return `The rate limit of Cloudflare is used up, and this try was not carried out. Wait ${wait} before running again; until then Cloudflare refuses every request of this user.`;
	}
	if (status >= 300 && status < 400) {
		return `The answer points to another address, which is not followed because the credential would go along. Check 'Base URL' of the credential.${unknownOutcome(effect)}`;
	}
	if (status < 300 && mayBeDone(refusal, effect)) {
		return `The answer does not say why it did not succeed.${unknownOutcome(effect)}`;
	}
	if (isUnknown(refusal)) return `${NOT_AVAILABLE}.${unknownOutcome(effect)}`;
	if (status === 404) {
		return "It was not found in this account, the account has no Network Interconnect, or the credential belongs to another account. Check 'Account', and the name or ID where the operation takes one.";
	}
	if (status === 409 && effect === 'delete') {
		return 'Something still depends on it. Look with Get Many what it is, and remove that first.';
	}
	if (status === 409) {
		return 'It does not go together with what is there already. Look at it with Get Many, and change the parameters.';
	}
	if (text === '' || text === LEFT_OUT) {
		const reason = text === '' ? 'Cloudflare gave no reason. ' : '';
		return `${reason}Check the parameters, and look with Get Many what stands there.`;
	}
	return "Correct what Cloudflare's answer names and run again.";
}

function unknownOutcome(effect: Effect): string {
	return effect === 'create'
		? ' It is not known whether the order was carried out, and it was not sent again. Look with Get Many before you run it again.'
		: ' Running it again does no harm.';
}

/** Puts a connection that gave no answer into words. */
export function describeNoAnswer(
	{ message: reason, mayHaveArrived }: NoAnswer,
	host: string,
	asked: Asked,
): Message {
	return {
		message: `${placeOf(asked)} got no answer from ${host}: ${reason}`,
		description: mayHaveArrived
			? `The connection to Cloudflare did not hold.${unknownOutcome(asked.effect)}`
			: "Nothing was sent. Check the network of the n8n server, and 'Base URL' of the credential.",
	};
}

/** Puts a success that cannot be used (not what the API documents) into words. */
export function describeUnreadable(
	{ status, headers }: Pick<Answer, 'status' | 'headers'>,
	expected: string,
	asked: Asked,
): Message {
	return {
		message: `${placeOf(asked)} got an answer that cannot be read (HTTP ${status}): it is not ${expected}`,
		description: `Check 'Base URL' of the credential: something else than Cloudflare's API may have answered.${unknownOutcome(asked.effect)}${raySentence(rayOf(headers))}`,
	};
}

/** Puts a rate limit that leaves no request in time into words. Nothing was sent. */
export function describeWait(
	{ wait, use }: Pick<WaitTooLong, 'wait' | 'use'>,
	maxWait: number,
	subject: Subject,
): Message {
	const next =
		subject.asker === 'picker'
			? 'Open the list again later.'
			: `The request would have waited longer than it may (${duration(maxWait)}, the option 'Max Wait' of the node). Run it again later, or let it wait longer.`;
	return {
		message: `${placeOf(subject)} was not sent: the rate limit of Cloudflare leaves no request for ${duration(wait)}`,
		description: use
			? `${use.used} of ${use.quota} requests are used: ${use.ours} by this n8n process, ${use.used - use.ours} by others, such as other workers, the dashboard or Terraform. ${next}`
			: next,
	};
}

/** Says where a request was not repeated although it could have been. */
export function describeRetries(
	{ message, description }: Message,
	{ retriesSpent }: { retriesSpent: boolean },
): Message {
	const spent = retriesSpent
		? ' It was not repeated, because too many requests with this credential have failed in the last minute.'
		: '';
	return { message, description: `${description}${spent}` };
}

/** Puts an answer beyond all measure into words. */
export function describeTooLarge({ status, headers, body }: Answer, asked: Asked): Message {
	return {
		message: `${placeOf(asked)} got an answer of ${Math.round(body.length / 1_000_000)} MB (HTTP ${status}); more than ${MAX_ANSWER / 1_000_000} MB is not accepted`,
		description: `Check 'Base URL' of the credential: Cloudflare's API gives no such answers.${unknownOutcome(asked.effect)}${raySentence(rayOf(headers))}`,
	};
}

/** Puts a listing that would never end into words. */
export function describeEndless(reason: string, subject: Subject): Message {
	return {
		message: `${placeOf(subject)} was stopped: the listing would never end (${reason})`,
		description:
			"Nothing of it was returned. Run again, or set 'Limit'; if it comes back, report it to Cloudflare's support.",
	};
}

/** What was asked, and for which item where an item asked. */
function placeOf({ action, item }: Subject): string {
	return item === undefined ? action : `${action} for item ${item}`;
}
