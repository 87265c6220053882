import { randomUUID } from 'node:crypto';

import { expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { refusalEnvelope, startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { listSearch } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

/*
 * What an error says to a machine: what became of the request, the HTTP status and Cloudflare's codes.
 */

const get = (name = 'nowhere', options: INodeParameters = {}) =>
	interconnect('get', { interconnectName: locator(name, 'name'), options });
const settings = operation('settings', 'update', {
	defaultAsn: 65001,
	options: { maxRetries: 0 },
});
const create = () =>
	interconnect('create', {
		type: 'direct',
		slotId: locator(emulator.slots.find(({ occupied }) => !occupied)!.id),
		options: { maxRetries: 0 },
	});

/** The facts of what stopped a run. */
async function factsOf(parameters: INodeParameters, credential = stored(emulator)) {
	const { error } = await runOn(emulator, parameters, { credential });
	return error!.context;
}

test('a parameter that can’t be used was not sent', async () => {
	expect(await factsOf(get("={{ '' }}"))).toEqual({ itemIndex: 0, outcome: 'notSent', codes: [] });
	expect(emulator.requests).toEqual([]);
});

test('a credential that can’t be used was not sent', async () => {
	const credential = { ...stored(emulator), apiToken: '' };
	expect(await factsOf(get(), credential)).toMatchObject({ outcome: 'notSent', codes: [] });
});

test('a server that is not there got nothing', async () => {
	const gone = await startEmulator();
	await gone.stop();
	for (const parameters of [get('a', { maxRetries: 0 }), settings, create()]) {
		expect(await factsOf(parameters, stored(gone))).toEqual({
			itemIndex: 0,
			outcome: 'notSent',
			codes: [],
		});
	}
});

test('a rate limit that lasts too long is a rejection, and then nothing is sent', async () => {
	const headers = { 'retry-after': '300' };
	emulator.fault({ status: 429, headers, body: refusalEnvelope({ code: 971, message: 'Wait' }) });
	// A user of its own: what one is told blocks all its requests.
	const credential = { ...stored(emulator), apiToken: `cfut_${randomUUID()}` };
	const limited = get('a', { maxWait: 1 });
	expect(await factsOf(limited, credential)).toEqual({
		itemIndex: 0,
		outcome: 'refused',
		httpStatus: 429,
		codes: [971],
	});
	expect(await factsOf(limited, credential)).toEqual({
		itemIndex: 0,
		outcome: 'notSent',
		codes: [],
	});
	expect(emulator.requests).toHaveLength(1);
});

test('what Cloudflare rejects has its status and its codes', async () => {
	expect(await factsOf(get())).toEqual({
		itemIndex: 0,
		outcome: 'refused',
		httpStatus: 404,
		codes: [],
	});
	const body = refusalEnvelope({
		code: 6003,
		message: 'Invalid request headers',
		error_chain: [{ code: 6111, message: 'Invalid format' }],
	});
	emulator.fault({ status: 400, body });
	expect(await factsOf(settings)).toMatchObject({
		outcome: 'refused',
		httpStatus: 400,
		codes: [6003, 6111],
	});
});

test.each([
	['a connection that is lost', { drop: true, when: 'after' } as const, undefined],
	['a gateway', { status: 502, body: 'Bad gateway', when: 'after' } as const, 502],
	['another success than expected', { status: 200, body: 'Welcome', when: 'after' } as const, 200],
])('%s leaves a write unknown', async (_name, fault, httpStatus) => {
	emulator.fault({ method: 'PUT', ...fault });
	expect(await factsOf(settings)).toEqual({
		itemIndex: 0,
		outcome: 'unknown',
		...(httpStatus && { httpStatus }),
		codes: [],
	});
	// Nothing can be looked up after a create either.
	emulator.fault({ method: 'POST', ...fault });
	emulator.fault({ method: 'GET', skip: 1, status: 500, body: '', times: 9 });
	expect(await factsOf(create())).toMatchObject({ outcome: 'unknown' });
});

test('what is rejected after a lost attempt stays unknown', async () => {
	emulator.fault({ method: 'PUT', drop: true });
	emulator.fault({ method: 'PUT', status: 403, body: '' });
	const parameters = operation('settings', 'update', { defaultAsn: 65001 });
	expect(await factsOf(parameters)).toMatchObject({ outcome: 'unknown', httpStatus: 403 });
});

test('a change that was made and could not be read again is not called refused', async () => {
	const [{ id }] = [emulator.addInterconnect(), ...emulator.magicInterconnects].slice(-1) as [
		{ id: string },
	];
	emulator.fault({ method: 'PUT', when: 'after', body: { success: true, result: {} } });
	emulator.fault({ method: 'GET', status: 404, body: '' });
	const parameters = operation('magicInterconnect', 'update', {
		magicInterconnectId: locator(id),
		updateFields: { description: 'new' },
	});
	expect(await factsOf(parameters)).toMatchObject({ outcome: 'unknown', httpStatus: 404 });
});

test('a picker says it too', async () => {
	emulator.fault({ status: 403, body: refusalEnvelope({ code: 9109, message: 'Unauthorized' }) });
	await expect(
		listSearch('searchSlots', {
			parameters: interconnect('create'),
			credential: stored(emulator),
		}),
	).rejects.toMatchObject({ context: { outcome: 'refused', httpStatus: 403, codes: [9109] } });
});
