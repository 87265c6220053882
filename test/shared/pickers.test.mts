import { describe, expect, test } from '@jest/globals';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { accounts, credentials, type Slot } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { listSearch, node } from '../harness/engine.mts';
import { interconnect, locator, stored } from '../harness/support.mts';
import { operations } from '../operations/index.mts';

const chosen = () => ({ parameters: interconnect('create'), credential: stored(emulator) });
const listings = () => emulator.requests.map(({ path, query }) => ({ path, query }));

/** Every locator of the node, those in collections too. */
const locators = node.description.properties
	.flatMap((field) => [field, ...(field.type === 'collection' ? (field.options ?? []) : [])])
	.filter((field): field is INodeProperties => 'modes' in field);

/** The search of each picker, and where the objects are in the response that it reads; accounts are tried apart. */
const searches = Object.values(operations).flatMap(({ listed }) =>
	(listed?.searches ?? []).map((name): [string, string] => [name, listed!.member]),
);

describe('slots', () => {
	test('free ones only, with what a person chooses by', async () => {
		const { results } = await listSearch('searchFreeSlots', chosen());
		const free = emulator.slots.filter(({ occupied }) => !occupied);
		const [slot] = free;
		// The editor shows the first 48 characters or so: what tells slots apart comes first.
		expect(results.find(({ value }) => value === slot!.id)!.name).toBe(
			`${slot!.site} · ${slot!.speed} · ${slot!.ccr_device_name} · ${slot!.facility.name} · ${slot!.id.slice(0, 8)} · ${slot!.facility.address.join(', ')}`,
		);
		expect(results.map(({ value }) => value).sort()).toEqual(
			free
				.slice(0, 100)
				.map(({ id }) => id)
				.sort(),
		);
		expect(listings()).toEqual([
			{
				path: `/accounts/${accounts.main.id}/cni/slots`,
				query: { occupied: 'false', limit: '100' },
			},
		]);
	});

	test('a search finds words of the label over the whole listing', async () => {
		const free = emulator.slots.filter(({ occupied }) => !occupied);
		const last = free.at(-1)!;
		const filter = `${last.speed.toLowerCase()} ${last.facility.name.toUpperCase()}`;
		const { results, paginationToken } = await listSearch('searchFreeSlots', chosen(), filter);
		expect(results.map(({ value }) => value)).toContain(last.id);
		for (const { value } of results) {
			const slot = free.find(({ id }) => id === value)!;
			expect([slot.speed, slot.facility.name]).toEqual([last.speed, last.facility.name]);
		}
		expect(paginationToken).toBeUndefined();
	});
});

