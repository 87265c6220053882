import type { Latency } from './latency';

/*
 * How many share the quota. While all send at the same low rate, the count of the service grows n times as fast as one
 * of them sends.
 */

/** Requests per second, milliseconds, and numbers of requests. Data, so that simulations can vary it. */
export const LEVELLING = {
	/** The rate that all go down to: ten of them stay below the rate for all. */
	low: 16,
	/** Requests of all from one levelling to the next. */
	after: 240,
	/** How long all take to come down, beside the way to the service and back. */
	settle: 30,
	/** How long is counted. */
	measure: 100,
	/** What is added to the requests counted: too few would let all send too many. */
	extra: 0.5,
	/** How long all stay down after that, so that those who came down last count the same. */
	stay: 60,
	/** Milliseconds after a levelling has begun in which the next one does not begin. */
	pause: 200,
	/** Below this rate of all, the others have come down; over how many milliseconds a newcomer looks. */
	down: 120,
	look: 100,
};

/** A time, and the highest count that was told until then. */
export interface Told {
	at: number;
	count: number;
}

/** Whether the requests of all have reached a number at which all level. */
export function isTimeToLevel(from: Told, to: Told): boolean {
	return Math.floor(to.count / LEVELLING.after) > Math.floor(from.count / LEVELLING.after);
}

/** Requests per second of all; of a time that is too short for that, less. */
export function rateBetween(from: Told, to: Told): number {
	return ((to.count - from.count) / Math.max(to.at - from.at, 50)) * 1000;
}

export class Levelling {
	/** Requests per second of this process; of all, once they have come down. */
	private readonly rate: number;
	/** When it began, or is to begin. */
	private readonly since: number;
	/** When was last looked whether the others have come down; undefined where nobody has to look. */
	private looked?: Told;
	/** From where on is counted; undefined while some may not have come down yet. */
	private from?: Told;
	/** How many processes send, at least 1; undefined until enough is counted. */
	private processes?: number;

	/**
	 * @param longer milliseconds for which to stay down, beside the usual ones
	 * @param watch whether the rate is lower than usual until the others have come down
	 */
	constructor(told: Told, rate: number, { longer = 0, watch = false } = {}) {
		this.rate = rate;
		this.since = told.at + longer;
		if (watch) this.looked = told;
	}

	/** Whether the levelling has to begin anew: all others begin one now. */
	beginsAnew(before: Told, told: Told): boolean {
		if (told.at > this.since + LEVELLING.pause && isTimeToLevel(before, told)) return true;
		if (!this.looked || told.at < this.looked.at + LEVELLING.look) return false;
		const rate = rateBetween(this.looked, told);
		this.looked = told;
		return rate < LEVELLING.down;
	}

	/** @returns how many processes send, at least 1; undefined while it is not known */
	count(told: Told, latency: Latency): number | undefined {
		const down = this.since + LEVELLING.settle + Math.min(latency.mean, 1000);
		if (told.at < down) return undefined;
		this.from ??= told;
		const enough = this.from.at + LEVELLING.measure + latency.toMeasure;
		if (told.at >= enough && told.count > this.from.count) {
			const counted = told.count - this.from.count + LEVELLING.extra;
			const sentByUs = (this.rate * (told.at - this.from.at)) / 1000;
			this.processes ??= Math.max(1, counted / sentByUs);
		}
		return told.at >= enough + LEVELLING.stay ? this.processes : undefined;
	}
}
