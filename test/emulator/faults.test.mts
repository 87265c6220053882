import { expect, test } from '@jest/globals';
import type { AxiosResponse } from 'axios';
import { emulator } from '../harness/emulator.mts';
import type { BrokenAnswer } from './brokenAnswers.mts';
import { accounts, type Fault } from './index.mts';
import { against, until } from './support.mts';

// What goes wrong because somebody asked for it.

const cni = `/accounts/${accounts.main.id}/cni`;

const { send, get, direct, order } = against(() => emulator);

const post = () => order(direct());
const outcome = async (request: Promise<AxiosResponse>) =>
	await request.then(
		({ status, data }) => ({ status, data }),
		(error: { code: string }) => error.code,
	);

test.each<[string, Fault, unknown, number]>([
	['dropped before', { drop: true }, 'ECONNRESET', 0],
	['dropped after', { when: 'after', drop: true }, 'ECONNRESET', 1],
	['a status before', { status: 500 }, { status: 500, data: '' }, 0],
	['an HTML page before', { status: 502, body: '<html>' }, { status: 502, data: '<html>' }, 0],
	[
		'an HTML page after',
		{ when: 'after', status: 502, body: '<html>' },
		{ status: 502, data: '<html>' },
		1,
	],
	['an empty body after', { when: 'after', body: '' }, { status: 200, data: '' }, 1],
	['another object after', { when: 'after', body: {} }, { status: 200, data: {} }, 1],
	['broken JSON after', { when: 'after', body: '{"name":' }, { status: 200, data: '{"name":' }, 1],
	['truncated after', { when: 'after', truncate: true }, 'ERR_BAD_RESPONSE', 1],
	[
		'truncated before',
		{ status: 200, body: '{"name":"x"}', truncate: true },
		'ERR_BAD_RESPONSE',
		0,
	],
])('%s', async (_what, fault, expected, ordered) => {
	emulator.fault({ method: 'POST', path: /interconnects$/, ...fault });
	expect(await outcome(post())).toEqual(expected);
	expect(emulator.orders).toHaveLength(ordered);
	expect(emulator.interconnects).toHaveLength(ordered);
	expect(emulator.pendingFaults).toBe(0);
	expect(emulator.requests[0]?.status).toBe(fault.drop ? null : (fault.status ?? 200));
});

test.each<[BrokenAnswer, unknown, unknown]>([
	['byteByByte', { status: 200, data: { name: 'x' } }, { status: 200 }],
	['chunksWithoutEnd', 'ERR_BAD_RESPONSE', 'ERR_BAD_RESPONSE'],
	['gzipCut', { status: 200, data: '{"nam' }, { status: 200 }],
	['halfClosed', 'ECONNRESET', 'ECONNRESET'],
	['lengthTooShort', 'HPE_CLOSED_CONNECTION', 'HPE_CLOSED_CONNECTION'],
	['resetInBody', 'ECONNRESET', 'ECONNRESET'],
])('an answer that is %s', async (broken, before, after) => {
	emulator.fault({ method: 'POST', status: 200, body: { name: 'x' }, broken });
	expect(await outcome(post())).toEqual(before);
	expect(emulator.orders).toEqual([]);

	emulator.fault({ method: 'POST', when: 'after', broken });
	const found = await outcome(post());
	expect(found).toEqual(
		typeof after === 'string' ? after : expect.objectContaining(after as object),
	);
	expect(emulator.orders).toHaveLength(1);
	// The next connection is a new one, and whole.
	expect((await get(`${cni}/settings`)).status).toBe(200);
});

test('headers twice, and left out', async () => {
	const ratelimit = ['"default";r=5;t=1', '"burst";r=3;t=1'];
	emulator.fault({ when: 'after', headers: { ratelimit, 'ratelimit-policy': null } });
	const { headers } = await get(`${cni}/settings`);
	expect(headers.ratelimit).toBe(ratelimit.join(', '));
	expect(headers).not.toHaveProperty('ratelimit-policy');
});

test('headers: a redirect, a Retry-After, a content type', async () => {
	emulator.fault({ status: 307, headers: { Location: 'https://example.com/' } });
	emulator.fault({ status: 429, headers: { 'Retry-After': '7' } });
	emulator.fault({ status: 520, headers: { 'content-type': 'text/html' }, body: '<html>' });
	const redirect = await get(`${cni}/settings`);
	expect(redirect.status).toBe(307);
	expect(redirect.headers.location).toBe('https://example.com/');
	expect((await get(`${cni}/settings`)).headers['retry-after']).toBe('7');
	expect((await get(`${cni}/settings`)).headers['content-type']).toBe('text/html');
});

test('a delay, and a service that acts although the client has gone', async () => {
	const delay = 150;
	emulator.fault({ delay });
	const before = Date.now();
	expect((await post()).status).toBe(200);
	expect(Date.now() - before).toBeGreaterThanOrEqual(delay - 1);

	emulator.fault({ delay });
	const leave = new AbortController();
	const { signal } = leave;
	const gone = outcome(send('POST', `${cni}/interconnects`, direct(), { signal }));
	await until(() => emulator.pendingFaults === 0);
	leave.abort();
	expect(await gone).toBe('ERR_CANCELED');
	expect(emulator.orders).toHaveLength(1);
	await until(() => emulator.orders.length === 2);
	expect(emulator.requests.at(-1)?.status).toBeNull();
});

test('a wait for what happens here', async () => {
	const happened = emulator.until(() => emulator.orders.length === 1);
	emulator.fault({ method: 'GET', until: happened });
	const waiting = get(`${cni}/settings`);
	await emulator.until(() => emulator.requests.length === 1);
	expect((await post()).status).toBe(200);
	expect((await waiting).status).toBe(200);
	expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	await emulator.until(() => emulator.requests.every(({ status }) => status === 200));
});

test('skip and times, method and path choose whom it strikes', async () => {
	emulator.fault({ method: 'GET', path: 'cni/slots$', skip: 1, times: 2, status: 503 });
	const statuses: number[] = [];
	for (const path of ['slots', 'settings', 'slots?limit=1', 'slots', 'slots']) {
		statuses.push((await get(`${cni}/${path}`)).status);
	}
	expect(statuses).toEqual([200, 200, 503, 503, 200]);

	emulator.fault({ method: 'PUT', status: 503 });
	expect((await get(`${cni}/settings`)).status).toBe(200);
	expect((await send('PUT', `${cni}/settings`, {})).status).toBe(503);
});

test('a reset takes faults back, and ends what waits without acting', async () => {
	for (const wait of [{ delay: 60_000 }, { until: new Promise(() => {}) }]) {
		emulator.fault(wait);
		emulator.fault(wait);
		const waiting = outcome(post());
		await emulator.until(() => emulator.pendingFaults === 1);
		emulator.reset();
		expect(await waiting).toBe('ECONNRESET');
		expect(emulator.orders).toEqual([]);
		expect((await post()).status).toBe(200);
		emulator.reset();
	}
});

test('one that could not strike is refused at once', () => {
	expect(() => emulator.fault({ body: 'x' })).toThrow('"status"');
	expect(() => emulator.fault({ truncate: true })).toThrow('"status"');
	expect(() => emulator.fault({ when: 'after', method: 'GET' })).toThrow('nothing');
	expect(() => emulator.fault({ drop: true, path: '(' })).toThrow('regular expression');
});