describe('interconnects', () => {
	test('both types, page by page', async () => {
		const { name } = emulator.addInterconnect();
		const [{ site, facility }] = emulator.slots as [Slot];
		for (let i = 0; i < 120; i++) emulator.addInterconnect({ type: 'gcp_partner' });
		const first = await listSearch('searchInterconnects', chosen());
		const second = await listSearch('searchInterconnects', chosen(), '', first.paginationToken);
		expect([...first.results, ...second.results].map(({ value }) => value).sort()).toEqual(
			emulator.interconnects.map(({ name }) => name).sort(),
		);
		expect(second.paginationToken).toBeUndefined();
		expect(first.results.find(({ value }) => value === name)!.name).toBe(
			`${name} · 10G · direct port · ${site} · ${facility.name}`,
		);
		const partner = await listSearch(
			'searchInterconnects',
			chosen(),
			`google us-east4 ${emulator.interconnects.at(-1)!.name}`,
		);
		expect(partner.results.map(({ value }) => value)).toEqual([
			emulator.interconnects.at(-1)!.name,
		]);
	});

	test.each([
		['chosen in the editor', locator(accounts.second.id, 'list'), accounts.second],
		['chosen with blanks around it', locator(` ${accounts.second.id}\n`), accounts.second],
		['chosen as plain text', accounts.second.id, accounts.second],
		['of the credential, where none is chosen', locator('', 'list'), accounts.main],
		['of the credential, where there is no parameter', undefined, accounts.main],
	])('of the account %s', async (_, accountId, { id }) => {
		const credential = stored(emulator, credentials.globalApiKey, accounts.main.id);
		const parameters = accountId === undefined ? {} : { accountId };
		await listSearch('searchInterconnects', { parameters, credential });
		expect(listings().map(({ path }) => path)).toEqual([`/accounts/${id}/cni/interconnects`]);
	});

	test('without an account, what to choose first', async () => {
		for (const value of ['', 'no account']) {
			const parameters = { accountId: locator(value, 'list') };
			await expect(
				listSearch('searchInterconnects', { parameters, credential: stored(emulator) }),
			).rejects.toMatchObject({
				message:
					"The list needs an account: choose 'Account', or fill in 'Account ID' in the credential",
				description: 'An account ID has 32 hexadecimal characters.',
			});
		}
		expect(emulator.requests).toEqual([]);
	});

	/** As the editor sends what it can't resolve: null where an expression fails, no value where it returns none. */
	test.each([
		['fails', null],
		['returns nothing', { __rl: true, mode: 'id' }],
		['returns null', { __rl: true, mode: 'id', value: null }],
		['is not resolved', locator('={{ $json.id }}')],
		['is not resolved, as plain text', '={{ $json.id }}'],
	])('of no account where its expression %s', async (_name, accountId) => {
		const credential = stored(emulator, credentials.globalApiKey, accounts.main.id);
		const parameters = { accountId } as unknown as INodeParameters;
		await expect(listSearch('searchInterconnects', { parameters, credential })).rejects.toThrow(
			"The list needs an account, and the expression in 'Account' has no value yet: execute the previous nodes, or enter the value without the list",
		);
		expect(emulator.requests).toEqual([]);
	});

	test('a refusal is said', async () => {
		const credential = stored(emulator, credentials.noCniPermission);
		await expect(listSearch('searchInterconnects', { ...chosen(), credential })).rejects.toThrow(
			/^The credential has no access \(HTTP 403, code 9109/,
		);
	});
});

test('slots of all kinds, CNIs and magic interconnects, with what a person chooses by', async () => {
	const { name } = emulator.addInterconnect();
	const cni = emulator.addCni({ interconnect: name, conduitName: 'ams-primary' });
	const [slot] = emulator.slots.filter(({ occupied }) => occupied);
	const [magic] = emulator.magicInterconnects;

	const slots = await listSearch('searchSlots', chosen(), `occupied ${slot!.id}`);
	expect(slots.results).toEqual([
		{
			name: `${slot!.site} · ${slot!.speed} · occupied · ${slot!.ccr_device_name} · ${slot!.facility.name} · ${slot!.id.slice(0, 8)} · ${slot!.facility.address.join(', ')}`,
			value: slot!.id,
		},
	]);
	const cnis = await listSearch('searchCnis', chosen());
	expect(cnis.results).toHaveLength(1);
	expect(cnis.results[0]!.value).toBe(cni.id);
	expect(cnis.results[0]!.name).toContain(`ams-primary · ${name} · ${cni.cust_ip}`);
	const magics = await listSearch('searchMagicInterconnects', chosen(), magic!.colo_name);
	expect(magics.results).toEqual([
		{
			name: `${magic!.name} · ${magic!.colo_name} · ${magic!.interface_address}`,
			value: magic!.id,
		},
	]);
});

describe('answers that lack something', () => {
	const id = '123e4567-e89b-12d3-a456-426614174000';
	const found = async (name: string, items: object[], filter?: string, member = 'items') => {
		emulator.fault({ method: 'GET', status: 200, body: { [member]: items } });
		return (await listSearch(name, chosen(), filter)).results;
	};

	test.each([
		['no facility', { facility: null }, 'ams01 · 10G · 123e4567'],
		['no address', { facility: { name: 'AM5', address: null } }, 'ams01 · 10G · AM5 · 123e4567'],
		[
			'an address that is a text',
			{ facility: { name: 'AM5', address: 'Schepenbergweg 42' } },
			'ams01 · 10G · AM5 · 123e4567 · Schepenbergweg 42',
		],
		[
			'an address with holes',
			{ facility: { name: null, address: [null, 'Amsterdam'] } },
			'ams01 · 10G · 123e4567 · Amsterdam',
		],
	])('a slot with %s', async (_, lack, name) => {
		const slot = { id, site: 'ams01', speed: '10G', occupied: false, ...lack };
		expect(await found('searchFreeSlots', [slot])).toEqual([{ name, value: id }]);
	});

	test.each(searches)('%s leaves out what cannot be chosen', async (name, member) => {
		const odd = [{}, { id: null, name: null }, { id: '', name: ' ' }, { id: 7, name: 7 }];
		// The next hop is the other end of the interface address.
		const items = [...odd, { id, name: id, interface_address: '192.0.2.0/31' }];
		const value = name === 'searchNexthops' ? '192.0.2.1' : id;
		for (const filter of ['', value.slice(0, 8)]) {
			const results = await found(name, items, filter, member);
			expect(results.map((one) => one.value)).toEqual([value]);
		}
	});

	test('an interconnect of a type that is new, and of none', async () => {
		const items = [
			{ name: 'a', type: 'aws_partner', speed: '1G' },
			{ name: 'b', facility: null },
		];
		expect((await found('searchInterconnects', items)).map(({ name }) => name)).toEqual([
			'a · 1G · aws_partner',
			'b',
		]);
	});

	test('numbers in names are sorted as numbers', async () => {
		const items = ['ams01-10', 'ams01-9', 'ams01-1'].map((name) => ({ name, type: 'direct' }));
		expect((await found('searchInterconnects', items)).map(({ value }) => value)).toEqual([
			'ams01-1',
			'ams01-9',
			'ams01-10',
		]);
	});
});

test('every picker has its search, with a box to type in, and every search is tried', () => {
	const used = locators.map(({ modes }) => {
		const [{ typeOptions } = {}, ...more] = modes!.filter(({ type }) => type === 'list');
		expect(typeOptions!.searchable).toBe(true);
		expect(more).toEqual([]);
		return typeOptions!.searchListMethod!;
	});
	const offered = Object.keys(node.methods!.listSearch!).sort();
	expect([...new Set(used)].sort()).toEqual(offered);
	expect([...searches.map(([name]) => name), 'searchAccounts'].sort()).toEqual(offered);
});

test('what an operation is about is required, and nothing in a collection', () => {
	const required = (fields: INodeProperties[]) =>
		fields.flatMap(({ modes, name, required: is }) => (modes && is ? [name] : []));
	const { properties } = node.description;
	// Of a create the slot is required of one type, and of none while the type is an expression.
	const optional = properties.filter(({ modes, required: is }) => modes && !is);
	expect(optional.map(({ name }) => name).sort()).toEqual(['accountId', 'slotId']);
	const inCollections = properties.flatMap(({ options = [], type }) =>
		type === 'collection' ? (options as INodeProperties[]) : [],
	);
	expect(required(inCollections)).toEqual([]);
});

test('every picker of something in an account is read anew when another account is chosen', () => {
	for (const { name, typeOptions } of locators) {
		if (name === 'accountId') continue;
		expect({ name, typeOptions }).toEqual({
			name,
			typeOptions: { loadOptionsDependsOn: ['accountId.value'] },
		});
	}
});

/*
 * n8n checks a locator's `validation` at the start of each execution too, in a sandbox with a time limit, and a busy
 * server does not make it: the run would end before the node is asked.
 */
test('nothing that is entered in a picker is checked by n8n', () => {
	for (const { modes } of locators) {
		for (const mode of modes!) expect(mode).not.toHaveProperty('validation');
	}
});
