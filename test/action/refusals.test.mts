import { randomUUID } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { credentials, refusalEnvelope, startEmulator, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { listSearch } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

const freeSlot = () => emulator.slots.find(({ occupied }) => !occupied)!;
const create = () => interconnect('create', { type: 'direct', slotId: locator(freeSlot().id) });
const get = (name = 'nowhere') => interconnect('get', { interconnectName: locator(name, 'name') });

describe('a refusal of the service', () => {
	test('carries its own words, the status, the item and how to go on', async () => {
		const { name } = emulator.addInterconnect();
		const { error } = await runOn(
			emulator,
			interconnect('get', { interconnectName: locator('={{ $json.name }}', 'name') }),
			{ input: [{ name }, { name: 'nowhere' }, { name }] },
		);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '404',
			context: { itemIndex: 1 },
		});
		expect(error!.message).toBe(
			'Not found in this account (HTTP 404: There is no interconnect named "nowhere") (item 1)',
		);
		const { ray } = emulator.requests[1]!;
		expect(error!.description).toBe(
			`It doesn't exist, the account doesn't have Network Interconnect, or the credential belongs to another account. Check 'Account', and the name or ID. Ray ID: ${ray}.`,
		);
	});

	test('a conflict, by what was to be done', async () => {
		const { name } = emulator.addInterconnect();
		const conflict = async (parameters: INodeParameters) => {
			emulator.fault({ status: 409, body: 'in use' });
			return (await runOn(emulator, parameters)).error!;
		};
		expect(
			await conflict(interconnect('delete', { interconnectName: locator(name, 'name') })),
		).toMatchObject({
			message: 'Something still depends on it (HTTP 409: in use)',
			description: expect.stringMatching(/^Find it with Get Many and delete it first\./),
		});
		expect(await conflict(operation('settings', 'update', { defaultAsn: 65001 }))).toMatchObject({
			message: 'It conflicts with what exists (HTTP 409: in use)',
			description: expect.stringMatching(/^Find the other object with Get Many/),
		});
	});

	test('without a reason', async () => {
		const described = async (body: string) => {
			emulator.fault({ status: 422, body });
			return (await runOn(emulator, get())).error!.description;
		};
		const look = 'Check the parameters, and what exists with Get Many.';
		expect(await described('')).toMatch(new RegExp(`^Cloudflare gave no reason\\. ${look}`));
		expect(await described('Site: ams01')).toMatch(/^Fix what Cloudflare's response points out/);
		// What is left out can't be corrected.
		expect(await described(String(stored(emulator).apiToken))).toMatch(new RegExp(`^${look}`));
	});

	test('a service that is down', async () => {
		emulator.fault({ status: 503, body: '', times: 9 });
		const { error } = await runOn(emulator, get());
		expect(error!.message).toBe("Cloudflare's service is not available right now (HTTP 503)");
		expect(error!.description).toMatch(/^It's safe to run it again\./);
	});

	test('a taken slot', async () => {
		const slot = emulator.slots.find(({ occupied }) => occupied)!;
		const { error } = await runOn(
			emulator,
			interconnect('create', { type: 'direct', slotId: locator(slot.id) }),
		);
		expect(error!.message).toContain(`(HTTP 409: Slot ${slot.id} is occupied)`);
		expect(error!.httpCode).toBe('409');
	});

	test('a missing permission is named in Cloudflare’s words', async () => {
		const credential = stored(emulator, credentials.magicWanRead);
		const written = await runOn(emulator, create(), { credential });
		expect(written.error!.httpCode).toBe('403');
		expect(written.error!.message).toContain('code 9109');
		expect(written.error!.description).toContain("'Magic WAN Write' or 'Magic Transit Write'");

		const read = await runOn(emulator, get(), {
			credential: stored(emulator, credentials.noCniPermission),
		});
		expect(read.error!.description).toContain("'Magic WAN Read' or 'Magic Transit Read'");
		expect(emulator.orders).toEqual([]);
	});

	test.each([
		{ code: 9109, message: 'Unauthorized' },
		{ error: { code: '9109', message: 'Unauthorized' } },
		{ success: false, errors: [{ code: '9109', message: 'Unauthorized' }] },
	])('the hint of a code comes with it: %j', async (body) => {
		emulator.fault({ status: 400, body });
		const { error } = await runOn(emulator, get());
		expect(error!.message).toContain('(HTTP 400, code 9109: Unauthorized)');
		expect(error!.description).toContain("'Magic WAN Read' or 'Magic Transit Read'");
	});

	test('a firewall in front of the API is not taken for a missing permission', async () => {
		const page = '<!DOCTYPE html><html><head><title>Attention Required!</title></head></html>';
		emulator.fault({ method: 'POST', status: 403, body: page });
		const { error } = await runOn(emulator, create());
		expect(error!.message).toMatch(
			/^The credential has no access \(HTTP 403: Attention Required!\)$/,
		);
		expect(error!.description).toMatch(
			/^If a firewall in front of the API rejected n8n, let it through\. .*'Magic WAN Write'/,
		);
		expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
		expect(emulator.orders).toEqual([]);
	});

	test('a wrong credential, in its error chain', async () => {
		const credential = { ...stored(emulator), apiToken: 'x' };
		const { error } = await runOn(emulator, get(), { credential });
		expect(error!.httpCode).toBe('400');
		expect(error!.message).toMatch(/\(HTTP 400, code 6003, code 6111: /);
		expect(error!.description).toMatch(
			/^A header doesn't have the format Cloudflare expects: Authorization \(from 'API Token'\)\. Paste it again/,
		);
	});

	test('a wrong email and key, each by its header', async () => {
		const credential = {
			...stored(emulator, credentials.globalApiKey),
			email: 'nobody',
			apiKey: 'key-1',
		};
		const { error } = await runOn(emulator, get(), { credential });
		expect(error!.message).toMatch(/\(HTTP 400, code 6003, code 6102, code 6103: /);
		expect(error!.description).toContain(
			": X-Auth-Email (from 'Email') and X-Auth-Key (from 'Global API Key'). Paste",
		);
	});

	test('missing credentials, by their headers', async () => {
		const body = { success: false, errors: [{ code: 9106, message: 'Missing headers' }] };
		emulator.fault({ status: 400, body });
		const { error } = await runOn(emulator, get());
		expect(error!.message).toContain('(HTTP 400, code 9106: Missing headers)');
		expect(error!.description).toMatch(
			/Authorization \(from 'API Token'\), or X-Auth-Email .* and X-Auth-Key .*Fill in the credential/,
		);
	});

	const bodies: Array<[string, Fault, string]> = [
		[
			'an envelope',
			{ status: 403, body: refusalEnvelope({ code: 10000, message: 'Authentication error' }) },
			'HTTP 403, code 10000: Authentication error',
		],
		[
			'a text',
			{ status: 400, body: 'slot is being\n maintained' },
			'HTTP 400: slot is being maintained',
		],
		['an object', { status: 400, body: { error: 'bad slot' } }, 'HTTP 400: bad slot'],
		[
			'a bare object with a code',
			{ status: 400, body: { code: 1004, message: 'bad slot' } },
			'HTTP 400, code 1004: bad slot',
		],
		[
			'a code in text',
			{ status: 400, body: { error: { code: '1004', message: 'bad slot' } } },
			'HTTP 400, code 1004: bad slot',
		],
		[
			'a bare chain',
			{
				status: 400,
				body: {
					code: 6003,
					message: 'Invalid headers',
					error_chain: [{ code: '6111', message: 'Invalid token' }, 'and more'],
				},
			},
			'HTTP 400, code 6003, code 6111: Invalid headers; Invalid token; and more',
		],
		[
			'the form of a web framework',
			{ status: 400, body: { statusCode: 400, error: 'Bad Request', message: 'no slot' } },
			'HTTP 400: Bad Request; no slot',
		],
		['nothing', { status: 404, body: '' }, 'HTTP 404'],
		[
			'a page',
			{
				status: 502,
				headers: { 'content-type': 'text/html' },
				body: '<!DOCTYPE html><html><head><title>502: Bad gateway</title></head></html>',
			},
			'HTTP 502: 502: Bad gateway',
		],
		[
			'words that n8n would replace',
			{ status: 409, body: 'preexisting port' },
			'HTTP 409: preexisting port',
		],
	];
	test.each(bodies)('with %s as its body', async (_name, fault, words) => {
		emulator.fault({ times: 9, ...fault });
		const { error } = await runOn(emulator, get());
		expect(error!.message).toContain(`(${words})`);
		expect(error!.httpCode).toBe(String(fault.status));
	});

	test('a rate limit that lasts longer than it may wait, in Cloudflare’s words', async () => {
		const body = refusalEnvelope({ code: 971, message: 'Please wait' });
		const date = 'Thu, 26 Nov 2026 10:00:00 GMT';
		for (const retryAfter of ['300', 'Thu, 26 Nov 2026 10:05:00 GMT']) {
			emulator.reset();
			emulator.fault({ status: 429, headers: { 'retry-after': retryAfter, date }, body });
			// A user of its own: what one is told blocks all its requests.
			const credential = { ...stored(emulator), apiToken: `cfut_${randomUUID()}` };
			const limited = { ...get(), options: { maxWait: 1 } };
			const { error } = await runOn(emulator, limited, { credential });
			expect(error!.message).toBe(
				"Cloudflare's rate limit is exhausted (HTTP 429, code 971: Please wait)",
			);
			expect(error!.httpCode).toBe('429');
			const { ray } = emulator.requests[0]!;
			expect(error!.description).toMatch(
				/^This request was not processed\. Wait 300 seconds before/,
			);
			expect(error!.description).toContain(ray);
			expect(emulator.requests).toHaveLength(1);

			const next = await runOn(emulator, limited, { credential });
			expect(next.error!.message).toMatch(
				/^Not sent: Cloudflare's rate limit leaves no request for /,
			);
			expect(next.error!.description).toContain("the option 'Max Wait' of the node");
			expect(emulator.requests).toHaveLength(1);
		}
	});

	test('a rate limit in a picker, which has no Max Wait', async () => {
		const headers = { 'retry-after': '300' };
		emulator.fault({ status: 429, headers, body: refusalEnvelope({ code: 971, message: 'Wait' }) });
		const credential = { ...stored(emulator), apiToken: `cfut_${randomUUID()}` };
		const search = async () =>
			await listSearch('searchSlots', { parameters: interconnect('create'), credential }).catch(
				(error: unknown) => error,
			);
		expect(await search()).toMatchObject({
			message: "Cloudflare's rate limit is exhausted (HTTP 429, code 971: Wait)",
			httpCode: '429',
		});
		expect(await search()).toMatchObject({
			message: expect.stringMatching(/^Not sent: Cloudflare's rate limit leaves no request for /),
			description: 'Open the list again later.',
		});
		expect(emulator.requests).toHaveLength(1);
	});

	test('a redirect is not followed, and the credential stays', async () => {
		const elsewhere = await startEmulator();
		try {
			emulator.fault({ status: 302, headers: { location: `${elsewhere.baseUrl}/user` }, body: '' });
			const { error } = await runOn(emulator, get());
			expect(error!.httpCode).toBe('302');
			expect(error!.description).toContain("Check 'Base URL' of the credential");
			expect(elsewhere.requests).toEqual([]);
		} finally {
			await elsewhere.stop();
		}
	});
});
