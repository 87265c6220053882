import { clock } from './clock.mts';

/** RFC 3339 of now, or of the millisecond after `before` where the clock has not moved on: a change always shows. */
export function laterThan(before: string): string {
	return new Date(Math.max(clock.now(), Date.parse(before) + 1)).toISOString();
}
