import { expect, test } from '@jest/globals';

import { locator, runOn } from '../harness/support.mts';
import { emulator } from '../harness/emulator.mts';
import { below, first, magic } from './magicSetting.mts';

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
