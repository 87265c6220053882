import { createServer, type AddressInfo } from 'node:net';

/**
 * Takes a TCP port of 127.0.0.1 for a moment to see whether it is free.
 *
 * @param port 0 for any.
 * @returns The number of the port, free again.
 * @throws {Error} With the code EADDRINUSE where another program has it.
 */
export async function freePort(port = 0): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const free = (server.address() as AddressInfo).port;
	await new Promise((resolve) => server.close(resolve));
	return free;
}
