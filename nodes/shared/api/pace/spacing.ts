/*
 * When the next request may leave, so that requests leave evenly at a rate.
 */

/**
 * Milliseconds by which requests that were late may be made up for: timers are never on time, and what they lose would
 * lower the rate. Data, so that tests can vary it.
 */
export const SPACING = { late: 25 };

export class Spacing {
	/** When the last request left, and when the next one is due: at most `late` before, at least 0 after it. */
	private left = -Infinity;
	private due = -Infinity;

	/** @returns the earliest time for the next request; it may have passed. The rate may have changed since the last. */
	next(perSecond: number): number {
		return Math.min(this.due, this.left + 1000 / perSecond);
	}

	/** A request leaves. */
	take(now: number, perSecond: number): void {
		this.due = Math.max(this.next(perSecond), now - SPACING.late) + 1000 / perSecond;
		this.left = now;
	}
}
