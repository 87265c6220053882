import { readRateLimit } from './rateLimitHeaders';
import { decoded, withoutSecrets } from './redact';
import type { Answer } from './request';

/** What Cloudflare said in an answer that is no success. */
export interface Refusal {
	status: number;
	/** Cloudflare's own code, where the answer has one; codes of the `error_chain` follow it. */
	codes: number[];
	/** Cloudflare's own words; empty when the answer has none. */
	text: string;
	/** It is an HTML page: the API returns none, but what is in front of it may. */
	isPage: boolean;
	/**
	 * It has nothing of Cloudflare in it, neither its ID of the request nor a code or an envelope: a proxy or a firewall
	 * rejected the request. n8n passes on what a proxy responds to CONNECT as if it were the service's.
	 */
	isFromBetween: boolean;
	/** Identifies the request to Cloudflare's support. */
	ray?: string;
	/** Seconds to wait before asking again. */
	retryAfter?: number;
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
	const listed = entriesOf(memberOf(json, 'errors'));
	const entries = listed.length > 0 ? listed : entriesOf([memberOf(json, 'error'), json]);
	const said = entries.flatMap(({ message }) => (message ? [message] : []));
	const codes = entries.flatMap(({ code }) => (code === undefined ? [] : [code]));
	const ray = rayOf(headers);
	const isEnvelope = ['success', 'errors'].some((name) => memberOf(json, name) !== undefined);
	return {
		status,
		codes,
		isFromBetween: status >= 400 && !headers['cf-ray'] && codes.length === 0 && !isEnvelope,
		text: shortened(
			withoutSecrets(
				oneLine(said.length > 0 ? [...new Set(said)].join('; ') : textOf(raw)),
				secrets,
			),
		),
		isPage: raw.startsWith('<'),
		ray,
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
		.flatMap((entry) => [entryOf(entry), ...entriesOf(memberOf(entry, 'error_chain'), depth + 1)])
		.slice(0, MAX_ENTRIES);
}

function entryOf(entry: unknown): Entry {
	const code = String(memberOf(entry, 'code'));
	const texts = [
		entry,
		...['message', 'detail', 'title', 'reason'].map((name) => memberOf(entry, name)),
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

function memberOf(value: unknown, name: string): unknown {
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

/** Cloudflare's ID of a request; nothing else that may stand in the header. */
export function rayOf(headers: Answer['headers']): string | undefined {
	return /^[0-9a-f]{16}(-[A-Z]{3})?$/i.exec(headers['cf-ray'] ?? '')?.[0];
}
