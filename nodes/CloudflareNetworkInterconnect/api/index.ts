import type { IDataObject } from 'n8n-workflow';

import { readCredentials } from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import type { Api, Page, Path, Query } from '../types';
import {
	apiError,
	describeEndless,
	describeNoAnswer,
	describeRefusal,
	describeUnreadable,
	operationError,
	readRefusal,
	type Message,
	type Subject,
} from './errors';
import { readPages } from './pages';
import { send, type Answer, type NoAnswer, type Request, type RequestContext } from './request';

export { errorItem, operationError, readRefusal, wordsOf } from './errors';
export type { Subject } from './errors';
export { PAGE_SIZE } from './pages';
export { addressOf, NoAnswer, noAnswerOf } from './request';
export type { Answer, RequestContext } from './request';

/** The credential type of all nodes of the package. */
export const CREDENTIAL_TYPE = 'cloudflareNetworkInterconnectApi';

/** Milliseconds until a request is given up, where the user has set nothing. */
export const DEFAULT_TIMEOUT = 30_000;

const JSON_TYPE = 'application/json';
const PDF_TYPE = 'application/pdf';

/** Cloudflare's API as one credential reaches it. */
export interface CredentialApi {
	/** The credential's own account; empty when it has none. */
	accountId: string;
	/**
	 * The API below `/accounts/{account}`.
	 *
	 * @param subject what messages are about
	 * @param timeout milliseconds per request
	 */
	account(account: string, subject: Subject, timeout?: number): Api;
	/** One page, counted from 1, of the accounts that the credential may list. */
	accounts(page: number, subject: Subject): Promise<{ accounts: IDataObject[]; more: boolean }>;
}

/**
 * The API with the credential of the node.
 *
 * @throws NodeOperationError when the credential is missing or one of its fields can't be used
 */
export async function apiFor(ctx: RequestContext): Promise<CredentialApi> {
	const { baseUrl, accountId } = await credentialsOf(ctx);

	const refuse = (message: Message, { item }: Subject, status?: number) =>
		apiError(ctx.getNode(), message, { status, item });

	/** @returns a successful answer; everything else is thrown as NodeApiError */
	const ask = async (request: Request, subject: Subject): Promise<Answer> => {
		let answer: Answer;
		try {
			answer = await send(ctx, CREDENTIAL_TYPE, baseUrl, request);
		} catch (error) {
			const { host } = new URL(baseUrl);
			throw refuse(describeNoAnswer(error as NoAnswer, host, subject), subject);
		}
		if (answer.status >= 200 && answer.status < 300) return answer;
		throw refuse(describeRefusal(readRefusal(answer), subject), subject, answer.status);
	};

	const askJson = async (request: Request, subject: Subject): Promise<IDataObject> => {
		const answer = await ask(request, subject);
		const body = objectOf(answer.body);
		if (body === undefined) {
			throw refuse(
				describeUnreadable(answer.status, 'a JSON object', subject),
				subject,
				answer.status,
			);
		}
		if (body.success === false) {
			throw refuse(describeRefusal(readRefusal(answer), subject), subject, answer.status);
		}
		return body;
	};

	return {
		accountId,

		account(account, subject, timeout = DEFAULT_TIMEOUT) {
			const below = (path: Path) => ['accounts', account, ...path];
			const json = async (request: Pick<Request, 'method' | 'path' | 'query' | 'body'>) =>
				unwrapped(
					await askJson(
						{ ...request, path: below(request.path), accept: JSON_TYPE, timeout },
						subject,
					),
				);
			const page = async (path: Path, query: Query) => {
				const body = await json({ method: 'GET', path, query });
				if (Array.isArray(body.items)) return body as unknown as Page<IDataObject>;
				throw refuse(describeUnreadable(200, "a page with 'items'", subject), subject, 200);
			};
			return {
				get: async (path, query) => await json({ method: 'GET', path, query }),
				getPdf: async (path, query) => {
					const request: Request = {
						method: 'GET',
						path: below(path),
						query,
						accept: PDF_TYPE,
						timeout,
					};
					const { status, body } = await ask(request, subject);
					if (body.subarray(0, 5).toString('latin1') === '%PDF-') return body;
					throw refuse(describeUnreadable(status, 'a PDF', subject), subject, status);
				},
				getPage: page,
				getAll: async (path, query, limit) =>
					await readPages(
						async (pageQuery) => await page(path, pageQuery),
						query,
						limit,
						(cursor) => refuse(describeEndless(cursor, subject), subject),
					),
				post: async (path, body) => await json({ method: 'POST', path, body }),
				delete: async (path) => {
					await ask({ method: 'DELETE', path: below(path), accept: '*/*', timeout }, subject);
				},
			};
		},

		async accounts(page, subject) {
			const body = await askJson(
				{
					method: 'GET',
					path: ['accounts'],
					query: { page, per_page: ACCOUNTS_PER_PAGE },
					accept: JSON_TYPE,
					timeout: DEFAULT_TIMEOUT,
				},
				subject,
			);
			const accounts = (body.result ?? []) as IDataObject[];
			const { total_pages: pages } = (body.result_info ?? {}) as { total_pages?: number };
			// Without a page count a full page may have a successor.
			return { accounts, more: pages ? page < pages : accounts.length === ACCOUNTS_PER_PAGE };
		},
	};
}

/** The most that `GET /accounts` gives in a page. */
const ACCOUNTS_PER_PAGE = 50;

async function credentialsOf(ctx: RequestContext) {
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
function unwrapped(body: IDataObject): IDataObject {
	return body.success === true && typeof body.result === 'object' && body.result !== null
		? (body.result as IDataObject)
		: body;
}
