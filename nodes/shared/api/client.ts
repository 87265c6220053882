import type { IDataObject } from 'n8n-workflow';

import { ACCOUNTS_PER_PAGE, accountsPage, nothing, object, page } from './answers';
import {
	CREDENTIAL_TYPE,
	storedCredential,
	usableCredential,
	type Credential,
} from './credentials';
import { describeEndless } from './messages';
import { apiError } from './nodeErrors';
import { readPages } from './pagination';
import { recentOrdersAt, sharedBy, type SharedByCredential } from './process';
import type { RecentOrders } from './recentOrders';
import { askedOf } from './refusalMessages';
import { send, type Request, type RequestContext } from './request';
import { limitsNow, sendWithRetries } from './retry';
import type { Api, Ask, Attempt, Effect, Expected, Limits, Path, Subject } from './types';
import { judge, judgeNoAnswer, type Failed, type Verdict } from './verdict';

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
					sender.errorOf(
						{ message: describeEndless(reason, subject), facts: { outcome: 'unknown' } },
						subject,
					),
			),
		put: async (path, body, ask = {}) =>
			await sender.value(
				request('PUT', path, { body, query: ask.query }),
				subject,
				limits,
				expecting(ask),
			),
		post: async (path, body, { query, expect }) =>
			await sender.attempt(request('POST', path, { body, query }), subject, limits, expect),
		delete: async (path) =>
			await sender.attempt(request('DELETE', path, {}), subject, limits, nothing),
	};
}

/** Magic interconnects return and take a health check's target as text unless asked for the newer object. */
function headersFor([service, resource]: Path): Record<string, string> {
	return service === 'magic' && resource === 'cf_interconnects'
		? { 'x-magic-new-hc-target': 'true' }
		: {};
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

	/** What did not succeed, as n8n shows it. */
	errorOf({ message, facts }: Failed, { item }: Subject): Error {
		return apiError(this.ctx.getNode(), message, { ...facts, item });
	}

	/** @throws NodeApiError where it did not end with what was expected */
	async value<Value>(
		request: Request,
		subject: Subject,
		limits: Limits,
		expected: Expected<Value>,
	): Promise<Value> {
		const verdict = await this.verdict(request, subject, limits, expected);
		if ('facts' in verdict) throw this.errorOf(verdict, subject);
		return verdict.value;
	}

	/** Sends a create or a delete; how it ended is not thrown but returned. */
	async attempt<Value>(
		request: Request,
		subject: Subject,
		limits: Limits,
		expected: Expected<Value>,
	): Promise<Attempt<Value>> {
		const verdict = await this.verdict(request, subject, limits, expected);
		if (!('facts' in verdict)) return { outcome: 'answered', value: verdict.value };
		const { ray, facts } = verdict;
		const error = this.errorOf(verdict, subject);
		if (facts.outcome === 'unknown') return { outcome: 'unknown', error, ray };
		// Of what was not sent, a status is not Cloudflare's.
		const status = facts.outcome === 'refused' ? facts.httpStatus : undefined;
		return { outcome: 'refused', error, status, ray };
	}

	private async verdict<Value>(
		request: Request,
		subject: Subject,
		limits: Limits,
		expected: Expected<Value>,
	): Promise<Verdict<Value>> {
		const effect = effects[request.method]!;
		const asked = askedOf(subject, request.path, effect);
		const { accept } = expected;
		try {
			const answer = await sendWithRetries(this.shared.pacer, effect, limits, async () => {
				const { timeout } = limitsNow(limits);
				return await send(this.ctx, this.credential, { accept, ...request }, timeout);
			});
			return judge(answer, asked, expected, this.secrets);
		} catch (error) {
			return judgeNoAnswer(error, asked, limits.maxWait, this.credential.baseUrl);
		}
	}
}
