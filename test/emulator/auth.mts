import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from './accounts.mts';
import { credentials, type Credential, type Permission } from './credentials.mts';
import { gatewayRefusal, Refusal, unroutable, type EnvelopeError } from './refusals.mts';
import { basePath } from './shapes.mts';
import type { ServiceOptions, State } from './state.mts';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** The caller needs one of these. Every route of the API has them, or `verifiesToken`. */
		anyOf?: readonly Permission[];
		/** The route answers tokens that no other route accepts, to say what is wrong with them. */
		verifiesToken?: boolean;
	}
	interface FastifyRequest {
		/** Who calls, if the credentials are known ones. */
		credential: Credential | undefined;
	}
}

/** Permissions that let a caller read interconnects. */
export const readInterconnects: readonly Permission[] = [
	'Magic WAN Read',
	'Magic WAN Write',
	'Magic Transit Read',
	'Magic Transit Write',
];

/** Permissions that let a caller order, change and delete interconnects. */
export const writeInterconnects: readonly Permission[] = ['Magic WAN Write', 'Magic Transit Write'];

// Assumed: Account Settings Read is not enough to read notifications.
/** Permissions that let a caller read notifications, their destinations and their history. */
export const readNotifications: readonly Permission[] = [
	'Account Settings Write',
	'Notifications Edit',
	'Notifications Read',
];

/** Permissions that let a caller create, change and delete destinations and policies of notifications. */
export const writeNotifications: readonly Permission[] = [
	'Account Settings Write',
	'Notifications Edit',
];

const authorizationFormat = /^Bearer (?:(?:cfut|cfat)_\w{48}|[\w-]{40})$/;
const emailFormat = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const apiKeyFormat = /^(?:cfk_\w{48}|[0-9a-f]{37})$/;

const known: readonly Credential[] = Object.values(credentials);

/**
 * Finds who calls. Says nothing of what the caller may do.
 *
 * @returns the credential, or undefined where the headers are missing, malformed or unknown
 */
export function identify(headers: IncomingHttpHeaders): Credential | undefined {
	return known.find((credential) =>
		credential.scheme === 'apiToken'
			? headers.authorization === `Bearer ${credential.apiToken}`
			: headers['x-auth-email'] === credential.email && headers['x-auth-key'] === credential.apiKey,
	);
}

/** Throws the gateway's refusal of missing (9106) and malformed (6003 with 6100 to 6111) headers. */
function checkFormat(headers: IncomingHttpHeaders): void {
	// Assumed: Both kinds of credentials at once are refused with 6003.
	const { authorization, 'x-auth-email': email, 'x-auth-key': key } = headers;
	if (authorization === undefined && email === undefined && key === undefined) {
		const message = 'Missing X-Auth-Key, X-Auth-Email or Authorization headers';
		throw new Refusal(400, message, { success: false, errors: [{ code: 9106, message }] });
	}
	const chain: EnvelopeError[] = [];
	if (authorization !== undefined) {
		// Cloudflare picks one of the two. Refusing makes a client that sends both stand out.
		if (email !== undefined || key !== undefined) {
			chain.push({
				code: 6111,
				message: 'Authorization header sent together with X-Auth-Email or X-Auth-Key header',
			});
		} else if (!authorizationFormat.test(authorization)) {
			chain.push({ code: 6111, message: 'Invalid format for Authorization header' });
		}
	} else {
		if (email === undefined) {
			chain.push({ code: 6100, message: 'Missing X-Auth-Email header' });
		} else if (!emailFormat.test(String(email))) {
			chain.push({ code: 6102, message: 'Invalid format for X-Auth-Email header' });
		}
		if (key === undefined) {
			chain.push({ code: 6101, message: 'Missing X-Auth-Key header' });
		} else if (!apiKeyFormat.test(String(key))) {
			chain.push({ code: 6103, message: 'Invalid format for X-Auth-Key header' });
		}
	}
	if (chain.length > 0) {
		throw gatewayRefusal(400, {
			code: 6003,
			message: 'Invalid request headers',
			error_chain: chain,
		});
	}
}

/** The gateway's answer to a caller that is known but may not do this. */
function unauthorized(): Refusal {
	return gatewayRefusal(403, { code: 9109, message: 'Unauthorized to access requested resource' });
}

/** The other answer to an account-owned token that lists accounts, where the options ask for it. */
function mayNotList(
	credential: Credential,
	route: string | undefined,
	{ accountTokenListCode: code }: ServiceOptions,
): Refusal | undefined {
	// Assumed: An account that the caller does not reach is 9109.
	if (code !== 1001 || route !== `${basePath}/accounts` || !isAccountOwned(credential)) {
		return undefined;
	}
	return gatewayRefusal(400, { code, message: 'An account-owned token cannot list accounts' });
}

/** Whether a token belongs to an account and not to a user. */
export function isAccountOwned(credential: Credential): boolean {
	return credential.scheme === 'apiToken' && credential.user === undefined;
}

/** Those of all accounts that a credential reaches. */
export function reachable(credential: Credential, accounts: readonly Account[]): Account[] {
	const reached = credential.accounts;
	return reached === 'all' ? [...accounts] : accounts.filter(({ id }) => reached.includes(id));
}

/**
 * Fastify hook: refuses who is not known, and what the known caller may not do, as Cloudflare's gateway does
 * before the service sees a request.
 *
 * @param state read anew for every request
 */
export function authorize(state: Pick<State, 'accounts' | 'options'>) {
	return async ({ credential, headers, is404, params, routeOptions, url }: FastifyRequest) => {
		if (is404) return;
		const { anyOf, verifiesToken } = routeOptions.config;
		const { account_id: account } = params as { account_id?: string };
		checkFormat(headers);
		if (account !== undefined && !/^[0-9a-f]{32}$/.test(account)) throw unroutable(url);
		if (verifiesToken) return;
		if (!credential || (credential.scheme === 'apiToken' && credential.status !== 'active')) {
			throw gatewayRefusal(403, { code: 10000, message: 'Authentication error' });
		}
		const permissions: readonly Permission[] = credential.permissions;
		if (!anyOf?.some((permission) => permissions.includes(permission))) {
			throw mayNotList(credential, routeOptions.url, state.options) ?? unauthorized();
		}
		if (account === undefined) return;
		if (!reachable(credential, state.accounts).some(({ id }) => id === account))
			throw unauthorized();
	};
}
