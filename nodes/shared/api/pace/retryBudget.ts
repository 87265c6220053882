/*
 * How often requests may be repeated: when the service is down, repetitions must not multiply its load. A bucket of
 * tokens, as in the AWS SDKs (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
 */

/** Repetitions, parts of one, and milliseconds. Data, so that tests can vary it. */
export const RETRIES = {
	/** Repetitions that may follow each other at most. */
	most: 25,
	/** What the first attempt of each request adds. */
	perRequest: 0.1,
	/** After so long without a repetition, or the wish for one, all of them are there again. */
	rest: 60_000,
};

export class RetryBudget {
	/** From 0 to `most`. */
	private left = RETRIES.most;
	/** When a repetition was last wanted, granted or not. */
	private wantedAt = -Infinity;

	/** The first attempt of a request. */
	begin(now: number): void {
		if (now - this.wantedAt > RETRIES.rest) this.left = RETRIES.most;
		this.left = Math.min(RETRIES.most, this.left + RETRIES.perRequest);
	}

	/** @returns whether a request may be repeated, which uses up one repetition */
	take(now: number): boolean {
		this.wantedAt = now;
		if (this.left < 1) return false;
		this.left--;
		return true;
	}
}
