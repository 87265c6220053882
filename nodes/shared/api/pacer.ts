import { sleepUnlessAborted } from '../sleep';
import { FairRate } from './pace/fairRate';
import { Line, type Waiting } from './pace/line';
import type { OnItsWay } from './pace/others';
import { Quota, QUOTA, type Use } from './pace/quota';
import { RetryBudget } from './pace/retryBudget';
import { Spacing } from './pace/spacing';
import { readRateLimit } from './rateLimitHeaders';

/** Milliseconds, requests, and requests per second. Data, so that tests can vary it. */
export const PACE = {
	/** Of all credentials of this process: Cloudflare allows 200 per second and IP address. */
	perSecond: 180,
	/** After so long without a response, others may have used the quota meanwhile. */
	fresh: 2000,
	/** Requests under way while it is not known what is left: one, and one more after each of these times. */
	probeAfter: 1000,
	probes: 3,
	/** The same where responses come that do not tell what is left. */
	untoldProbes: 10,
	/** How long anybody can wait: all requests of the process keep a distance. */
	noWait: 1000,
	/** Longest time until the line is looked at again: a timer is no use once nobody waits. */
	nap: 2000,
	/** How long a block lasts where the response does not tell, and by how much it is exceeded at most. */
	block: 300_000,
	afterBlock: 1000,
};

/** How long a request may wait for its turn. */
export interface Patience {
	/** Milliseconds; a longer wait is refused. */
	maxWait: number;
	/** Ends the wait when the execution is cancelled. */
	signal?: AbortSignal;
	/** Whether a person waits in front of the editor: goes first, and may use the reserve. */
	atEditor?: boolean;
}

/** The rate limit leaves no request before the time that the caller is ready to wait. */
export class WaitTooLong extends Error {
	/** Milliseconds until there is a turn. */
	readonly wait: number;
	/** What is used of the quota; undefined where Cloudflare has blocked, for whatever reason. */
	readonly use?: Use;

	constructor(wait: number, use?: Use) {
		super(`no request is left for ${duration(wait)}`);
		this.wait = wait;
		this.use = use;
	}
}

