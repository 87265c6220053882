import type { Message } from './messages';
import { LEFT_OUT } from './redact';
import type { Refusal } from './refusal';
import { isUnknown } from './retry';
import type { Effect, Path, Subject } from './types';

/** The headers of a credential, with the fields that they are made of. */
const TOKEN_HEADER = "Authorization (from 'API Token')";
const EMAIL_HEADER = "X-Auth-Email (from 'Email')";
const KEY_HEADER = "X-Auth-Key (from 'Global API Key')";

/** Codes in the `error_chain` of 6003: what is missing, then what doesn't have the right format. */
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
	/** The part of the API below the account, such as `cni`; empty outside of an account. */
	service: string;
}

/** What the request at a path is, for messages. */
export function askedOf(subject: Subject, [, , service = '']: Path, effect: Effect): Asked {
	return { ...subject, effect, service };
}

/** The permissions that are enough for a request, in words: the names of Cloudflare's dashboard. */
function permissionFor({ service, effect }: Asked): string {
	if (service === '') return "'Account Settings Read'";
	if (service === 'alerting') return "'Notifications Write' or 'Account Settings Write'";
	return effect === 'read'
		? "'Magic WAN Read' or 'Magic Transit Read' (or one of the Write permissions)"
		: "'Magic WAN Write' or 'Magic Transit Write'";
}

/**
 * Whether a rejection surely left the request undone: a proxy that asks for credentials of its own passes nothing on.
 */
export function wasNotSent({ isFromBetween, status }: Refusal): boolean {
	return isFromBetween && status === 407;
}

/**
 * Whether what was rejected may have been carried out all the same. A create that was answered as a success is,
 * unless a code says why not. Where something in between responded, nobody knows whether Cloudflare saw the request.
 */
export function mayBeDone(refusal: Refusal, effect: Effect): boolean {
	const { status, codes, isFromBetween } = refusal;
	if (isFromBetween) return effect !== 'read' && !wasNotSent(refusal);
	return isUnknown(refusal) || (effect === 'create' && status < 300 && codes.length === 0);
}

/** Puts a rejection into words: the reason, what Cloudflare said, and one next step. */
export function describeRefusal(refusal: Refusal, asked: Asked): Message {
	const { reason, next } = reasonOf(refusal, asked);
	return {
		message: `${reason} (${wordsOf(refusal)})${asked.suffix ?? ''}`,
		description: `${next}${raySentence(refusal.ray)}`,
	};
}

/** The sentence that names it, with a space before. */
export function raySentence(ray: string | undefined): string {
	return ray ? ` Ray ID: ${ray}.` : '';
}

/** Status, codes and Cloudflare's own words: "HTTP 401, code 1000: Invalid API Token". */
export function wordsOf({ status, codes, text }: Refusal): string {
	const numbers = [`HTTP ${status}`, ...codes.map((code) => `code ${code}`)].join(', ');
	return text ? `${numbers}: ${text}` : numbers;
}

/**
 * What to do about headers that Cloudflare did not get, or not in the format that it expects: sentences without the
 * last period. Undefined when no code tells of a header.
 */
export function aboutHeaders(codes: number[]): string | undefined {
	const anyOfThem = `${TOKEN_HEADER}, or ${EMAIL_HEADER} and ${KEY_HEADER}`;
	if (codes.some((code) => code === 9106 || code === 9107)) {
		return `A header of the credential did not reach Cloudflare: ${anyOfThem}. Fill in the credential and save it again; if it is complete, check whether a proxy strips the header`;
	}
	const named = [...new Set(codes.flatMap((code) => HEADERS[code] ?? []))];
	if (named.length === 0 && !codes.includes(6003)) return undefined;
	return `A header doesn't have the format Cloudflare expects: ${named.join(' and ') || anyOfThem}. Paste it again into the credential, and check that 'Authentication' is set correctly`;
}

/** Why a request was rejected, and one next step, as sentences. */
interface Reason {
	/** Without a period. */
	reason: string;
	next: string;
}

const NOT_FOUND = 'Not found in this account';

/** Codes of the Magic API, as others have met them: elsewhere the same numbers mean other things. */
const MAGIC_CODES: Record<number, Reason> = {
	1012: {
		reason: 'The account is not set up for Magic Transit or Magic WAN',
		next: 'Ask your Cloudflare account team to onboard it.',
	},
	1020: { reason: NOT_FOUND, next: "Check 'Account', and the route with Get Many." },
	1025: {
		reason: 'The account may not use Magic WAN',
		next: 'Ask your Cloudflare account team whether the account has Magic WAN.',
	},
};

