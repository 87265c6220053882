/*
 * How many of the requests that the service has counted are not ours: those of other workers of n8n's queue mode, of
 * the dashboard, of Terraform.
 *
 * The number is exact and never too high. A count that a response told is compared with our own requests only when all
 * of ours that may have been counted before it have their response; until then the difference may be our own.
 */

/** A request of ours, from the moment it leaves. */
export interface OnItsWay {
	/** Milliseconds. */
	readonly sentAt: number;
	/** What the service is known to have counted before; the request gets a higher number. */
	readonly countedBefore: number;
}

export class Others {
	/** The highest count that a response told. It never falls. */
	highest = 0;
	/** Requests that are certainly not ours. It never falls, and is never above their true number. */
	certain = 0;
	/** Our requests among those compared. It never falls. */
	compared = 0;
	/** Our requests whose response is overdue: each may have been counted or not. */
	overdue = 0;
	/** What the service had counted before the first request that it told of; undefined until it told. */
	private base?: number;
	/** Our requests without a response, in the order in which they left. */
	private readonly onTheirWay = new Set<OnItsWay>();
	/** Counts that responses told and that are not compared yet. */
	private counts: number[] = [];
	/** Our requests whose response told no count: each may have been counted or not. */
	private lost = 0;

	send(now: number): OnItsWay {
		const request = { sentAt: now, countedBefore: this.highest };
		this.onTheirWay.add(request);
		return request;
	}

	/**
	 * @param count what the service has counted, this request included
	 * @param patience milliseconds after which a response is overdue
	 */
	answer(request: OnItsWay, count: number, now: number, patience: number): void {
		this.onTheirWay.delete(request);
		this.base ??= count - 1;
		this.highest = Math.max(this.highest, count);
		this.counts.push(count);
		this.compare(this.base, now - patience);
	}

	/** A request whose response told no count, or that has none. */
	lose(request: OnItsWay): void {
		if (this.onTheirWay.delete(request)) this.lost++;
	}

	private compare(base: number, overdueBefore: number): void {
		let complete = this.highest;
		this.overdue = 0;
		for (const { sentAt, countedBefore } of this.onTheirWay) {
			if (sentAt < overdueBefore) this.overdue++;
			else complete = Math.min(complete, Math.max(countedBefore, base));
		}
		const waiting = this.counts.filter((count) => count > complete);
		this.compared += this.counts.length - waiting.length;
		this.counts = waiting;
		const others = complete - base - this.compared - this.overdue - this.lost;
		this.certain = Math.max(this.certain, others);
	}
}
