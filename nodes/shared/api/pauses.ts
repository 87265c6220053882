/** Pauses before a request is repeated, in milliseconds. Data, so that tests can shrink them. */
export const pauses = {
	/** The longest that the first pause may be; it doubles with each repetition. */
	first: 500,
	longest: 30_000,
};
