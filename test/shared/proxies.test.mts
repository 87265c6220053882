import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { forgetOrdersAt } from '../harness/engine.mts';
import { load } from '../harness/n8n.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

/*
 * Something between n8n and Cloudflare responds: a proxy that does not let n8n through, a firewall, another server. n8n
 * passes on what a proxy responds to CONNECT as if it were the service's.
 */

const baseUrl = 'https://api.cloudflare.test/client/v4';
const slot = locator('123e4567-e89b-12d3-a456-426614174000');
const get = interconnect('get', {
	interconnectName: locator('any', 'name'),
	options: { maxRetries: 0 },
});
const create = interconnect('create', { type: 'direct', slotId: slot });
const between = 'Something between n8n and Cloudflare rejected the request';

describe('a proxy that does not let n8n through', () => {
	let proxy: Server;
	let status: number;
	let asked: string[];
	// That of n8n: Jest gives its tests a copy.
	const { env } = load<NodeJS.Process>('node:process');
	const before = env.HTTPS_PROXY;

	beforeAll(async () => {
		proxy = createServer();
		proxy.on('connect', ({ url = '' }, socket) => {
			asked.push(url);
			socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 9\r\n\r\nNot here.`);
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	});
	beforeEach(() => {
		asked = [];
		forgetOrdersAt(baseUrl);
	});
	afterAll(() => {
		if (before === undefined) delete env.HTTPS_PROXY;
		else env.HTTPS_PROXY = before;
		proxy.close();
	});

	test.each([403, 404, 502, 503])('with %i is not taken for Cloudflare', async (code) => {
		status = code;
		const { error } = await runOn(emulator, get, { credential: stored({ baseUrl }) });
		expect(asked).toEqual(['api.cloudflare.test:443']);
		expect(error!.message).toBe(`${between} (HTTP ${code}: Not here.)`);
		expect(error!.description).toBe(
			"The response is not Cloudflare's: check the proxy and the firewall of n8n's host, and 'Base URL' of the credential. It's safe to run it again.",
		);
		expect(error!.context).toMatchObject({ outcome: 'refused', httpStatus: code, codes: [] });
	});

	test('because it asks for credentials of its own: nothing was sent', async () => {
		status = 407;
		const { error } = await runOn(emulator, get, { credential: stored({ baseUrl }) });
		expect(error!.message).toBe(`${between} (HTTP 407: Not here.)`);
		expect(error!.description).toBe(
			"Nothing was sent. The proxy of n8n's host asks for a user name and a password: add them to its HTTPS_PROXY variable.",
		);
		expect(error!.context).toMatchObject({ outcome: 'notSent' });
	});

	test('orders nothing, and says that nothing was sent', async () => {
		status = 403;
		const { error } = await runOn(emulator, create, { credential: stored({ baseUrl }) });
		// The look before the order is as far as it gets.
		expect(asked).toHaveLength(1);
		expect(error!.message).toBe(`The order was not sent: ${between} (HTTP 403: Not here.)`);
		expect(error!.context).toMatchObject({ outcome: 'notSent' });
	});
});

describe('a firewall that rejects the write alone', () => {
	/** Whatever the emulator says, without what makes it Cloudflare's. */
	const fault = (more: Fault): Fault => ({
		status: 403,
		headers: { 'cf-ray': '' },
		body: 'Blocked by policy',
		...more,
	});
	afterEach(() => emulator.reset());
	const free = () => locator(emulator.slots.find(({ occupied }) => !occupied)!.id);
	const order = (options = {}) =>
		interconnect('create', { type: 'direct', slotId: free(), options });

	test('before Cloudflare sees the order: it is looked up, and ordered once', async () => {
		emulator.fault(fault({ method: 'POST' }));
		const { items, error } = await runOn(emulator, order());
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(emulator.orders).toHaveLength(1);
	});

	test('after Cloudflare has placed the order: it is found', async () => {
		emulator.fault(fault({ method: 'POST', when: 'after' }));
		const { items, hints } = await runOn(emulator, order());
		expect(items[0]!.json.name).toBe(emulator.interconnects[0]!.name);
		expect(hints[0]).toContain('The response was lost');
		expect(emulator.orders).toHaveLength(1);
		expect(emulator.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	test('of a delete: it may be gone', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault(fault({ method: 'DELETE', when: 'after' }));
		const { error } = await runOn(
			emulator,
			interconnect('delete', { interconnectName: locator(name, 'name') }),
		);
		expect(error!.message).toBe(`${between} (HTTP 403: Blocked by policy)`);
		expect(error!.context).toMatchObject({ outcome: 'unknown' });
	});

	test('with what Cloudflare itself says it is Cloudflare: by its ID, a code, or its envelope', async () => {
		const settings = operation('settings', 'get', { options: { maxRetries: 0 } });
		const answers: Fault[] = [
			{ headers: {}, body: '' },
			{ headers: { 'cf-ray': '' }, body: { code: 9109, message: 'Unauthorized' } },
			{ headers: { 'cf-ray': '' }, body: { success: false, errors: [] } },
		];
		for (const answer of answers) {
			emulator.fault({ status: 403, ...answer });
			const { error } = await runOn(emulator, settings);
			expect(error!.message).toMatch(/^The credential has no access \(HTTP 403/);
		}
	});
});
