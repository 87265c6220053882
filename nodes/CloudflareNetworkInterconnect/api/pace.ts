import { createHash } from 'crypto';
import { sleep } from 'n8n-workflow';

/** How long a request may wait for its turn. */
export interface Patience {
	/** Milliseconds; a longer wait is refused at once. */
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

/** Requests sent before the first answer has told how much is left. */
const PROBES = 10;

/** Milliseconds between two requests of the process: the limit of 200 per second counts by IP address. */
const PROCESS_SPACING = 1000 / 180;

/** Requests in a window, its seconds, and the seconds of a block, where no answer has told. */
const QUOTA = 1200;
const WINDOW = 300;
const BLOCK = 300;

/** Milliseconds that are no wait: all requests of the process keep a distance. */
const NO_WAIT = 1000;

interface Told {
	/** The request whose answer told it; later ones know better. */
	request: number;
	remaining: number;
	quota: number;
	/** When the window ends, in milliseconds since the epoch. */
	endsAt: number;
}

/** When the next request of any credential may leave the process. */
let processNext = 0;

/**
 * Keeps one credential below Cloudflare's rate limit (1,200 requests in five minutes; whoever exceeds
 * it is blocked for the next five). It trusts what answers tell, because others use the same quota, and
 * slows down in the second half of it, so that workers who do not know of each other share the rest.
 */
export class Pacer {
	private told?: Told;
	private blockedUntil = 0;
	private next = 0;
	private sent = 0;
	private underWay = 0;

	/**
	 * Sends a request when it is its turn.
	 *
	 * @throws WaitTooLong, before anything is sent
	 */
	async inTurn<T extends { status: number; headers: Record<string, string> }>(
		{ maxWait, signal }: Patience,
		send: () => Promise<T>,
	): Promise<T> {
		const since = Date.now();
		for (;;) {
			signal?.throwIfAborted();
			const now = Date.now();
			const wait = this.waitAt(now);
			if (wait <= 0) break;
			if (now - since + wait > Math.max(maxWait, NO_WAIT)) throw new WaitTooLong(wait);
			// In parts: a timer takes no more than 24 days.
			await sleep(Math.min(wait, 60_000), signal);
		}
		const request = this.take(Date.now());
		let told = false;
		try {
			const answer = await send();
			told = this.learn(request, answer, Date.now());
			return answer;
		} finally {
			this.underWay--;
			if (!told) this.countUntold(Date.now());
		}
	}

	/** Milliseconds until a request may leave; 0 or less when it may now. */
	private waitAt(now: number): number {
		if (this.told && this.told.endsAt <= now) this.told = undefined;
		const until = Math.max(this.blockedUntil, this.next, processNext);
		if (!this.told) return Math.max(until - now, this.underWay < PROBES ? 0 : 20);
		return (this.free(this.told) > 0 ? until : Math.max(until, this.told.endsAt)) - now;
	}

	private free({ remaining, quota }: Told): number {
		return remaining - this.underWay - quota * RESERVE;
	}

	private take(now: number): number {
		this.underWay++;
		this.next = now + (this.told ? this.spacing(this.told, now) : 0);
		processNext = Math.max(processNext, now) + PROCESS_SPACING;
		return ++this.sent;
	}

	/** None in the first half of the quota, then growing until the rest would last to the window's end. */
	private spacing(told: Told, now: number): number {
		const scarcity = 1 - told.remaining / (told.quota / 2);
		if (scarcity <= 0) return 0;
		return ((told.endsAt - now) / Math.max(this.free(told), 1)) * scarcity;
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
		const remaining = numberIn(headers.ratelimit, 'r');
		const window = numberIn(headers.ratelimit, 't');
		const quota = numberIn(headers['ratelimit-policy'], 'q');
		const told = remaining !== undefined && window !== undefined && quota !== undefined;
		if (told) {
			if (!this.told || request > this.told.request) {
				this.told = { request, remaining, quota, endsAt: now + withJitter(Math.max(window, 1)) };
			} else {
				this.told.remaining = Math.min(this.told.remaining, remaining);
			}
		}
		if (status === 429) {
			const retryAfter = Number(headers['retry-after']);
			const wait = withJitter(retryAfter > 0 ? retryAfter : (window ?? BLOCK));
			this.blockedUntil = Math.max(this.blockedUntil, now + wait);
		}
		return told;
	}
}

/** Reads `name=<number>` of a structured header such as `"default";r=1199;t=300`. */
function numberIn(header: string | undefined, name: string): number | undefined {
	const value = new RegExp(`;\\s*${name}=(\\d+)`).exec(header ?? '')?.[1];
	return value === undefined ? undefined : Number(value);
}

/** Milliseconds of a wait that was told in seconds, and a little more: all who wait would come at once. */
function withJitter(waitSeconds: number): number {
	const wait = waitSeconds * 1000;
	return wait + Math.random() * Math.min(1000, wait / 10);
}

/** One pacer for each credential of the process, shared by all nodes, pickers and tests of it. */
const pacers = new Map<string, Pacer>();

/**
 * @param baseUrl the service that counts
 * @param identity whom it counts: the token, or the email. Only a hash of it is kept.
 */
export function pacerFor(baseUrl: string, identity: string): Pacer {
	const key = createHash('sha256').update(`${baseUrl}\n${identity}`).digest('hex');
	let pacer = pacers.get(key);
	if (!pacer) {
		pacer = new Pacer();
		pacers.set(key, pacer);
	}
	return pacer;
}
