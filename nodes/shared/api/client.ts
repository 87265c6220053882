import type { IDataObject } from 'n8n-workflow';

import {
	readCredentials,
	type CloudflareCredentials,
} from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import type { Api, Effect, Page, Path, Query, Try } from '../types';
import {
	apiError,
	describeEndless,
	describeLostBefore,
	describeNoAnswer,
	describeRefusal,
	describeTooLarge,
	describeUnreadable,
	describeWait,
	MAX_ANSWER,
	mayBeDone,
	operationError,
	rayOf,
	readRefusal,
	type Message,
	type Subject,
} from './messages';
import { pacerFor, WaitTooLong } from './pacer';
import { readPages } from './pagination';
import { NoAnswer, send, type Request, type RequestContext } from './request';
import { sendWithRetries, type Limits } from './retry';

export {
	aboutHeaders,
	describedMore,
	errorItem,
	NOT_AVAILABLE,
	operationError,
	raySentence,
	readRefusal,
	wordsOf,
} from './messages';
export type { Subject } from './messages';
export { pacerFor, seconds, WaitTooLong } from './pacer';
export { PAGE_SIZE } from './pagination';
export { addressOf, NoAnswer, noAnswerOf, within } from './request';
export type { Answer, RequestContext } from './request';
export type { Limits } from './retry';

/** The credential type of all nodes of the package. */
export const CREDENTIAL_TYPE = 'cloudflareNetworkInterconnectApi';

/** Of a run of the node, where the user has set nothing else. Times in milliseconds. */
export const DEFAULT_LIMITS: Limits = { timeout: 30_000, maxRetries: 3, maxWait: 600_000 };

/** While a person waits in front of the editor. */
export const EDITOR_LIMITS: Limits = { timeout: 10_000, maxRetries: 1, maxWait: 10_000 };

const JSON_TYPE = 'application/json';
const PDF_TYPE = 'application/pdf';

const effects: Record<string, Effect> = {
	GET: 'read',
	PUT: 'replace',
	DELETE: 'delete',
	POST: 'create',
};

/** Cloudflare's API as one credential reaches it. */
export interface CredentialApi {
	/** The credential's own account; empty when it has none. */
	accountId: string;
	/**
	 * The API below `/accounts/{account}`.
	 *
	 * @param subject what messages are about
	 */
	account(account: string, subject: Subject, limits: Limits): Api;
	/** One page, counted from 1, of the accounts that the credential may list. */
	accounts(page: number, subject: Subject): Promise<{ accounts: IDataObject[]; more: boolean }>;
}

/**
 * The API with the credential of the node.
 *
 * @throws NodeOperationError when the credential is missing or one of its fields can't be used
 */
