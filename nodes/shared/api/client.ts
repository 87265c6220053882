import type { IDataObject } from 'n8n-workflow';

import { ACCOUNTS_PER_PAGE, accountsPage, nothing, object, objectIn, page } from './answers';
import {
	CREDENTIAL_TYPE,
	storedCredential,
	usableCredential,
	type Credential,
} from './credentials';
import {
	describeEndless,
	describeLostBefore,
	describeNoAnswer,
	describeRefusal,
	describeRetries,
	describeTooLarge,
	describeUnreadable,
	describeWait,
	mayBeDone,
	permissionFor,
	type Asked,
	type Message,
} from './messages';
import { apiError } from './nodeErrors';
import { WaitTooLong } from './pacer';
import { readPages } from './pagination';
import { recentOrdersAt, sharedBy, type SharedByCredential } from './process';
import type { RecentOrders } from './recentOrders';
import { MAX_ANSWER, rayOf, readRefusal } from './refusal';
import { NoAnswer } from './noAnswer';
import { send, type Request, type RequestContext } from './request';
import { sendWithRetries, type LastAnswer } from './retry';
import type {
	Api,
	Ask,
	Attempt,
	Effect,
	ErrorFacts,
	Expected,
	Limits,
	Path,
	Subject,
} from './types';

/** While a person waits in front of the editor. */
export const EDITOR_LIMITS: Limits = {
	timeout: 10_000,
	maxRetries: 1,
	maxWait: 10_000,
	atEditor: true,
};

const effects: Record<string, Effect> = {
	GET: 'read',
	PUT: 'replace',
	DELETE: 'delete',
	POST: 'create',
};

/** Cloudflare's API as one credential reaches it. */
export interface CredentialApi {
	/** Origin and path up to `/client/v4`. */
	baseUrl: string;
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
	/** Contexts of triggers that have polled with this credential in this process. */
	polled: WeakSet<object>;
	/**
	 * Does something that must not be done twice at a time in this process.
	 *
	 * @param key what is done
	 * @returns undefined where it is being done already
	 */
	unlessUnderWay<Value>(key: string, act: () => Promise<Value>): Promise<Value | undefined>;
}

/**
 * The API with the credential of the node, where there are no input items.
 *
 * @throws NodeOperationError when the credential is missing or one of its fields can't be used
 */
export async function apiFor(ctx: RequestContext): Promise<CredentialApi> {
	const read = async () => await ctx.getCredentials(CREDENTIAL_TYPE);
	const data = await storedCredential(ctx.getNode(), read);
	return apiWith(ctx, usableCredential(ctx.getNode(), data));
}

/** The API with a credential. */
export function apiWith(ctx: RequestContext, credential: Credential): CredentialApi {
	const sender = new Sender(ctx, credential);
	return {
		baseUrl: credential.baseUrl,
		accountId: credential.accountId,
		account: (account, subject, limits) => apiBelow(sender, account, subject, limits),
		async accounts(number, subject) {
			const query = { page: number, per_page: ACCOUNTS_PER_PAGE };
			const request: Request = { method: 'GET', path: ['accounts'], query };
			return await sender.value(request, subject, EDITOR_LIMITS, accountsPage);
		},
		polled: sender.shared.polled,
		unlessUnderWay: async (key, act) => await sender.unlessUnderWay(key, act),
	};
}

/** The API below an account. */
function apiBelow(sender: Sender, account: string, subject: Subject, limits: Limits): Api {
	const request = (
		method: Request['method'],
		path: Path,
		more: Pick<Request, 'query' | 'body'>,
	): Request => ({
		method,
		path: ['accounts', account, ...path],
		headers: headersFor(path),
		...more,
	});
	// Without `expect` it is an object that is returned, and nobody asks for another type then.
	const expecting = <Value>({ expect }: Ask<Value>) =>
		expect ?? (object as unknown as Expected<Value>);
	const get = async <Value>(path: Path, ask: Ask<Value> = {}) =>
		await sender.value(request('GET', path, { query: ask.query }), subject, limits, expecting(ask));
	return {
		recent: sender.recent,
		conceal: (secrets) => sender.conceal(secrets),
		get,
		getAll: async (path, query, limit) =>
			await readPages(
				async (pageQuery) => await get(path, { query: pageQuery, expect: page }),
				query,
				limit,
				(reason) =>
					sender.refusal(describeEndless(reason, subject), subject, { outcome: 'unknown' }),
			),
		put: async (path, body, ask = {}) =>
			await sender.value(
				request('PUT', path, { body, query: ask.query }),
				subject,
				limits,
				expecting(ask),
			),
		post: async (path, body, { query, expect }) =>
			attemptOf(
				await sender.ended(request('POST', path, { body, query }), subject, limits, expect),
			),
		delete: async (path) =>
			attemptOf(await sender.ended(request('DELETE', path, {}), subject, limits, nothing)),
	};
}

/** Magic interconnects return and take a health check's target as text unless asked for the newer object. */
function headersFor([service]: Path): Record<string, string> {
	return service === 'magic' ? { 'x-magic-new-hc-target': 'true' } : {};
}

