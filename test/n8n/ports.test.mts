import { createServer, type AddressInfo } from 'node:net';

import { expect, test } from '@jest/globals';

import { freePort } from './ports.mts';

test('no port is given twice, however many are asked for at once', async () => {
	const ports = await Promise.all(Array.from({ length: 500 }, async () => await freePort()));
	expect(new Set(ports).size).toBe(500);
	// Linux takes those from 32768 on for outgoing connections, others those from 49152 on.
	expect(Math.max(...ports)).toBeLessThan(32_768);
});

test('a port that is taken is refused', async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await expect(freePort(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
	await new Promise((resolve) => server.close(resolve));
	expect(await freePort(port)).toBe(port);
});
