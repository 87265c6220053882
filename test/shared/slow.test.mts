import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, test } from '@jest/globals';

import { editorLimits, run, testCredential } from '../harness/engine.mts';
import { interconnect, locator, stored } from '../harness/support.mts';

/*
 * A service that never falls silent and never comes to an end: n8n's own timeout is for silence.
 */

let server: Server | undefined;

afterEach(async () => {
	server?.closeAllConnections();
	await new Promise((closed) => server?.close(closed));
	server = undefined;
});

/**
 * A service that answers whatever it is asked by writing a byte now and then.
 *
 * @param listing what it answers a GET with at once, until something is created
 */
async function dripping(asked: string[] = [], listing?: object) {
	const answer = (response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const drip = setInterval(() => response.write(' '), 50);
		response.on('close', () => clearInterval(drip));
	};
	server = createServer((request, response) => {
		asked.push(request.method!);
		if (listing && !asked.includes('POST')) response.end(JSON.stringify(listing));
		else answer(response);
	});
	await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening));
	const { port } = server.address() as AddressInfo;
	return { baseUrl: `http://127.0.0.1:${port}/client/v4` };
}

test.each([
	['getAll', {}, ['GET', 'GET']],
	['delete', { interconnectName: locator('a', 'name') }, ['DELETE', 'DELETE']],
])('%s gives up an answer that only drips', async (operation, parameters, methods) => {
	const asked: string[] = [];
	const credential = stored(await dripping(asked));
	const { error } = await run({
		parameters: interconnect(operation, {
			...parameters,
			options: { timeout: 150, maxRetries: 1 },
		}),
		credential,
	});
	expect(error!.message).toMatch(/^No response from 127\.0\.0\.1:\d+: none came within 150 ms$/);
	expect(asked).toEqual(methods);
});

test('a create of which the answer only drips may have been carried out', async () => {
	const asked: string[] = [];
	const credential = stored(await dripping(asked, { items: [], next: null }));
	const { error } = await run({
		parameters: interconnect('create', {
			type: 'direct',
			slotId: locator('123e4567-e89b-12d3-a456-426614174000'),
			options: { timeout: 150, maxRetries: 0 },
		}),
		credential,
	});
	expect(error!.message).toContain('may have been placed');
	expect(asked.filter((method) => method === 'POST')).toHaveLength(1);
});

test('the test of the credential gives it up too', async () => {
	const { timeout } = editorLimits;
	editorLimits.timeout = 150;
	try {
		const { message } = await testCredential(stored(await dripping()));
		expect(message).toBe("No response: none came within 150 ms. Check 'Base URL'");
	} finally {
		editorLimits.timeout = timeout;
	}
});
