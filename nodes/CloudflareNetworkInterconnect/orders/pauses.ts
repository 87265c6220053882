/**
 * Pauses before an empty look-up is repeated, in milliseconds: the lost request may still be at work. Data, so that
 * tests can shrink them.
 */
export const pauses = {
	/** It doubles with each repetition. */
	first: 2000,
	longest: 30_000,
};
