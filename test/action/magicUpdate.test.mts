import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { locator, runOn } from '../harness/support.mts';
import { emulator } from '../harness/emulator.mts';
import { below, first, magic } from './magicSetting.mts';

const update = async (updateFields: INodeParameters, options: INodeParameters = {}) =>
	await runOn(
		emulator,
		magic('update', { magicInterconnectId: locator(first().id!), updateFields, options }),
	);

describe('Update', () => {
	describe('whose answer lacks the object', () => {
		const lacking = (modified_interconnect?: unknown) =>
			emulator.fault({
				method: 'PUT',
				when: 'after',
				status: 200,
				body: { success: true, result: { modified: true, modified_interconnect } },
			});

		test.each([undefined, null])('reads it: %s', async (modified) => {
			lacking(modified);
			const { items, error } = await update({ mtu: 1400 });
			expect(error).toBeUndefined();
			expect(items).toEqual([{ json: first(), pairedItem: { item: 0 } }]);
			expect(first().mtu).toBe(1400);
			expect(emulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
				`PUT ${below}/${first().id}`,
				`GET ${below}/${first().id}`,
			]);
		});

		test('says that the change was made where that is refused', async () => {
			lacking();
			emulator.fault({ method: 'GET', status: 403, body: 'not you' });
			const { error } = await update({ mtu: 1400 });
			expect(error!.description).toMatch(
				/^The change was made; only the magic interconnect could not be read after it\. \S/,
			);
		});

		test('gives the answer itself where the change was only checked', async () => {
			lacking();
			const { items, error } = await update({ mtu: 1400 }, { validateOnly: true });
			expect(error).toBeUndefined();
			expect(items[0]!.json).toEqual({ modified: true });
			expect(emulator.requests).toHaveLength(1);
		});
	});

	test('sends that return routing is off', async () => {
		await update({ automaticReturnRouting: false });
		expect(emulator.requests[0]!.body).toEqual({ automatic_return_routing: false });
	});

	test('sends only what is set, and gives the object after it', async () => {
		const { items, error, hints } = await update({ mtu: 1400, description: '' });
		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(emulator.requests).toHaveLength(1);
		expect(emulator.requests[0]).toMatchObject({
			method: 'PUT',
			path: `${below}/${first().id}`,
			query: {},
			body: { mtu: 1400, description: '' },
		});
		expect(items).toEqual([{ json: first(), pairedItem: { item: 0 } }]);
	});

	test('takes every field', async () => {
		const { items, error } = await update({
			automaticReturnRouting: true,
			bgp: {
				settings: {
					customerAsn: 65001,
					exportFilterId: 'export',
					extraPrefixes: ['10.0.0.0/8'],
					importFilterId: 'import',
					md5Key: 'a key',
				},
			},
			description: 'what for',
			greCloudflareEndpoint: '203.0.113.9',
			healthCheck: {
				settings: {
					direction: 'unidirectional',
					enabled: false,
					rate: 'high',
					target: '192.0.2.1',
					type: 'request',
				},
			},
			interfaceAddress: '169.254.244.0/31',
			mtu: 1476,
			name: 'renamed',
		});
		expect(error).toBeUndefined();
		expect(emulator.requests[0]!.body).toEqual({
			automatic_return_routing: true,
			bgp: {
				customer_asn: 65001,
				export_filter_id: 'export',
				extra_prefixes: ['10.0.0.0/8'],
				import_filter_id: 'import',
				md5_key: 'a key',
			},
			description: 'what for',
			gre: { cloudflare_endpoint: '203.0.113.9' },
			health_check: {
				direction: 'unidirectional',
				enabled: false,
				rate: 'high',
				target: { saved: '192.0.2.1' },
				type: 'request',
			},
			interface_address: '169.254.244.0/31',
			mtu: 1476,
			name: 'renamed',
		});
		expect(items[0]!.json).toEqual(first());
	});

	test('empty fields of BGP and of the health check stay as they are', async () => {
		await update({ bgp: { settings: { customerAsn: 65002 } } });
		await update({ healthCheck: { settings: { rate: 'low' } } });
		expect(emulator.requests.map(({ body }) => body)).toEqual([
			{ bgp: { customer_asn: 65002 } },
			{ health_check: { rate: 'low' } },
		]);
	});

	test('Validate Only checks and changes nothing', async () => {
		const before = structuredClone(first());
		const { items, error, hints } = await update({ mtu: 1400 }, { validateOnly: true });
		expect(error).toBeUndefined();
		expect(hints).toEqual(['The change was only checked. Nothing was changed.']);
		expect(emulator.requests[0]!.query).toEqual({ validate_only: 'true' });
		expect(items[0]!.json.mtu).toBe(1400);
		expect(first()).toEqual(before);
	});

	test('a refusal in the envelope is said', async () => {
		const { error } = await update({ interfaceAddress: '8.8.8.8/31' });
		expect(error!.httpCode).toBe('400');
		expect(error!.message).toMatch(
			/^Cloudflare rejected 'Update magic interconnect' \(HTTP 400, code \d+: \S/,
		);
	});

	test('takes the source of bidirectional checks, and an IPv6 address', async () => {
		emulator.addInterconnect({ type: 'gcp_partner' });
		const { id } = emulator.magicInterconnects.at(-1)!;
		const settings = { direction: 'bidirectional', source: '169.254.240.1', type: 'request' };
		const interfaceAddress6 = '2606:54c1:7:0:a9fe:12d2:1:200/127';
		const { error } = await runOn(
			emulator,
			magic('update', {
				magicInterconnectId: locator(id!),
				updateFields: { healthCheck: { settings }, interfaceAddress6 },
			}),
		);
		expect(error).toBeUndefined();
		expect(emulator.requests[0]!.body).toEqual({
			health_check: settings,
			interface_address6: interfaceAddress6,
		});
	});

	const wrong: Array<[string, INodeParameters, string]> = [
		['nothing', {}, "'Update Fields' is empty: nothing would change"],
		['an empty health check', { healthCheck: { settings: {} } }, "'Update Fields' is empty"],
		['an empty name', { name: '' }, "'Name' is empty"],
		[
			'a description that is missing',
			{ description: '={{ $json.missing }}' },
			"'Description' is empty: its expression must return text, which may be empty",
		],
		['an empty address', { interfaceAddress: ' ' }, "'Interface Address' is empty"],
		[
			'an address that is too long a prefix',
			{ interfaceAddress: '10.0.0.0/29' },
			"'Interface Address' must be an IPv4 address with a prefix length (A.B.C.D/30 or A.B.C.D/31), not '10.0.0.0/29'",
		],
		[
			'an IPv6 address without a prefix',
			{ interfaceAddress6: '2001:db8::1' },
			"'Interface Address IPv6' must be an IPv6 address with the prefix length 127, such as 2001:db8::/127, not '2001:db8::1'",
		],
		[
			'an endpoint with a prefix',
			{ greCloudflareEndpoint: '203.0.113.1/32' },
			"'GRE Cloudflare Endpoint' must be an IP address without a prefix length, not '203.0.113.1/32'",
		],
		[
			'a source of unidirectional checks',
			{ healthCheck: { settings: { direction: 'unidirectional', source: '10.0.0.1' } } },
			"'Source' is set while 'Direction' is Unidirectional: only bidirectional checks have a source",
		],
		['an MTU of 575', { mtu: 575 }, "'MTU' must be a whole number from 576 to 1500"],
		[
			'a rate that is none',
			{ healthCheck: { settings: { rate: '={{ "fast" }}' } } },
			"'Rate' must be one of high, low, mid, not 'fast'",
		],
		[
			'a switch that is none',
			{ healthCheck: { settings: { enabled: '={{ "maybe" }}' } } },
			"'Enabled' must be true or false",
		],
		[
			'a key with a quotation mark',
			{ bgp: { settings: { md5Key: 'a"b' } } },
			"'MD5 Key' contains a character that Cloudflare rejects",
		],
	];
	test.each(wrong)('%s is refused before a request', async (_name, updateFields, message) => {
		const { error } = await update(updateFields);
		expect(error!.message).toContain(message);
		expect(emulator.requests).toEqual([]);
	});
});
