import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Where ports are given from, the last one excluded: below those that systems take for outgoing connections, one of which
 * could have a port before the program listens that it was given to.
 */
const RANGE = [20_000, 32_000] as const;

/** What this process has given. */
const given = new Set<number>();

/**
 * Takes a TCP port of 127.0.0.1 for a moment to see whether it is free.
 *
 * @param port 0 for any that was not given yet.
 * @returns The number of the port, free again.
 * @throws {Error} With the code EADDRINUSE where another program has it.
 */
export async function freePort(port = 0): Promise<number> {
	if (port !== 0) return await tried(port);
	for (;;) {
		const any = randomInt(...RANGE);
		if (given.has(any)) continue;
		given.add(any);
		try {
			return await tried(any);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		}
	}
}

async function tried(port: number): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	await new Promise((resolve) => server.close(resolve));
	return port;
}