export async function apiFor(ctx: RequestContext): Promise<CredentialApi> {
	const credentials = await credentialsOf(ctx);
	const { baseUrl, accountId } = credentials;
	const pacer = pacerFor(baseUrl, credentials.identity);
	/** What no message may show, should the service repeat it, now or later in the run. */
	const secrets = new Set([credentials.secret]);

	const refuse = (message: Message, { item }: Subject, status?: number) =>
		apiError(ctx.getNode(), message, { status, item });

	/** Sends a request and reads its answer; how it ended is not thrown but told. */
	const attempt = async <T>(
		request: Request,
		subject: Subject,
		limits: Limits,
		{ expected, read }: Expected<T>,
	): Promise<Ended<T>> => {
		const effect = effects[request.method]!;
		let answer: Awaited<ReturnType<typeof sendWithRetries>> | undefined;
		const failed = (message: Message, unknown: boolean, status?: number): Ended<T> => ({
			error: refuse(message, subject, status),
			unknown,
			status,
			ray: answer && rayOf(answer.headers),
		});
		try {
			answer = await sendWithRetries(
				pacer,
				effect,
				limits,
				async () => await send(ctx, CREDENTIAL_TYPE, baseUrl, request, limits.timeout),
			);
		} catch (error) {
			if (error instanceof WaitTooLong) {
				return failed(describeWait(error.wait, limits.maxWait, subject), false);
			}
			// A request that was cut by the cancel is a NoAnswer; else it was still waiting for its turn.
			const lost = error instanceof NoAnswer ? error : new NoAnswer('it was cancelled', false);
			const { host } = new URL(baseUrl);
			return failed(describeNoAnswer(lost, host, subject, effect), lost.mayHaveArrived);
		}
		const { status, body } = answer;
		const succeeded = status >= 200 && status < 300;
		if (succeeded && body.length > MAX_ANSWER) {
			return failed(describeTooLarge(answer, subject, effect), true, status);
		}
		if (!succeeded || objectOf(body)?.success === false) {
			const refusal = readRefusal(answer, secrets);
			const message = describeRefusal(refusal, subject, effect);
			// What was refused at last may have been carried out before.
			const lost = answer.lostBefore && effect !== 'read' && !mayBeDone(refusal, effect);
			return failed(
				lost ? describeLostBefore(message) : message,
				lost || mayBeDone(refusal, effect),
				status,
			);
		}
		const value = read(body);
		return value === undefined
			? failed(describeUnreadable(answer, expected, subject, effect), true, status)
			: { value };
	};

	const ask = async <T>(
		request: Request,
		subject: Subject,
		limits: Limits,
		expected: Expected<T>,
	): Promise<T> => {
		const ended = await attempt(request, subject, limits, expected);
		if ('error' in ended) throw ended.error;
		return ended.value;
	};

	return {
		accountId,

		account(account, subject, limits) {
			const below = (path: Path) => ['accounts', account, ...path];
			const getting = (path: Path, query?: Query, accept = JSON_TYPE): Request => ({
				method: 'GET',
				path: below(path),
				query,
				accept,
				headers: headersFor(path),
			});
			const getPage = async (path: Path, query: Query) =>
				await ask(getting(path, query), subject, limits, page);
			return {
				conceal: (more) => more.forEach((secret) => secrets.add(secret)),
				getPage,
				get: async (path, query, member) =>
					await ask(getting(path, query), subject, limits, part(member)),
				getList: async (path, member) => await ask(getting(path), subject, limits, listIn(member)),
				getObject: async (path, identifier) =>
					await ask(getting(path), subject, limits, objectWith(identifier)),
				getPdf: async (path, query) =>
					await ask(getting(path, query, PDF_TYPE), subject, limits, pdf),
				getAll: async (path, query, limit) =>
					await readPages(
						async (pageQuery) => await getPage(path, pageQuery),
						query,
						limit,
						(reason) => refuse(describeEndless(reason, subject), subject),
					),
				async put(path, body, { identifier, enveloped } = {}, query = {}) {
					const request: Request = {
						method: 'PUT',
						path: below(path),
						query,
						body,
						accept: JSON_TYPE,
						headers: headersFor(path),
					};
					const expected = identifier ? objectWith(identifier) : enveloped ? result : object;
					return await ask(request, subject, limits, expected);
				},
				async delete(path) {
					const request: Request = { method: 'DELETE', path: below(path), accept: '*/*' };
					return tryOf(await attempt(request, subject, limits, nothing));
				},
				async order(path, body, identifier) {
					const request: Request = { method: 'POST', path: below(path), body, accept: JSON_TYPE };
					return tryOf(await attempt(request, subject, limits, objectWith(identifier)));
				},
			};
		},

		async accounts(number, subject) {
			const query = { page: number, per_page: ACCOUNTS_PER_PAGE };
			const request: Request = { method: 'GET', path: ['accounts'], query, accept: JSON_TYPE };
			return await ask(request, subject, EDITOR_LIMITS, accountsPage);
		},
	};
}

/** Magic interconnects give and take a health check's target as text unless asked for the newer object. */
function headersFor([service]: Path): Record<string, string> {
	return service === 'magic' ? { 'x-magic-new-hc-target': 'true' } : {};
}

/** How a request ended: with what was expected, or with what to tell the user. */
type Ended<T> =
	| { value: T }
	| {
			error: Error;
			/** The service may have acted on the request. */
			unknown: boolean;
			/** Missing when there was no answer. */
			status?: number;
			/** Cloudflare's ID of the request. */
			ray?: string;
	  };

function tryOf<T>(ended: Ended<T>): Try<T> {
	if (!('error' in ended)) return { outcome: 'answered', value: ended.value };
	const { unknown, ...refusal } = ended;
	return { outcome: unknown ? 'unknown' : 'refused', ...refusal };
}

