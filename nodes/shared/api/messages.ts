import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';

import type { Effect } from '../types';
import { seconds } from './pacer';
import { readRateLimit } from './rateLimitHeaders';
import type { Answer, NoAnswer } from './request';
import { isUnknown } from './retry';
import { decoded, LEFT_OUT, withoutSecrets } from './redact';

/** What Cloudflare said in an answer that is no success. */
export interface Refusal {
	status: number;
	/** Cloudflare's own code, where the answer has one; codes of the `error_chain` follow it. */
	codes: number[];
	/** Cloudflare's own words; empty when the answer has none. */
	text: string;
	/** It is an HTML page: the API gives none, but what stands in front of it may. */
	isPage: boolean;
	/** Identifies the request to Cloudflare's support. */
	ray?: string;
	/** Seconds to wait before asking again. */
	retryAfter?: number;
}

/** Which request a message is about. */
export interface Subject {
	/** What the user knows it by, such as "Create interconnect". */
	action: string;
	/** The input item, counted from 0; absent in pickers. */
	item?: number;
}

/** A headline, what is known about it, and how to go on. */
export interface Message {
	message: string;
	description: string;
}

/** The most bytes of an answer that are accepted. */
export const MAX_ANSWER = 10_000_000;

/** Characters of a text that are looked at, and that are shown. */
const MAX_TEXT = 4000;
const MAX_SHOWN = 300;

/** Entries of an envelope that are read, and how deep their chains are followed. */
const MAX_ENTRIES = 10;
const MAX_DEPTH = 5;

/**
 * Reads a refusal from any body that can come: the v4 envelope with its `error_chain`, a bare
 * object, text, a gateway's HTML page, or nothing. What is beyond all measure is not read.
 *
 * @param secrets what the service may echo and nobody may read
 */
export function readRefusal({ status, headers, body }: Answer, secrets: Iterable<string>): Refusal {
	const raw = body.length > MAX_ANSWER ? '' : body.toString('utf8').trim();
	const json = parsed(raw);
	const listed = entriesOf(member(json, 'errors'));
	const entries = listed.length > 0 ? listed : entriesOf([member(json, 'error'), json]);
	const said = entries.flatMap(({ message }) => (message ? [message] : []));
	return {
		status,
		codes: entries.flatMap(({ code }) => (code === undefined ? [] : [code])),
		text: shortened(
			withoutSecrets(
				oneLine(said.length > 0 ? [...new Set(said)].join('; ') : textOf(raw)),
				secrets,
			),
		),
		isPage: raw.startsWith('<'),
		ray: rayOf(headers),
		retryAfter: readRateLimit(headers).retryAfter,
	};
}

interface Entry {
	code?: number;
	message?: string;
}

/** The entries of a list, each followed by those of its chain. */
function entriesOf(list: unknown, depth = 1): Entry[] {
	if (!Array.isArray(list) || depth > MAX_DEPTH) return [];
	return list
		.slice(0, MAX_ENTRIES)
		.flatMap((entry) => [entryOf(entry), ...entriesOf(member(entry, 'error_chain'), depth + 1)])
		.slice(0, MAX_ENTRIES);
}

function entryOf(entry: unknown): Entry {
	const code = String(member(entry, 'code'));
	const texts = [
		entry,
		...['message', 'detail', 'title', 'reason'].map((name) => member(entry, name)),
	];
	const message = texts.find((text) => typeof text === 'string')?.slice(0, MAX_TEXT);
	return { message, ...(/^\d{1,6}$/.test(code) && { code: Number(code) }) };
}

/** The readable text of a body that is no JSON, or of none that is known. */
function textOf(whole: string): string {
	const raw = whole.slice(0, MAX_TEXT);
	const title = /<title[^<>]*>([^<]*)/i.exec(raw)?.[1]?.trim();
	if (title) return decoded(title);
	return raw.startsWith('<') ? 'an HTML page' : raw;
}

function parsed(raw: string): unknown {
	try {
		return JSON.parse(raw);
	} catch {
		return undefined;
	}
}

function member(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[name]
		: undefined;
}

/** One line without what is no text, such as codes of a terminal and marks that turn the direction. */
function oneLine(text: string): string {
	return text
		.slice(0, MAX_TEXT)
		.replace(/\s+/g, ' ')
		.replace(/[\p{Cc}\p{Cf}]/gu, '')
		.trim();
}

