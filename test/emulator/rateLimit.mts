import type { FastifyReply, FastifyRequest } from 'fastify';
import { clock } from './clock.mts';
import type { Credential } from './credentials.mts';
import { gatewayRefusal } from './refusals.mts';

/** Cloudflare's limits on its API. Times are in milliseconds. */
export interface RateLimitOptions {
	/** Requests of one user (all of the user's tokens and the key together) or account-owned token per window. */
	quota: number;
	window: number;
	/** How long whoever exceeds a limit is refused. */
	block: number;
	/** Requests of one address in a second. */
	perSecond: number;
}

// Documented: 1,200 requests in five minutes for a user, 200 a second for an address, and five minutes of 429
//   after that.
export const defaultRateLimit: RateLimitOptions = {
	quota: 1200,
	window: 300_000,
	block: 300_000,
	perSecond: 200,
};

interface Usage {
	used: number;
	/** When the window or the block ends. */
	endsAt: number;
	blocked: boolean;
}

/** Counts requests and says who is blocked. */
export class RateLimiter {
	readonly options: RateLimitOptions;
	private readonly usages = new Map<string, Usage>();

	constructor(options: RateLimitOptions) {
		this.options = options;
	}

	/** Counts one request of `key`, and blocks the key if that is more than `quota` in `window` milliseconds. */
	count(key: string, quota: number, window: number): Usage {
		const now = clock.now();
		let usage = this.usages.get(key);
		if (!usage || usage.endsAt <= now) {
			usage = { used: 0, endsAt: now + window, blocked: false };
			this.usages.set(key, usage);
		}
		usage.used += 1;
		if (usage.used > quota && !usage.blocked) {
			usage.blocked = true;
			usage.endsAt = now + this.options.block;
		}
		return usage;
	}

	clear(): void {
		this.usages.clear();
	}
}

// The quota is the user's, whichever of the user's tokens or keys is used.
function ownerOf(credential: Credential | undefined, address: string): string {
	if (!credential) return `address ${address}`;
	if (credential.scheme === 'globalApiKey') return `user ${credential.email}`;
	return credential.user ? `user ${credential.user}` : `token ${credential.id}`;
}

const secondsUntil = (until: number) => Math.max(1, Math.ceil((until - clock.now()) / 1000));

/**
 * Fastify hook: counts the request, puts the `Ratelimit` headers on its answer, and refuses it with 429 and
 * `Retry-After` (seconds) while its owner or address is blocked.
 */
export function limitRate(limiter: RateLimiter) {
	return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
		const { quota, window, perSecond } = limiter.options;
		const caller = ownerOf(request.credential, request.ip);
		const owner = limiter.count(caller, quota, window);
		const address = limiter.count(`second of ${request.ip}`, perSecond, 1000);
		const refused = [address, owner].find((usage) => usage.blocked);
		const remaining = refused ? 0 : quota - owner.used;
		const reset = secondsUntil((refused ?? owner).endsAt);
		reply.header('Ratelimit', `"default";r=${remaining};t=${reset}`);
		reply.header('Ratelimit-Policy', `"default";q=${quota};w=${Math.ceil(window / 1000)}`);
		if (!refused) return;
		reply.header('Retry-After', String(reset));
		const exceeded =
			refused === owner
				? `${quota} requests per ${Math.ceil(window / 1000)} seconds`
				: `${perSecond} requests per second`;
		throw gatewayRefusal(429, {
			code: 971,
			message: `More than ${exceeded} reached. Please wait and consider throttling your request speed`,
		});
	};
}
