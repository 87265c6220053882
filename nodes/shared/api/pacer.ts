import { sleep } from 'n8n-workflow';

import { readRateLimit } from './rateLimitHeaders';

/** How long a request may wait for its turn. */
export interface Patience {
	/** Milliseconds; a longer wait is refused. */
	maxWait: number;
	/** Ends the wait when the execution is cancelled. */
	signal?: AbortSignal;
}

/** The rate limit leaves no request before the time that the caller is ready to wait. */
export class WaitTooLong extends Error {
	/** Milliseconds until there is a turn. */
	readonly wait: number;

	constructor(wait: number) {
		super(`no request is left for ${seconds(wait)}`);
		this.wait = wait;
	}
}

/** Milliseconds as words. */
export function seconds(milliseconds: number): string {
	return `${Math.ceil(milliseconds / 1000)} s`;
}

/** The share of the quota left to others who use it: other workers, the dashboard, Terraform. */
const RESERVE = 0.05;

/** Requests under way at most, while it is not known how much is left. */
const PROBES = 10;

/** Milliseconds after which what was told may be old: others have used the quota meanwhile. */
const FRESH = 2000;

/** Milliseconds between two requests of the process: the limit of 200 per second counts by IP address. */
const PROCESS_SPACING = 1000 / 180;

/** Milliseconds between two requests of all workers of a credential, as far as they know of each other. */
const SHARED_SPACING = 1000 / 100;

/**
 * What is taken for the requests of all and for ours until answers have told: other workers of n8n's queue mode may
 * have started at the same time, behind the same address.
 */
const FIRST_USE = { all: 10, ours: 1 };

/** What one answer leaves of what was known of the use before it. */
const MEMORY = 0.95;

/** Milliseconds without a request after which the use is not known any more. */
const USE_LASTS = 10_000;

/** Milliseconds by which answers may differ on when the window ends: some of them take their time. */
const SAME_WINDOW = 5000;

/** Requests in a window, its seconds, and the seconds of a block, where no answer has told. */
const QUOTA = 1200;
const WINDOW = 300;
const BLOCK = 300;

/** Milliseconds that are no wait: all requests of the process keep a distance. */
const NO_WAIT = 1000;

/** The longest sleep in milliseconds: a timer takes no more than 24 days. */
const NAP = 60_000;

interface Told {
	/** The request whose answer told it; later ones know better. 0 where it is assumed. */
	request: number;
	remaining: number;
	quota: number;
	/** When the window ends. */
	endsAt: number;
}

/** A request that waits for its turn. */
interface Waiting {
	deadline: number;
	wake: AbortController;
}

/** Milliseconds of a clock that nobody sets. */
const clock = () => performance.now();

/** When the next request of any credential may leave the process. */
let processNext = 0;

/**
 * Keeps one credential below Cloudflare's rate limits (1,200 requests in five minutes, 200 in a second; whoever
 * exceeds one is blocked for the next five minutes). It trusts what answers tell, because others use the same quota:
 * what is left tells how many requests others sent between two of ours, and so how many workers there are that have
 * to share. It slows down in the second half of the quota.
 */
export class Pacer {
	private told?: Told;
	/** When an answer last told what is left. */
	private toldAt = -Infinity;
	/** The least that was told to be left in this window. */
	private least?: number;
	/** Requests of late: those of all who use the quota, and ours. */
	private use = FIRST_USE;
	private blockedUntil = 0;
	private next = 0;
	private sent = 0;
	private underWay = 0;
	/** Who has the least time left is first. */
	private readonly line: Waiting[] = [];

	/**
	 * Sends a request when it is its turn.
	 *
	 * @throws WaitTooLong, before anything is sent
	 */
	async inTurn<T extends { status: number; headers: Record<string, string> }>(
		{ maxWait, signal }: Patience,
		send: () => Promise<T>,
	): Promise<T> {
		const request = await this.turn(clock() + Math.max(maxWait, NO_WAIT), signal);
		let told = false;
		try {
			const answer = await send();
			told = this.learn(request, answer, clock());
			return answer;
		} finally {
			this.underWay--;
			if (!told) this.countUntold(clock());
			this.wakeFirst();
		}
	}

	/** @returns the number of the request that may leave now */
	private async turn(deadline: number, signal?: AbortSignal): Promise<number> {
		const waiting: Waiting = { deadline, wake: new AbortController() };
		const behind = this.line.findIndex((other) => other.deadline > deadline);
		this.line.splice(behind === -1 ? this.line.length : behind, 0, waiting);
		try {
			for (;;) {
				signal?.throwIfAborted();
				const now = clock();
				const place = this.line.indexOf(waiting);
				const wait = Math.max(0, this.waitAt(now)) + this.lineBefore(place, now);
				if (this.scarce(now) && wait > 0 && now + wait > deadline) throw new WaitTooLong(wait);
				// Nobody knows how long an answer takes: who can't wait any more goes without it.
				const held = this.probing(now) && this.underWay >= PROBES && now < deadline;
				if (place === 0 && wait === 0 && !held) return this.take(now);
				waiting.wake = new AbortController();
				const woken = signal ? AbortSignal.any([signal, waiting.wake.signal]) : waiting.wake.signal;
				// Who is not first is woken; the deadline matters once.
				const last = now < deadline ? deadline : Infinity;
				const until = place === 0 && !held ? now + wait : last;
				await sleep(Math.min(until - now, NAP), woken).catch(() => undefined);
			}
		} finally {
			this.line.splice(this.line.indexOf(waiting), 1);
			this.wakeFirst();
		}
	}

