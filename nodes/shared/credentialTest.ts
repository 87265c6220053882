import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { readCredentials } from '../../credentials/CloudflareNetworkInterconnectApi.credentials';
import {
	aboutHeaders,
	addressOf,
	duration,
	EDITOR_LIMITS,
	NoAnswer,
	noAnswerOf,
	NOT_AVAILABLE,
	readRefusal,
	sharedBy,
	WaitTooLong,
	within,
	wordsOf,
	type Answer,
	type Path,
} from './api';
import { tooOld } from './n8nVersion';

/**
 * How Cloudflare rejects an account-owned token that is verified as a user's: with code 1000, 9109 or 10000, under any
 * of these statuses.
 */
const NOT_KNOWN = [400, 401, 403];

/** The tests of the package's credential, by the name that the nodes use in `testedBy`. */
export const credentialTest = {
	/**
	 * Asks Cloudflare whether it knows the credential. It does not prove any CNI permission: a token
	 * may be limited to what the workflows need.
	 */
	async cloudflareNetworkInterconnectApiTest(
		this: ICredentialTestFunctions,
		credential: ICredentialsDecrypted,
	): Promise<INodeCredentialTestResult> {
		if (tooOld) return refused(tooOld.message);
		const { request } = this.helpers;
		try {
			const { baseUrl, headers, accountId, identity, secret } = readCredentials(
				credential.data ?? {},
			);
			const kind = kindOf(headers, accountId);
			if (kind.paths.length === 0) return refused(kind.hint);

			const { pacer } = sharedBy(baseUrl, identity);
			let answer: Answer | undefined;
			for (const path of kind.paths) {
				answer = await pacer.inTurn(
					EDITOR_LIMITS,
					async () => await ask(request, addressOf(baseUrl, path), headers),
				);
				if (!NOT_KNOWN.includes(answer.status)) break;
			}
			return verdict(answer!, kind.hint, secret);
		} catch (error) {
			const { message } = error as Error;
			if (error instanceof WaitTooLong) return refused(blocked(duration(error.wait)));
			return refused(
				error instanceof NoAnswer ? `No response: ${message}. Check 'Base URL'` : message,
			);
		}
	},
};

interface Kind {
	/** Where Cloudflare verifies it; the next one is asked when the one before rejects it. */
	paths: Path[];
	/** What to correct when it is refused. */
	hint: string;
}

/** Tells by its form where a credential is verified. */
function kindOf(headers: Record<string, string>, accountId: string): Kind {
	const asUser: Path = ['user', 'tokens', 'verify'];
	const inAccount: Path = ['accounts', accountId, 'tokens', 'verify'];
	const bearer = headers.Authorization;
	if (bearer === undefined) {
		return /^cf[ua]t_/.test(headers['X-Auth-Key'] ?? '')
			? {
					paths: [],
					hint: "'Global API Key' holds an API token: choose 'API Token' under 'Authentication'",
				}
			: { paths: [['user']], hint: "Check 'Email' and 'Global API Key'" };
	}
	const token = bearer.slice('Bearer '.length);
	if (token.startsWith('cfat_')) {
		return accountId
			? {
					paths: [inAccount],
					hint: "Check that 'API Token' was copied completely, and that 'Account ID' is the account that the token belongs to",
				}
			: {
					paths: [],
					hint: "The API token belongs to an account (it starts with cfat_) and is verified there: fill in 'Account ID'",
				};
	}
	if (token.startsWith('cfut_')) {
		return { paths: [asUser], hint: "Check that 'API Token' was copied completely" };
	}
	if (token.startsWith('cfk_')) {
		return {
			paths: [],
			hint: "This is a Global API key (it starts with cfk_), not an API token: choose 'Global API Key' under 'Authentication'",
		};
	}
	// A token of the older form may be the user's or the account's.
	return accountId
		? {
				paths: [asUser, inAccount],
				hint: "Check that 'API Token' was copied completely; if it belongs to an account, check 'Account ID' too",
			}
		: {
				paths: [asUser],
				hint: "Check that 'API Token' was copied completely; if it belongs to an account and not to a user, fill in 'Account ID'",
			};
}

async function ask(
	request: ICredentialTestFunctions['helpers']['request'],
	url: string,
	headers: Record<string, string>,
): Promise<Answer> {
	const { timeout } = EDITOR_LIMITS;
	try {
		const {
			statusCode,
			headers: answered,
			body,
		} = (await within(
			timeout,
			request({
				method: 'GET',
				url,
				headers: { Accept: 'application/json', ...headers },
				timeout,
				resolveWithFullResponse: true,
				simple: false,
				followRedirect: false,
			}),
		)) as { statusCode: number; headers: Answer['headers']; body?: string | object };
		const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
		return { status: statusCode, headers: answered, body: Buffer.from(text) };
	} catch (error) {
		throw noAnswerOf(error, timeout);
	}
}

function verdict(answer: Answer, hint: string, secret: string): INodeCredentialTestResult {
	const refusal = readRefusal(answer, [secret]);
	const { status } = answer;
	if (status >= 200 && status < 300) {
		const { success, result } = verification(answer);
		if (success && (result?.status ?? 'active') === 'active') {
			return { status: 'OK', message: 'Connection successful!' };
		}
		if (success) {
			const state = ['disabled', 'expired'].find((known) => known === result?.status);
			return refused(`The API token is ${state ?? 'not active'}: create a new one in Cloudflare`);
		}
	}
	if (status >= 300 && status < 400) {
		return refused(`The response is a redirect (HTTP ${status}). Check 'Base URL'`);
	}
	if (status === 429) {
		return refused(blocked(`${refusal.retryAfter ?? 300} s`));
	}
	if (status >= 500) {
		return refused(`${NOT_AVAILABLE} (${wordsOf(refusal)}). Test again later`);
	}
	if (refusal.codes.length === 0) {
		return refused(
			`The response (HTTP ${status}) is not from Cloudflare's API. Check 'Base URL': the default is https://api.cloudflare.com/client/v4`,
		);
	}
	return refused(
		`Cloudflare rejected the credential (${wordsOf(refusal)}). ${aboutHeaders(refusal.codes) ?? hint}`,
	);
}

function blocked(wait: string): string {
	return `Cloudflare's rate limit is exhausted. Test again in ${wait}`;
}

function verification({ body }: Answer): { success?: boolean; result?: { status?: string } } {
	try {
		return (JSON.parse(body.toString('utf8')) ?? {}) as ReturnType<typeof verification>;
	} catch {
		return {};
	}
}

function refused(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
