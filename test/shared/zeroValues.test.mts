import { describe, expect, test } from '@jest/globals';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { listSearch } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';
import { operations } from '../operations/index.mts';

/*
 * Services that are written in Go send `null` for what is empty or not set: it is no reason to stop.
 */

const enveloped = (result: unknown) => ({ success: true, errors: [], messages: [], result });

const pages: Array<[string, unknown]> = [
	['items: null', { items: null, next: null }],
	['items: null without a cursor', { items: null }],
	['an envelope of items: null', enveloped({ items: null, next: null })],
	['an envelope of null', enveloped(null)],
];
/** The responses of an empty listing, by where its objects would be. */
const empties = (member: string): Array<[string, unknown]> =>
	member === 'items'
		? pages
		: [
				[`${member}: null`, enveloped({ [member]: null })],
				['an envelope of null', enveloped(null)],
			];
const listings = Object.entries(operations).flatMap(([title, { listed }]) =>
	listed ? [{ resource: title.split('.')[0]!, ...listed }] : [],
);

describe('an empty listing', () => {
	test.each(
		listings.flatMap(({ resource, member }) =>
			empties(member).map(([name, body]) => [resource, name, body] as const),
		),
	)('of %s: %s', async (resource, _name, body) => {
		emulator.fault({ method: 'GET', status: 200, body });
		const { items, error } = await runOn(emulator, operation(resource, 'getAll'));
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	test.each([
		['searchAccounts', 'an envelope of null', enveloped(null)] as const,
		...listings.flatMap(({ searches, member }) =>
			searches.flatMap((search) =>
				empties(member).map(([name, body]) => [search, name, body] as const),
			),
		),
	])('in %s: %s', async (search, _name, body) => {
		emulator.fault({ method: 'GET', times: 2, status: 200, body });
		const call = { parameters: interconnect('create'), credential: stored(emulator) };
		expect((await listSearch(search, call)).results).toEqual([]);
		expect((await listSearch(search, call, 'ams')).results).toEqual([]);
	});

	test.each(pages)('before a first order by pairing key: %s', async (_name, body) => {
		emulator.fault({ method: 'GET', status: 200, body });
		const { items, error } = await runOn(
			emulator,
			interconnect('create', {
				type: 'gcp_partner',
				bandwidth: '1G',
				pairingKey: '123e4567-e89b-12d3-a456-426614174000/us-east4/1',
			}),
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json.name).toBe(emulator.interconnects[0]!.name);
		expect(emulator.orders).toHaveLength(1);
	});

	test('is not what a list of null entries is, nor null alone', async () => {
		for (const body of [{ items: [null] }, null, enveloped([]), { items: {} }]) {
			emulator.fault({ method: 'GET', status: 200, body });
			const { error } = await runOn(emulator, interconnect('getAll'));
			expect(error!.context).toMatchObject({ outcome: 'unknown', httpStatus: 200 });
		}
	});
});

describe('a delete is done', () => {
	test.each([
		['nothing', ''],
		['a line break', '\n'],
		['null', 'null\n'],
		['an object without members', {}],
		['an envelope of null', enveloped(null)],
	])('with %s for a response', async (_name, body) => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ method: 'DELETE', when: 'after', status: 200, body });
		const { items, error } = await runOn(
			emulator,
			interconnect('delete', { interconnectName: locator(name, 'name') }),
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json).toEqual({ deleted: true, name });
		expect(emulator.requests).toHaveLength(1);
	});

	test('but not with a page of something in between', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ method: 'DELETE', status: 200, body: '<html>Welcome</html>' });
		const { error } = await runOn(
			emulator,
			interconnect('delete', { interconnectName: locator(name, 'name') }),
		);
		expect(error!.context).toMatchObject({ outcome: 'unknown' });
	});
});

describe('a magic interconnect', () => {
	const magicInterconnect = () => {
		emulator.addInterconnect();
		return emulator.magicInterconnects[0]!;
	};

	test('whose members are null is simplified', async () => {
		const { id } = magicInterconnect();
		const result = { interconnects: [{ id, name: null, bgp: null, health_check: null, mtu: 0 }] };
		emulator.fault({ method: 'GET', times: 2, status: 200, body: enveloped(result) });
		const { items, error } = await runOn(emulator, operation('magicInterconnect', 'getAll'));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ id, name: null, mtu: 0 });
		const call = { parameters: interconnect('create'), credential: stored(emulator) };
		expect((await listSearch('searchMagicInterconnects', call)).results).toEqual([
			{ name: id, value: id },
		]);
	});

	test('that is changed with null for a response is read', async () => {
		const { id } = magicInterconnect();
		emulator.fault({ method: 'PUT', when: 'after', body: enveloped(null) });
		const { items, error } = await runOn(
			emulator,
			operation('magicInterconnect', 'update', {
				magicInterconnectId: locator(id!),
				updateFields: { description: 'new' },
				simplify: false,
			}),
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ id, description: 'new' });
	});
});

test('labels of objects whose members are null', async () => {
	const id = '123e4567-e89b-12d3-a456-426614174000';
	const shown = async (search: string, item: object) => {
		emulator.fault({ method: 'GET', status: 200, body: { items: [item] } });
		const call = { parameters: interconnect('create'), credential: stored(emulator) };
		return (await listSearch(search, call)).results;
	};
	const slot = { id, facility: null, site: null, speed: null, occupied: null };
	expect(await shown('searchSlots', slot)).toEqual([{ name: '123e4567', value: id }]);
	const cni = { id, interconnect: null, magic: null, cust_ip: null, bgp: null };
	expect(await shown('searchCnis', cni)).toEqual([{ name: id, value: id }]);
	const port = { name: 'ams01-1', type: null, site: null, facility: null, speed: null };
	expect(await shown('searchInterconnects', port)).toEqual([{ name: 'ams01-1', value: 'ams01-1' }]);

	const result = [{ id: accounts.main.id, name: null }];
	emulator.fault({ path: 'accounts$', status: 200, body: { ...enveloped(result) } });
	const credential = stored(emulator, credentials.magicWanWrite, accounts.main.id);
	expect((await listSearch('searchAccounts', { parameters: {}, credential })).results).toEqual([
		{ name: accounts.main.id, value: accounts.main.id },
	]);
});