/** What a successful answer has to be. */
interface Expected<T> {
	/** In words, for the message when it is something else. */
	expected: string;
	/** @returns undefined when it is something else */
	read(body: Buffer): T | undefined;
}

/** What a delete answers; a page of something in between is no proof that anything was deleted. */
const nothing: Expected<true> = {
	expected: 'empty',
	read: (body) => (body.length === 0 || objectOf(body) ? true : undefined),
};

const pdf: Expected<Buffer> = {
	expected: 'a PDF',
	read: (body) => (body.subarray(0, 5).toString('latin1') === '%PDF-' ? body : undefined),
};

const object: Expected<IDataObject> = {
	expected: 'a JSON object',
	read: (body) => unwrapped(objectOf(body)),
};

/** What the envelope holds, where the API answers in one: an object without it may come from anywhere. */
const result: Expected<IDataObject> = {
	expected: "an envelope with a 'result'",
	read(body) {
		const envelope = objectOf(body);
		return envelope?.success === true && 'result' in envelope ? unwrapped(envelope) : undefined;
	},
};

/** An object inside the answer, or all of it. */
const part = (member?: string): Expected<IDataObject> =>
	member === undefined
		? object
		: {
				expected: `an object with '${member}'`,
				read(body) {
					const found = object.read(body)?.[member];
					return typeof found === 'object' && found !== null && !Array.isArray(found)
						? (found as IDataObject)
						: undefined;
				},
			};

const objectWith = (identifier: string): Expected<IDataObject> => ({
	expected: `an object with '${identifier}'`,
	read(body) {
		const found = object.read(body);
		return typeof found?.[identifier] === 'string' && found[identifier] ? found : undefined;
	},
});

/** A list of objects inside the answer. The API documents it as optional: an envelope without it holds none. */
const listIn = (member: string): Expected<IDataObject[]> => ({
	expected: `an object with a list '${member}'`,
	read(body) {
		const found = object.read(body)?.[member] ?? (result.read(body) && []);
		return isListOfObjects(found) ? found : undefined;
	},
});

function isListOfObjects(value: unknown): value is IDataObject[] {
	return (
		Array.isArray(value) &&
		value.every((entry) => typeof entry === 'object' && entry !== null && !Array.isArray(entry))
	);
}

const page: Expected<Page<IDataObject>> = {
	expected: "a page with 'items' and a cursor 'next'",
	read(body) {
		const { items, next = null } = object.read(body) ?? {};
		// Any other cursor would only be refused, or lead astray.
		const isCursor = next === null || (Number.isSafeInteger(next) && Number(next) >= 0);
		return isListOfObjects(items) && isCursor ? { items, next: next as number | null } : undefined;
	},
};

/** The most that `GET /accounts` gives in a page. */
const ACCOUNTS_PER_PAGE = 50;

const accountsPage: Expected<{ accounts: IDataObject[]; more: boolean }> = {
	expected: 'a list of accounts',
	read(body) {
		const { result, result_info: info } = objectOf(body) ?? {};
		if (!isListOfObjects(result)) return undefined;
		const { page: number = 1, total_pages: pages } = (info ?? {}) as Record<string, number>;
		return {
			accounts: result,
			// Without a page count a full page may have a successor.
			more: pages ? number < pages : result.length === ACCOUNTS_PER_PAGE,
		};
	},
};

async function credentialsOf(ctx: RequestContext): Promise<CloudflareCredentials> {
	const data = await ctx.getCredentials(CREDENTIAL_TYPE);
	try {
		return readCredentials(data);
	} catch (error) {
		throw operationError(ctx.getNode(), (error as Error).message, {
			description: 'Nothing was sent. Correct the credential, save it and run again.',
		});
	}
}

function objectOf(bytes: Buffer): IDataObject | undefined {
	try {
		const body: unknown = JSON.parse(bytes.toString('utf8'));
		return typeof body === 'object' && body !== null && !Array.isArray(body)
			? (body as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

/** CNI answers are bare; should one ever come in the v4 envelope, what is inside is the object. */
function unwrapped(body: IDataObject | undefined): IDataObject | undefined {
	if (body?.success !== true || !('result' in body)) return body;
	const { result } = body;
	return typeof result === 'object' && result !== null && !Array.isArray(result)
		? (result as IDataObject)
		: undefined;
}