function shortened(line: string): string {
	return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
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

const WRITE_PERMISSION = "'Magic WAN Write' or 'Magic Transit Write'";
const READ_PERMISSION =
	"'Magic WAN Read' or 'Magic Transit Read' (or one of the Write permissions)";

/**
 * Whether what was refused may have been carried out all the same. A create that was answered as a success is,
 * unless a code says why not.
 */
export function mayBeDone(refusal: Refusal, effect: Effect): boolean {
	const { status, codes } = refusal;
	return isUnknown(refusal) || (effect === 'create' && status < 300 && codes.length === 0);
}

/** Puts a refusal into words. */
export function describeRefusal(
	refusal: Refusal,
	{ action, item }: Subject,
	effect: Effect,
): Message {
	const { ray } = refusal;
	const what = mayBeDone(refusal, effect) ? 'got no usable answer' : 'was refused by Cloudflare';
	return {
		message: `${action}${ofItem(item)} ${what} (${wordsOf(refusal)})`,
		description: `${howToGoOn(refusal, effect)}${raySentence(ray)}`,
	};
}

/** Says that a try before the refused one may have been carried out. */
export function describeLostBefore({ message, description }: Message): Message {
	const before = 'The answer to an earlier try was lost: that one may have been carried out.';
	return { message, description: `${before} ${description}` };
}

/** Cloudflare's ID of a request; nothing else that may stand in the header. */
export function rayOf(headers: Answer['headers']): string | undefined {
	return /^[0-9a-f]{16}(-[A-Z]{3})?$/i.exec(headers['cf-ray'] ?? '')?.[0];
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

function howToGoOn(refusal: Refusal, effect: Effect): string {
	const { status, codes, text, isPage, retryAfter } = refusal;
	const headers = aboutHeaders(codes);
	if (headers) return `${headers}.`;
	if (status === 403 || codes.some((code) => code === 9109 || code === 10000)) {
		const whatIs = isPage
			? 'The answer is a page and not one of the API: something in front of it, such as a firewall or a proxy, may have refused the n8n server. Otherwise the credential is'
			: 'The credential is';
		return `${whatIs} not valid for this account or lacks a permission: it needs ${effect === 'read' ? READ_PERMISSION : WRITE_PERMISSION}. Check the token's permissions and account in the Cloudflare dashboard, and 'Account' in the node.`;
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
	{ action, item }: Subject,
	effect: Effect,
): Message {
	return {
		message: `${action}${ofItem(item)} got no answer from ${host}: ${reason}`,
		description: mayHaveArrived
			? `The connection to Cloudflare did not hold.${unknownOutcome(effect)}`
			: "Nothing was sent. Check the network of the n8n server, and 'Base URL' of the credential.",
	};
}

/** Puts a success that cannot be used (not what the API documents) into words. */
export function describeUnreadable(
	{ status, headers }: Pick<Answer, 'status' | 'headers'>,
	expected: string,
	{ action, item }: Subject,
	effect: Effect,
): Message {
	return {
		message: `${action}${ofItem(item)} got an answer that cannot be read (HTTP ${status}): it is not ${expected}`,
		description: `Check 'Base URL' of the credential: something else than Cloudflare's API may have answered.${unknownOutcome(effect)}${raySentence(rayOf(headers))}`,
	};
}

/** Puts a rate limit that leaves no request in time into words. Nothing was sent. */
export function describeWait(wait: number, maxWait: number, { action, item }: Subject): Message {
	return {
		message: `${action}${ofItem(item)} was not sent: the rate limit of Cloudflare leaves no request for ${seconds(wait)}`,
		description:
			item === undefined
				? 'Open the list again later.'
				: `The request would have waited longer than it may (${seconds(maxWait)}, the option 'Max Wait' of the node). Run it again later, or let it wait longer.`,
	};
}

/** Puts an answer beyond all measure into words. */
export function describeTooLarge(
	{ status, headers, body }: Answer,
	{ action, item }: Subject,
	effect: Effect,
): Message {
	return {
		message: `${action}${ofItem(item)} got an answer of ${Math.round(body.length / 1_000_000)} MB (HTTP ${status}); more than ${MAX_ANSWER / 1_000_000} MB is not accepted`,
		description: `Check 'Base URL' of the credential: Cloudflare's API gives no such answers.${unknownOutcome(effect)}${raySentence(rayOf(headers))}`,
	};
}

/** Puts a listing that would never end into words. */
export function describeEndless(reason: string, { action, item }: Subject): Message {
	return {
		message: `${action}${ofItem(item)} was stopped: the listing would never end (${reason})`,
		description:
			"Nothing of it was returned. Run again, or set 'Limit'; if it comes back, report it to Cloudflare's support.",
	};
}

function ofItem(item: number | undefined): string {
	return item === undefined ? '' : ` for item ${item}`;
}

/**
 * A refusal of the service, as n8n shows it.
 *
 * The answer's body is not handed to n8n, which would store it: it may echo what was sent.
 *
 * @param status the HTTP status, when there was an answer
 */
export function apiError(
	node: INode,
	{ message, description }: Message,
	{ status, item }: { status?: number; item?: number },
): NodeApiError {
	const error = new NodeApiError(node, {} as JsonObject, {
		message,
		description,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex: item,
	});
	return withMessage(error, message);
}

/** What the node itself has to say, as n8n shows it. */
export function operationError(
	node: INode,
	message: string,
	options: { description?: string; itemIndex?: number },
): NodeOperationError {
	return withMessage(new NodeOperationError(node, message, options), message);
}

/** n8n replaces a message that has an errno name anywhere in it ("preexisting" has EEXIST): put ours back. */
function withMessage<E extends Error>(error: E, message: string): E {
	error.message = message;
	return error;
}

/**
 * Says more about how to go on.
 *
 * @param first a sentence that goes before what the error says already; nothing when it is empty
 */
export function describedMore(error: Error, first: string): Error {
	const described = error as Error & { description?: string | null };
	described.description = [first, described.description].filter(Boolean).join(' ');
	return error;
}

/** The JSON of an item that stands for one that did not succeed, in the form n8n's error output knows. */
export function errorItem(error: Error): IDataObject {
	const { description } = error as { description?: string | null };
	return { error: error.message, ...(description && { details: description }) };
}
