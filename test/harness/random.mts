/** Mulberry32: numbers from 0 to 1, the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** Draws a seed: what always is the same finds the same. */
export const freshSeed = (): number => Date.now() % 1_000_000;

/**
 * The seed of random tests, printed so that what was drawn can be drawn again. The environment variable SEED replaces
 * it: a number, or `fresh`.
 *
 * @param what is drawn
 * @param seed where the environment has none
 */
export function seedOf(what: string, seed = 1): number {
	const { SEED = String(seed) } = process.env;
	const drawn = SEED === 'fresh' ? freshSeed() : Number(SEED);
	process.stdout.write(`\n${what}: SEED=${drawn}\n`);
	return drawn;
}