/** Milliseconds in words, such as "4 min 20 s". */
export function duration(milliseconds: number): string {
	const all = Math.ceil(milliseconds / 1000);
	const minutes = Math.floor(all / 60);
	const seconds = all % 60;
	if (minutes === 0) return `${seconds} s`;
	return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

interface Response {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
}

/** A request that may leave. */
interface Turn {
	/** Requests are numbered in the order in which they leave. */
	number: number;
	paced: OnItsWay;
	/** The rate that has sent it: a later one knows nothing of it. */
	rate: FairRate;
}

/** A request in the line, and how it goes on. */
interface Request extends Waiting {
	go(turn: Turn): void;
	refuse(error: Error): void;
}

/** Milliseconds of a clock that nobody sets. */
const clock = () => performance.now();

/**
 * Keeps one credential below Cloudflare's rate limits (1,200 requests in five minutes, 200 in a second; whoever exceeds
 * one is blocked for the next five minutes), at full speed as long as there is room. What responses tell decides,
 * because others use the same quota.
 */
export class Pacer {
	/** How often requests with the credential may be repeated. */
	readonly retries = new RetryBudget();
	private readonly quota = new Quota();
	private readonly line = new Line<Request>();
	private readonly spacing = new Spacing();
	/** Of all credentials of the process. */
	private readonly processSpacing: Spacing;
	/** Begins anew when nothing of late is known of the others. */
	private rate = new FairRate();
	/** No request leaves before. */
	private blockedUntil = -Infinity;
	/** When a response last told what is left; -Infinity where that is of no use any more. */
	private heardAt = -Infinity;
	/** While it is not known what is left: since when, and the responses since then that did not tell. */
	private probing?: { since: number; untold: number };
	/** Requests that left, and those without a response; never negative. */
	private sent = 0;
	private underWay = 0;
	/** When the line is looked at again; Infinity when nobody has to. */
	private wakesAt = Infinity;

	constructor(processSpacing: Spacing) {
		this.processSpacing = processSpacing;
	}

	/**
	 * Sends a request when it is its turn.
	 *
	 * @throws WaitTooLong, before anything is sent; the signal's reason where it is aborted meanwhile
	 */
	async inTurn<T extends Response>(patience: Patience, send: () => Promise<T>): Promise<T> {
		const turn = await this.turn(patience);
		let told = false;
		try {
			const response = await send();
			told = this.learn(turn, response, clock());
			return response;
		} finally {
			this.underWay--;
			if (!told) this.loseOne(turn, clock());
			this.next();
		}
	}

	private async turn({ maxWait, signal, atEditor = false }: Patience): Promise<Turn> {
		signal?.throwIfAborted();
		const deadline = clock() + Math.max(maxWait, PACE.noWait);
		let cancel = () => {};
		try {
			return await new Promise<Turn>((go, refuse) => {
				const request: Request = { deadline, atEditor, go, refuse };
				cancel = () => {
					this.line.leave(request);
					refuse(signal?.reason as Error);
					this.next();
				};
				signal?.addEventListener('abort', cancel);
				this.line.join(request);
				this.next();
			});
		} finally {
			signal?.removeEventListener('abort', cancel);
		}
	}

	/** Lets go who may, refuses who can't wait so long, and wakes up when the next one may go. */
	private next(): void {
		for (;;) {
			const now = clock();
			this.refreshAt(now);
			this.refuseAt(now);
			const { first } = this.line;
			if (!first) return;
			const wait = this.waitOf(first, now);
			if (wait > 0) return this.wakeAt(now + Math.min(wait, PACE.nap), now);
			this.line.leave(first);
			first.go(this.take(now));
		}
	}

	private wakeAt(time: number, now: number): void {
		if (time >= this.wakesAt) return;
		this.wakesAt = time;
		void sleepUnlessAborted(time - now).then(() => {
			// Otherwise it was to be earlier, and has been.
			if (this.wakesAt !== time) return;
			this.wakesAt = Infinity;
			this.next();
		});
	}

	/** Forgets what is not true any more. */
	private refreshAt(now: number): void {
		const stale = this.heardAt < now - PACE.fresh && this.underWay === 0;
		if (this.quota.ends(now) || (stale && this.heardAt > -Infinity)) {
			this.heardAt = -Infinity;
			this.rate = new FairRate();
			this.probing = undefined;
		}
	}

	private refuseAt(now: number): void {
		// Where there is room for all, nobody has to be refused.
		const forAll = this.opensAt(false, this.line.length);
		if (forAll <= now) return;
		let before = 0;
		for (const request of this.line) {
			const opensAt = request.deadline >= forAll ? now : this.opensAt(request.atEditor, before);
			before++;
			if (opensAt <= Math.max(now, request.deadline)) continue;
			this.line.leave(request);
			const use = this.blockedUntil > now ? undefined : this.quota.use;
			request.refuse(new WaitTooLong(opensAt - now, use));
		}
	}

	/** When the limits let a request leave; now or earlier where they do not make it wait. */
	private opensAt(atEditor: boolean, before: number): number {
		const { underWay, rate } = this;
		const claim = { underWay, share: rate.share, before, reserve: atEditor };
		return Math.max(this.blockedUntil, this.quota.opensAt(claim));
	}

	/** Milliseconds until the first in the line may leave, or until that has to be looked at again; 0 or less for now. */
	private waitOf(first: Waiting, now: number): number {
		const limits = this.opensAt(first.atEditor, 0) - now;
		if (limits > 0) return limits;
		// People do not wait for what others are to find out, and who can't wait any more goes without it.
		const unknown = !first.atEditor && now < first.deadline && this.mustListen(now);
		if (unknown) return Math.min(first.deadline - now, 100);
		const due = this.spacing.next(this.rate.at(now) || PACE.perSecond);
		return Math.max(due, this.processSpacing.next(PACE.perSecond)) - now;
	}

	/** Whether enough is under way to find out what is left, and who else uses it. */
	private mustListen(now: number): boolean {
		if (this.heardAt >= now - PACE.fresh) return this.rate.at(now) === 0;
		const { since, untold } = (this.probing ??= { since: now, untold: 0 });
		const most = untold > 0 ? PACE.untoldProbes : PACE.probes;
		const probes = 1 + untold + Math.floor((now - since) / PACE.probeAfter);
		return this.underWay >= Math.min(probes, most);
	}

	private take(now: number): Turn {
		const { rate } = this;
		this.underWay++;
		this.spacing.take(now, rate.at(now) || PACE.perSecond);
		this.processSpacing.take(now, PACE.perSecond);
		return { number: ++this.sent, paced: rate.send(now), rate };
	}

	/** A request that the service may have counted, whose response does not tell what is left. */
	private loseOne({ paced, rate }: Turn, now: number): void {
		this.quota.loseOne(now);
		rate.lose(paced);
		if (this.probing) this.probing.untold++;
	}

	/** @returns whether the response told what is left */
	private learn({ number, paced, rate }: Turn, response: Response, now: number): boolean {
		const limit = readRateLimit(response.headers);
		const { remaining, quota = QUOTA.requests } = limit;
		if (response.status === 429) this.block(limit.retryAfter ?? limit.reset, now);
		if (remaining === undefined) return false;
		const window = this.quota.learn(number, { ...limit, remaining }, now);
		if (window === 'before') {
			rate.lose(paced);
			return true;
		}
		// The count begins anew, and all with it.
		if (window === 'new' && this.heardAt > -Infinity) this.rate = new FairRate();
		this.heardAt = now;
		this.probing = undefined;
		rate.answer(paced, quota - remaining, now);
		return true;
	}

	/** @param told how many seconds Cloudflare says to wait */
	private block(told: number | undefined, now: number): void {
		const wait = told === undefined ? PACE.block : Math.max(told, 1) * 1000;
		const longer = Math.random() * Math.min(PACE.afterBlock, wait / 10);
		this.blockedUntil = Math.max(this.blockedUntil, now + wait + longer);
	}
}