/** How a request ended: with what was expected, or with what to tell the user. */
type Ended<Value> =
	| { value: Value }
	| {
			error: Error;
			/** The service may have acted on the request. */
			unknown: boolean;
			/** Missing when there was no response. */
			status?: number;
			/** Cloudflare's ID of the request. */
			ray?: string;
	  };

function attemptOf<Value>(ended: Ended<Value>): Attempt<Value> {
	if (!('error' in ended)) return { outcome: 'answered', value: ended.value };
	const { unknown, ...refusal } = ended;
	return { outcome: unknown ? 'unknown' : 'refused', ...refusal };
}

/** Sends requests with one credential, and says how they ended. */
class Sender {
	private readonly ctx: RequestContext;
	private readonly credential: Credential;
	readonly shared: SharedByCredential;
	readonly recent: RecentOrders;
	/** What no message may show, should the service repeat it, now or later in the run. */
	private readonly secrets: Set<string>;

	constructor(ctx: RequestContext, credential: Credential) {
		const { baseUrl, identity, secret } = credential;
		this.ctx = ctx;
		this.credential = credential;
		this.shared = sharedBy(baseUrl, identity);
		this.recent = recentOrdersAt(baseUrl);
		this.secrets = new Set([secret]);
	}

	conceal(secrets: string[]): void {
		for (const secret of secrets) this.secrets.add(secret);
	}

	async unlessUnderWay<Value>(key: string, act: () => Promise<Value>): Promise<Value | undefined> {
		const { underWay } = this.shared;
		if (underWay.has(key)) return undefined;
		underWay.add(key);
		try {
			return await act();
		} finally {
			underWay.delete(key);
		}
	}

	/** A refusal as n8n shows it. */
	refusal(message: Message, { item }: Subject, facts: ErrorFacts): Error {
		return apiError(this.ctx.getNode(), message, { ...facts, item });
	}

	/** @throws NodeApiError where it did not end with what was expected */
	async value<Value>(
		request: Request,
		subject: Subject,
		limits: Limits,
		expected: Expected<Value>,
	): Promise<Value> {
		const ended = await this.ended(request, subject, limits, expected);
		if ('error' in ended) throw ended.error;
		return ended.value;
	}

	/** Sends a request and reads its response; how it ended is not thrown but returned. */
	async ended<Value>(
		request: Request,
		subject: Subject,
		limits: Limits,
		expected: Expected<Value>,
	): Promise<Ended<Value>> {
		const effect = effects[request.method]!;
		const asked: Asked = { ...subject, effect, permission: permissionFor(request.path, effect) };
		try {
			const { accept } = expected;
			const answer = await sendWithRetries(
				this.shared.pacer,
				effect,
				limits,
				async () => await send(this.ctx, this.credential, { accept, ...request }, limits.timeout),
			);
			return this.endedWith(answer, asked, expected);
		} catch (error) {
			return this.endedWithout(error, asked, limits);
		}
	}

	/** @param answer the response to the last attempt */
	private endedWith<Value>(
		answer: LastAnswer,
		asked: Asked,
		{ expected, read }: Expected<Value>,
	): Ended<Value> {
		const { status, body } = answer;
		const failed = (message: Message, unknown: boolean, codes: number[] = []): Ended<Value> => ({
			error: this.refusal(describeRetries(message, answer), asked, {
				outcome: unknown ? 'unknown' : 'refused',
				httpStatus: status,
				codes,
			}),
			unknown,
			status,
			ray: rayOf(answer.headers),
		});
		const succeeded = status >= 200 && status < 300;
		if (succeeded && body.length > MAX_ANSWER) {
			return failed(describeTooLarge(answer, asked), true);
		}
		if (!succeeded || objectIn(body)?.success === false) {
			const refusal = readRefusal(answer, this.secrets);
			const message = describeRefusal(refusal, asked);
			const { effect } = asked;
			// What was refused at last may have been carried out before.
			const lost = answer.lostBefore && effect !== 'read' && !mayBeDone(refusal, effect);
			return failed(
				lost ? describeLostBefore(message) : message,
				lost || mayBeDone(refusal, effect),
				refusal.codes,
			);
		}
		const value = read(body);
		return value === undefined
			? failed(describeUnreadable(answer, expected, asked), true)
			: { value };
	}

	/** @param error why there is no response */
	private endedWithout(
		error: unknown,
		asked: Asked,
		{ maxWait }: Limits,
	): { error: Error; unknown: boolean } {
		if (error instanceof WaitTooLong) {
			const message = describeWait(error, maxWait, asked);
			return { error: this.refusal(message, asked, { outcome: 'notSent' }), unknown: false };
		}
		// A request that was cut by the cancel is a NoAnswer; else it was still waiting for its turn.
		const lost = error instanceof NoAnswer ? error : new NoAnswer('it was cancelled', false);
		const { host } = new URL(this.credential.baseUrl);
		const message = describeRetries(describeNoAnswer(lost, host, asked), lost);
		const unknown = lost.mayHaveArrived;
		const outcome = unknown ? 'unknown' : 'notSent';
		return { error: this.refusal(message, asked, { outcome }), unknown };
	}
}
