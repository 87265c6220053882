import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, startEmulator, type Emulator } from '../emulator/index.mts';
import { locator, operation, runOn } from '../harness/support.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => {
	emulator.reset();
	for (let i = 0; i < 3; i++) emulator.addInterconnect();
});
afterAll(async () => await emulator.stop());

const below = `/accounts/${accounts.main.id}/magic/cf_interconnects`;
const magic = (value: string, parameters: INodeParameters = {}) =>
	operation('magicInterconnect', value, parameters);
const first = () => emulator.magicInterconnects[0]!;
const update = async (updateFields: INodeParameters, options: INodeParameters = {}) =>
	await runOn(
		emulator,
		magic('update', { magicInterconnectId: locator(first().id!), updateFields, options }),
	);

const simple = (object: ReturnType<typeof first>) => ({
	id: object.id,
	name: object.name,
	description: object.description,
	colo_name: object.colo_name,
	interface_address: object.interface_address,
	mtu: object.mtu,
	virtual_port_reservation_id: object.virtual_port_reservation_id,
	health_check_enabled: object.health_check?.enabled,
	bgp_customer_asn: object.bgp?.customer_asn,
	modified_on: object.modified_on,
});

test('Get gives the main members, or the object itself', async () => {
	const magicInterconnectId = locator(first().id!);
	const simplified = await runOn(emulator, magic('get', { magicInterconnectId }));
	expect(simplified.items).toEqual([{ json: simple(first()), pairedItem: { item: 0 } }]);
	const whole = await runOn(emulator, magic('get', { magicInterconnectId, simplify: false }));
	expect(whole.items[0]!.json).toEqual(first());
	for (const { method, path, query, headers } of emulator.requests) {
		expect({ method, path, query }).toEqual({
			method: 'GET',
			path: `${below}/${first().id}`,
			query: {},
		});
		expect(headers['x-magic-new-hc-target']).toBe('true');
	}
});

test('Get Many gives an item per object, without pages', async () => {
	const all = await runOn(emulator, magic('getAll', { returnAll: true, simplify: false }));
	expect(all.items.map(({ json }) => json)).toEqual(emulator.magicInterconnects);
	const some = await runOn(emulator, magic('getAll', { limit: 2 }));
	expect(some.items).toEqual(
		emulator.magicInterconnects
			.slice(0, 2)
			.map((object) => ({ json: simple(object), pairedItem: { item: 0 } })),
	);
	expect(emulator.requests.map(({ query }) => query)).toEqual([{}, {}]);
});

test.each([
	['without its list', {}],
	['with null as its list', { interconnects: null }],
])('a listing %s is empty', async (_name, result) => {
	emulator.fault({ method: 'GET', status: 200, body: { success: true, result } });
	const { items, error } = await runOn(emulator, magic('getAll'));
	expect(error).toBeUndefined();
	expect(items).toEqual([]);
});

test.each([
	[
		'a listing of texts',
		'getAll',
		{ interconnects: ['a'] },
		"it is not an object with a list 'interconnects'",
	],
	[
		'a listing that is an object',
		'getAll',
		{ interconnects: {} },
		"it is not an object with a list 'interconnects'",
	],
	['an object without its member', 'get', {}, "it is not an object with 'interconnect'"],
	['an object of null', 'get', { interconnect: null }, "it is not an object with 'interconnect'"],
])('%s cannot be read', async (_name, value, result, words) => {
	emulator.fault({ method: 'GET', status: 200, body: { success: true, result } });
	const { error } = await runOn(emulator, magic(value, { magicInterconnectId: locator('a') }));
	expect(error!.message).toContain(`The response can't be read: ${words} (HTTP 200)`);
});

test.each([
	['getAll', 'GET', {}],
	['update', 'PUT', { updateFields: { mtu: 1400 } }],
	['update', 'PUT', { updateFields: { mtu: 1400 }, options: { validateOnly: true } }],
])('an object that is in no envelope says nothing: %s', async (value, method, parameters) => {
	emulator.fault({ method, status: 200, body: {} });
	const magicInterconnectId = locator(first().id!);
	const { items, error } = await runOn(
		emulator,
		magic(value, { magicInterconnectId, ...parameters }),
	);
	expect(error!.message).toContain("The response can't be read: it is not ");
	expect(items).toEqual([]);
	expect(emulator.requests).toHaveLength(1);
});

test('the simplified form names the ASN of the BGP session', async () => {
	emulator.addInterconnect({ type: 'gcp_partner' });
	const magicInterconnectId = locator(emulator.magicInterconnects.at(-1)!.id!);
	const updateFields = { bgp: { settings: { customerAsn: 65007 } } };
	await runOn(emulator, magic('update', { magicInterconnectId, updateFields }));
	for (const value of ['get', 'getAll']) {
		const { items } = await runOn(emulator, magic(value, { magicInterconnectId }));
		expect(items.at(-1)!.json.bgp_customer_asn).toBe(65007);
	}
});

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
