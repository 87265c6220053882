/** The emulator's time. An object, so that tests can set it. */
export const clock = {
	/** Milliseconds since the epoch. */
	now: (): number => Date.now(),
};

/** RFC 3339 of now. */
export function timestamp(): string {
	return new Date(clock.now()).toISOString();
}
