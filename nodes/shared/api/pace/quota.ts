import type { RateLimit } from '../rateLimitHeaders';

/*
 * How many requests the quota still has room for, and when there is room again. Responses tell what is left, which
 * counts what others use of the same quota too.
 */

/** Requests, milliseconds and parts of one. Data, so that tests can vary it. */
export const QUOTA = {
	/** Cloudflare's, where no response has told another: 1,200 requests in five minutes. */
	requests: 1200,
	window: 300_000,
	/** The part of the quota that is left to others: other workers, the dashboard, Terraform. */
	reserve: 0.05,
	/** By how much responses may differ on when the same window ends: some take their time. */
	sameWindow: 5000,
	/** By how much later than the new window begins requests leave, at most: not all workers at the same moment. */
	spread: 200,
};

/** What the caller of {@link Quota.opensAt} has under way, and may use. */
export interface Claim {
	/** Requests of ours without a response. */
	underWay: number;
	/** Our part of all requests, above 0, at most 1: others have as much under way as we, in proportion. */
	share: number;
	/** Requests that leave before this one. */
	before: number;
	/** Whether the reserve may be used. */
	reserve: boolean;
}

/** Who has used how much of a quota. */
export interface Use {
	quota: number;
	used: number;
	/** Requests of this process; never above `used`. */
	ours: number;
}

interface Told {
	/** The number of the request whose response told it; 0 where it is assumed. */
	request: number;
	/** The least that was told in this window. */
	remaining: number;
	quota: number;
	/** When the window ends: the earliest time that responses allow. */
	endsAt: number;
	/** When requests may leave again after the end. */
	opensAt: number;
}

/** The window that a response tells of. */
export type Window = 'same' | 'new' | 'before';

export class Quota {
	/** Of the window under way; undefined while nothing is known of it. */
	private told?: Told;
	/** Requests of this process in this window, answered or lost. */
	private ours = 0;

	/** What is used of the window under way, as far as it is known. */
	get use(): Use | undefined {
		if (!this.told) return undefined;
		const { quota, remaining } = this.told;
		const used = Math.max(0, quota - remaining);
		return { quota, used, ours: Math.min(this.ours, used) };
	}

	/** @returns whether the window under way has ended */
	ends(now: number): boolean {
		if (!this.told || this.told.opensAt > now) return false;
		this.told = undefined;
		this.ours = 0;
		return true;
	}

	/** @returns when there is room for a request: now or earlier, or when the next window begins */
	opensAt(claim: Claim): number {
		if (!this.told) return -Infinity;
		const { remaining, quota, opensAt } = this.told;
		const reserve = claim.reserve ? 0 : quota * QUOTA.reserve;
		const free = remaining - claim.underWay / claim.share - claim.before - reserve;
		return free > 0 ? -Infinity : opensAt;
	}

	/** A request that the service may have counted, whose response does not tell what is left. */
	loseOne(now: number): void {
		const { requests, window } = QUOTA;
		const endsAt = now + window;
		this.told ??= { request: 0, remaining: requests, quota: requests, endsAt, opensAt: endsAt };
		this.told.remaining--;
		this.ours++;
	}

	/**
	 * @param request its number: later requests know better
	 * @param limit what its response tells; how much remains is told
	 */
	learn(request: number, limit: RateLimit & { remaining: number }, now: number): Window {
		const { told } = this;
		const { remaining, quota = told?.quota ?? QUOTA.requests, reset } = limit;
		const endsAt =
			reset === undefined ? (told?.endsAt ?? now + QUOTA.window) : now + Math.max(reset, 1) * 1000;
		const news = { request, remaining, quota, endsAt, opensAt: endsAt };
		if (told && Math.abs(endsAt - told.endsAt) <= QUOTA.sameWindow) {
			this.ours++;
			news.request = Math.max(request, told.request);
			news.remaining = Math.min(remaining, told.remaining);
			news.endsAt = Math.min(endsAt, told.endsAt);
			news.opensAt = news.endsAt + (told.opensAt - told.endsAt);
			this.told = news;
			return 'same';
		}
		// A response that took its time tells of the window before.
		if (told && request < told.request) return 'before';
		this.ours = told?.request === 0 ? this.ours + 1 : 1;
		news.opensAt += Math.random() * QUOTA.spread;
		this.told = news;
		return 'new';
	}
}