function reasonOf(refusal: Refusal, asked: Asked): Reason {
	const { status, codes, isPage, retryAfter } = refusal;
	if (refusal.isFromBetween) return fromBetween(refusal, asked.effect);
	const headers = aboutHeaders(codes);
	if (headers) return { reason: "Cloudflare can't read the credential", next: `${headers}.` };
	const ofMagic = asked.service === 'magic' ? codes.find((code) => MAGIC_CODES[code]) : undefined;
	if (ofMagic !== undefined) return MAGIC_CODES[ofMagic]!;
	if (status === 403 || codes.some((code) => code === 9109 || code === 10000)) {
		return noAccess(asked, isPage);
	}
	if (status === 401) {
		return {
			reason: 'Cloudflare does not know the credential',
			next: 'Test it and save it again.',
		};
	}
	if (status === 429) {
		const wait = retryAfter === undefined ? 'five minutes' : `${retryAfter} seconds`;
		return {
			reason: "Cloudflare's rate limit is exhausted",
			next: `This request was not processed. Wait ${wait} before you run it again: until then, Cloudflare rejects every request of this user.`,
		};
	}
	return otherReason(refusal, asked);
}

/** Where neither credential nor rate limit is the reason. */
function otherReason(refusal: Refusal, { action, effect }: Asked): Reason {
	const { status, text } = refusal;
	if (status >= 300 && status < 400) {
		return {
			reason: "Cloudflare's response is a redirect",
			next: `Redirects are not followed because the credential would be sent along. Check 'Base URL' of the credential.${unknownOutcome(effect)}`,
		};
	}
	if (status < 300 && mayBeDone(refusal, effect)) {
		return {
			reason: "Cloudflare's response doesn't say what happened",
			next: unknownOutcome(effect).trim(),
		};
	}
	if (isUnknown(refusal)) return { reason: NOT_AVAILABLE, next: unknownOutcome(effect).trim() };
	if (status === 404) {
		return {
			reason: NOT_FOUND,
			next: "It doesn't exist, the account doesn't have Network Interconnect, or the credential belongs to another account. Check 'Account', and the name or ID.",
		};
	}
	if (status === 409 && effect === 'delete') {
		return {
			reason: 'Something still depends on it',
			next: 'Find it with Get Many and delete it first.',
		};
	}
	if (status === 409) {
		return {
			reason: 'It conflicts with what exists',
			next: 'Find the other object with Get Many, and change the parameters.',
		};
	}
	const hasReason = text !== '' && text !== LEFT_OUT;
	const noReason = text === '' ? 'Cloudflare gave no reason. ' : '';
	return {
		reason: `Cloudflare rejected '${action}'`,
		next: hasReason
			? "Fix what Cloudflare's response points out, then run it again."
			: `${noReason}Check the parameters, and what exists with Get Many.`,
	};
}

/** What has nothing of Cloudflare in it: the host's proxy, a firewall, or another server at the base URL. */
function fromBetween(refusal: Refusal, effect: Effect): Reason {
	return {
		reason: 'Something between n8n and Cloudflare rejected the request',
		next: wasNotSent(refusal)
			? "Nothing was sent. The proxy of n8n's host asks for a user name and a password: add them to its HTTPS_PROXY variable."
			: `The response is not Cloudflare's: check the proxy and the firewall of n8n's host, and 'Base URL' of the credential.${unknownOutcome(effect)}`,
	};
}

/**
 * A 403 has several meanings. An account without Network Interconnect answers so, and a token made seconds ago does
 * until it has spread (seen by others against the live API).
 */
function noAccess(asked: Asked, isPage: boolean): Reason {
	const { asker, service } = asked;
	const page = isPage ? 'If a firewall in front of the API rejected n8n, let it through. ' : '';
	const its = `'Account' in the ${asker === 'trigger' ? 'trigger' : 'node'} is one of its accounts`;
	const rest =
		service === 'cni'
			? `that ${its}, and that the account has Network Interconnect`
			: `and that ${its}`;
	const fresh = ' A new token can take a minute to work.';
	return {
		reason: 'The credential has no access',
		next: `${page}Check in the Cloudflare dashboard that it has ${permissionFor(asked)}, ${rest}.${fresh}`,
	};
}

/** What is known of a request whose outcome isn't, with a space before. */
export function unknownOutcome(effect: Effect): string {
	return effect === 'create'
		? ' The order may or may not have been placed, and it was not resent. Check with Get Many before you run it again.'
		: ` ${ALL_CLEAR}`;
}

/** What a read that failed says of itself; it does not hold for what the read was for. */
const ALL_CLEAR = "It's safe to run it again.";

/** Takes what holds for a read alone out of what its error says. */
export function withoutAllClear(error: Error): Error {
	const told = error as Error & { description?: string | null };
	told.description = told.description?.replace(ALL_CLEAR, '').trim();
	return error;
}