	private wakeFirst(): void {
		this.line[0]?.wake.abort();
	}

	/** Milliseconds that those before a place in the line take; the next window is free for all of them. */
	private lineBefore(place: number, now: number): number {
		const windowEnds = this.told ? this.told.endsAt - now : Infinity;
		return Math.max(0, Math.min(place * this.spacing(now), windowEnds));
	}

	/** Whether it is the limit that makes wait, and not only the distance that all requests keep. */
	private scarce(now: number): boolean {
		const { told } = this;
		return this.blockedUntil > now || (told !== undefined && told.remaining < told.quota / 2);
	}

	/** Whether it is not known how much is left. */
	private probing(now: number): boolean {
		return now > this.toldAt + FRESH;
	}

	/** Milliseconds until a request may leave; 0 or less when it may now. */
	private waitAt(now: number): number {
		if (this.told && this.told.endsAt <= now) {
			this.told = undefined;
			this.toldAt = -Infinity;
			this.least = undefined;
			this.use = FIRST_USE;
		}
		const until = Math.max(this.blockedUntil, this.next, processNext);
		const ends = this.told && this.free(this.told) <= 0 ? this.told.endsAt : 0;
		return Math.max(until, ends) - now;
	}

	private free({ remaining, quota }: Told): number {
		// Others have as much under way as we, in proportion.
		return remaining - this.underWay / this.share() - quota * RESERVE;
	}

	private take(now: number): number {
		this.underWay++;
		if (now > this.next + USE_LASTS) this.use = FIRST_USE;
		this.next = Math.min(now + this.spacing(now), this.told?.endsAt ?? Infinity);
		processNext = Math.max(processNext, now) + PROCESS_SPACING;
		return ++this.sent;
	}

	/**
	 * Milliseconds between two requests of ours: from the second half of the quota on they grow until the rest would
	 * last to the window's end.
	 */
	private spacing(now: number): number {
		let spacing = SHARED_SPACING;
		if (this.told) {
			const scarcity = 1 - this.told.remaining / (this.told.quota / 2);
			const even = (this.told.endsAt - now) / Math.max(this.free(this.told), 1);
			spacing = Math.max(spacing, even * scarcity);
		}
		return spacing / this.share();
	}

	/** Our part of all requests, from 0 to 1. */
	private share(): number {
		return Math.min(1, this.use.ours / this.use.all);
	}

	/** A request that the service may have counted, whose answer does not tell what is left. */
	private countUntold(now: number): void {
		this.told ??= { request: 0, remaining: QUOTA, quota: QUOTA, endsAt: now + WINDOW * 1000 };
		this.told.remaining--;
	}

	/** @returns whether the answer told what is left */
	private learn(
		request: number,
		{ status, headers }: { status: number; headers: Record<string, string> },
		now: number,
	): boolean {
		const limit = readRateLimit(headers);
		if (limit.remaining !== undefined) {
			const { remaining, quota = this.told?.quota ?? QUOTA } = limit;
			const left = this.told ? this.told.endsAt - now : WINDOW * 1000;
			const endsAt = now + (limit.reset === undefined ? left : withJitter(limit.reset));
			this.learnLeft({ request, remaining, quota, endsAt });
			this.toldAt = now;
		}
		if (status === 429) {
			const wait = withJitter(limit.retryAfter ?? limit.reset ?? BLOCK);
			this.blockedUntil = Math.max(this.blockedUntil, now + wait);
		}
		return limit.remaining !== undefined;
	}

	private learnLeft(news: Told): void {
		const { told } = this;
		const later = told ? news.endsAt - told.endsAt : Infinity;
		if (told && news.request < told.request) {
			// One that took its time may speak of the window before.
			if (Math.abs(later) > SAME_WINDOW) return;
			told.remaining = Math.min(told.remaining, news.remaining);
		} else {
			this.told = news;
		}
		if (later > SAME_WINDOW) this.least = undefined;
		// By how much the quota went down, and how many answers of ours came meanwhile.
		const used = Math.max(0, (this.least ?? news.remaining) - news.remaining);
		this.least = Math.min(this.least ?? news.remaining, news.remaining);
		this.use = { all: this.use.all * MEMORY + used, ours: this.use.ours * MEMORY + 1 };
	}
}

/** Milliseconds of a wait that was told in seconds, and a little more: all who wait would come at once. */
function withJitter(waitSeconds: number): number {
	const wait = Math.max(waitSeconds, 1) * 1000;
	return wait + Math.random() * Math.min(1000, wait / 10);
}
