/** How "Wait for Status" looks again and again. Data, so that tests can shrink them. */
export const waitPauses = {
	/** How many milliseconds a second of its parameters takes. */
	second: 1000,
	/** Each pause is so many times as long as the one before it, */
	growth: 1.5,
	/** up to so many seconds, or the interval where that is longer. */
	longest: 60,
	/** Seconds for each other item that waits: all of a run together use half of Cloudflare's quota at most. */
	shared: 0.5,
};

/**
 * Seconds until the next look.
 *
 * @param looks how many there were
 * @param interval what the user has set, in seconds
 * @param others how many items of the run wait beside this one
 */
export function secondsUntilLook(looks: number, interval: number, others: number): number {
	const { growth, longest, shared } = waitPauses;
	const grown = Math.min(interval * growth ** (looks - 1), Math.max(interval, longest));
	return Math.max(grown, (others + 1) * shared);
}
