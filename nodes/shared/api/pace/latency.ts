/*
 * How long responses take, and what that leaves of a limit that the service counts by the second: requests that leave
 * evenly arrive unevenly where some overtake others.
 */

/** Data, so that simulations can vary it. */
export const LATENCY = {
	/** What one response adds to the mean, and to the spread. */
	weightOfMean: 0.1,
	weightOfSpread: 0.05,
	/** Above this mean latency the rate for all is lower: too many may send before they learn it. In milliseconds. */
	prompt: 200,
	/** By which part of the rate it is lower for each second of latency, and at most. */
	lowerPerSecond: 0.3,
	/** How many standard deviations of the number that arrives in a second stay free. */
	deviations: 3.5,
};

export class Latency {
	/** Milliseconds, 0 until a response has come. */
	mean = 0;
	/** By how many seconds two responses differ on average; a difference counts as 1 at most. */
	private spread = 0;
	private last = 0;

	learn(milliseconds: number): void {
		if (this.mean === 0) {
			this.mean = milliseconds;
			// Nothing is known yet: as if responses took anything up to this long.
			this.spread = Math.min(milliseconds / 3000, 1);
		} else {
			const difference = Math.min(Math.abs(milliseconds - this.last) / 1000, 1);
			this.mean += (milliseconds - this.mean) * LATENCY.weightOfMean;
			this.spread += (difference - this.spread) * LATENCY.weightOfSpread;
		}
		this.last = milliseconds;
	}

	/**
	 * The highest rate at which hardly ever more than `limit` requests arrive in one second. The number that arrives has
	 * a variance of rate × spread, whatever the distribution of the latency is.
	 */
	rateBelow(limit: number): number {
		const deviation = LATENCY.deviations * Math.sqrt(this.spread);
		const root = (Math.sqrt(deviation ** 2 + 4 * limit) - deviation) / 2;
		return root ** 2;
	}

	/** The part of a rate for several that is safe, above 0 and at most 1. */
	get safePart(): number {
		const late = Math.min(Math.max(this.mean - LATENCY.prompt, 0) / 1000, 1);
		return 1 - late * LATENCY.lowerPerSecond;
	}

	/** Milliseconds to count at the low rate until the unevenness of the arrivals matters little. */
	get toMeasure(): number {
		return 2000 * this.spread;
	}
}
