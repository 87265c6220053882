/** How often a step that takes long says that it goes on, in milliseconds. */
const reportEvery = 15_000;

function secondsSince(start: number): string {
	const elapsed = (Date.now() - start) / 1000;
	return `${elapsed.toFixed(elapsed < 10 ? 1 : 0)} s`;
}

/**
 * Does some work and shows what is being done, that it goes on, and how long it took.
 *
 * @throws What `work` throws; where `signal` is aborted before the work, the signal's reason.
 */
export async function step<T>(
	title: string,
	signal: AbortSignal,
	work: () => Promise<T>,
): Promise<T> {
	signal.throwIfAborted();
	const start = Date.now();
	let separator = ' ';
	process.stdout.write(`${title} ...`);
	const timer = setInterval(() => {
		separator = '\n  ';
		process.stdout.write(`${separator}${secondsSince(start)} ...`);
	}, reportEvery);
	try {
		const result = await work();
		console.log(`${separator}done in ${secondsSince(start)}`);
		return result;
	} catch (error) {
		console.log(`${separator}ended after ${secondsSince(start)}`);
		throw error;
	} finally {
		clearInterval(timer);
	}
}
