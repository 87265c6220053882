import type { VirtualTime } from '../../harness/virtualTime.mts';

/*
 * A service in virtual time that counts as Cloudflare does: for each user in a window, and for each address in every
 * second. Whoever exceeds a limit is blocked.
 */

/** How long requests and their responses take, in milliseconds. */
export interface Path {
	there(): number;
	back(): number;
	/** The part of the responses that never come; the request was counted. */
	lost?: number;
}

/** Lines that differ in what they do to requests that left evenly. */
export const lines = {
	fast: { there: [1, 10], back: [1, 3] },
	even: { there: [25, 25], back: [25, 25] },
	near: { there: [20, 40], back: [15, 30] },
	usual: { there: [20, 200], back: [10, 10] },
	spread: { there: [20, 100], back: [10, 70] },
	slow: { there: [500, 3000], back: [10, 10] },
	/** One in twenty requests arrives late, or its response does, or its response never does. */
	late: { there: [30, 30, 4000], back: [10, 10] },
	lateBack: { there: [20, 40], back: [20, 20, 2000] },
	lossy: { there: [20, 80], back: [10, 30], lost: 0.03 },
} as const;

export type Line = keyof typeof lines;

export function pathOf(line: Line, random: () => number): Path {
	const { there, back, ...more } = lines[line];
	const of =
		([least, most, late]: readonly number[]) =>
		() =>
			late !== undefined && random() < 0.05 ? late : least! + random() * (most! - least!);
	return { there: of(there), back: of(back), ...more };
}

export interface Limits {
	quota: number;
	/** Milliseconds. */
	window: number;
	block: number;
	/** For each address. */
	perSecond: number;
}

export const cloudflare: Limits = {
	quota: 1200,
	window: 300_000,
	block: 300_000,
	perSecond: 200,
};

/** A response that never came. */
export class Lost extends Error {}

interface Arrival {
	at: number;
	who: string;
}

export class Service {
	readonly arrivals: Arrival[] = [];
	refused = 0;
	/** Of one user. */
	used = 0;
	endsAt = 0;
	private blockedUntil = 0;
	private readonly time: VirtualTime;
	private readonly limits: Limits;

	constructor(time: VirtualTime, limits: Partial<Limits> = {}) {
		this.time = time;
		this.limits = { ...cloudflare, ...limits };
	}

	/** Takes a request along the path and its response back. */
	async answer(path: Path, random: () => number) {
		await this.time.sleep(path.there());
		const response = this.count();
		if (path.lost !== undefined && random() < path.lost) {
			await this.time.sleep(3000);
			throw new Lost();
		}
		await this.time.sleep(path.back());
		return response;
	}

	/**
	 * A request arrives.
	 *
	 * @param who sent it: for the numbers of a test, since the service does not know
	 */
	count(who = '') {
		const { now } = this.time;
		const { quota, window, block, perSecond } = this.limits;
		this.arrivals.push({ at: now, who });
		this.startWindow();
		this.used++;
		const lastSecond = this.arrivals.at(-perSecond - 1);
		const tooMany = lastSecond !== undefined && lastSecond.at > now - 1000;
		if (tooMany || this.used > quota) this.blockedUntil = Math.max(this.blockedUntil, now + block);
		const blocked = now < this.blockedUntil;
		if (blocked) this.refused++;
		const left = Math.ceil((this.endsAt - now) / 1000);
		const headers: Record<string, string> = {
			ratelimit: `"default";r=${Math.max(quota - this.used, 0)};t=${left}`,
			'ratelimit-policy': `"default";q=${quota};w=${window / 1000}`,
			...(blocked && { 'retry-after': String(Math.ceil((this.blockedUntil - now) / 1000)) }),
		};
		return { status: blocked ? 429 : 200, headers, count: this.used };
	}

	private startWindow(): void {
		if (this.time.now < this.endsAt) return;
		this.used = 0;
		this.endsAt = this.time.now + this.limits.window;
	}

	/** Somebody else has used so much of the quota. */
	use(requests: number): void {
		this.startWindow();
		this.used += requests;
	}

	/** Requests per second between two times, of somebody or of all. */
	rate(from: number, to: number, who?: string): number {
		const within = this.arrivals.filter(
			(arrival) => arrival.at >= from && arrival.at < to && (!who || arrival.who === who),
		);
		return (within.length * 1000) / (to - from);
	}

	/** The most requests that arrived within any second. */
	get busiestSecond(): number {
		let most = 0;
		let first = 0;
		this.arrivals.forEach(({ at }, last) => {
			while (at - this.arrivals[first]!.at >= 1000) first++;
			most = Math.max(most, last - first + 1);
		});
		return most;
	}
}
