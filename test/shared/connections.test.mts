import { execFile, spawn, type ChildProcess } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Constructable } from '@n8n/di';

import { emulator } from '../harness/emulator.mts';
import { testCredential } from '../harness/engine.mts';
import { Container, loadFromCore } from '../harness/n8n.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/*
 * Connections that never stood: nothing was sent over them, so that nothing has to be looked up.
 */

const { SsrfProtectionConfig } = loadFromCore<{
	SsrfProtectionConfig: Constructable<{ enabled: boolean }>;
}>('@n8n/config');
const ssrfProtection = Container.get(SsrfProtectionConfig);

const create = interconnect('create', {
	type: 'direct',
	slotId: locator('123e4567-e89b-12d3-a456-426614174000'),
	options: { maxRetries: 0 },
});

async function expectNothingSent(baseUrl: string, reason: string) {
	const { host } = new URL(baseUrl);
	const credential = stored({ baseUrl });
	const { error } = await runOn(emulator, create, { credential });
	expect(error!.message).toBe(`No response from ${host}: ${reason}`);
	expect(error!.description).toBe(
		"Nothing was sent. Check the network of n8n's host, and 'Base URL' of the credential.",
	);
	const { message } = await testCredential(credential);
	expect(message).toBe(`No response: ${reason}. Check 'Base URL'`);
	expect(emulator.requests).toEqual([]);
}

describe('a create is known not to have been sent', () => {
	test('when n8n’s SSRF protection blocks it', async () => {
		ssrfProtection.enabled = true;
		try {
			await expectNothingSent(emulator.baseUrl, "n8n's SSRF protection blocked it");
		} finally {
			ssrfProtection.enabled = false;
		}
	});

	test('when the other end does not speak TLS', async () => {
		const baseUrl = emulator.baseUrl.replace('http:', 'https:');
		await expectNothingSent(baseUrl, 'it does not speak TLS, or only other versions of it');
	});

	test('when the network has no way to the host', async () => {
		// No packet leaves for this address.
		await expectNothingSent('https://255.255.255.255/client/v4', "its host can't be reached");
	});

	test('when nobody knows the host', async () => {
		const code = 'ENOTFOUND';
		const unknown = new Error(`getaddrinfo ${code} api.test`);
		resolveBy((done) => done(Object.assign(unknown, { code, syscall: 'getaddrinfo' })));
		await expectNothingSent('https://api.test/client/v4', 'its host name is unknown');
	});
});

type Resolved = (error: Error | null, found?: object[]) => void;

/** Takes the place of the name server. */
function resolveBy(answer: (done: Resolved) => void) {
	const lookup = (_host: string, _options: object, done: Resolved) => answer(done);
	return jest.spyOn(dns, 'lookup').mockImplementation(lookup as never);
}

/** Makes every host name stand for several addresses, which Node tries one after the other. */
function resolveTo(...addresses: string[]) {
	const found = addresses.map((address) => ({ address, family: 4 }));
	return resolveBy((done) => done(null, found));
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe('a host with several addresses', () => {
	/** A server that never accepts, with a queue that is full: who connects waits as for a firewall that drops packets. */
	const blackHole = `
		const server = require('node:net').createServer();
		server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
			require('node:fs').writeSync(1, String(server.address().port));
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
		});`;
	let server: ChildProcess;
	let port: number;
	let waiting: Socket[];

	beforeAll(async () => {
		server = spawn(process.execPath, ['-e', blackHole], { stdio: ['ignore', 'pipe', 'inherit'] });
		const [told] = (await once(server.stdout!, 'data')) as [Buffer];
		port = Number(String(told));
		waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
	});
	afterAll(() => {
		for (const socket of waiting) socket.destroy();
		server.kill('SIGKILL');
	});

	test('that do not answer', async () => {
		// Nobody listens at the second address.
		resolveTo('127.0.0.1', '127.0.0.2');
		await expectNothingSent(
			`https://api.test:${port}/client/v4`,
			'the connection attempt timed out',
		);
	});

	test('that refuse', async () => {
		resolveTo('127.0.0.2', '127.0.0.3');
		await expectNothingSent(`https://api.test:${port}/client/v4`, 'the connection was refused');
	});

	test('is tried again, also for a create', async () => {
		const lookup = resolveTo('127.0.0.1', '127.0.0.2');
		const credential = stored({ baseUrl: `https://api.test:${port}/client/v4` });
		const parameters = { ...create, options: { maxRetries: 2 } };
		const { error } = await runOn(emulator, parameters, { credential });
		expect(error!.context).toMatchObject({ outcome: 'notSent' });
		expect(lookup).toHaveBeenCalledTimes(3);
	});
});

describe('a certificate that is not trusted', () => {
	let folder: string;
	const made = promisify(execFile);
	const openssl = async (...args: string[]) => await made('openssl', args, { cwd: folder });

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'certificates-'));
		const make = async (name: string, host: string, ...authority: string[]) => {
			const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
			const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
			const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${host}`];
			await openssl('req', '-x509', ...key, ...files, ...names, ...authority);
		};
		const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key'];
		await make('ca', 'DNS:ca.test');
		await make('self', 'IP:127.0.0.1');
		await make('unknown', 'IP:127.0.0.1', ...ca);
		await make('other', 'DNS:other.test', ...ca);
	});
	afterAll(async () => await rm(folder, { recursive: true }));

	test.each([
		['that signed itself', 'self', false],
		['of an authority that nobody knows', 'unknown', false],
		['of another host', 'other', true],
	])('%s', async (_name, name, authorityIsKnown) => {
		const known = getCACertificates('default');
		const authority = String(await readFile(join(folder, 'ca.pem')));
		if (authorityIsKnown) setDefaultCACertificates([...known, authority]);
		let requests = 0;
		const server = createServer(
			{
				key: await readFile(join(folder, `${name}.key`)),
				cert: await readFile(join(folder, `${name}.pem`)),
			},
			(_request, response) => {
				requests++;
				response.end();
			},
		).listen(0, '127.0.0.1');
		try {
			await once(server, 'listening');
			const { port } = server.address() as AddressInfo;
			await expectNothingSent(
				`https://127.0.0.1:${port}/client/v4`,
				'its certificate is not trusted',
			);
			expect(requests).toBe(0);
		} finally {
			server.close();
			setDefaultCACertificates(known);
		}
	});
});
