import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import {
	accounts,
	credentials,
	startEmulator,
	type Emulator,
	type Slot,
} from '../emulator/index.mts';
import { listSearch, node, run } from '../harness/engine.mts';
import { interconnect, locator, stored } from '../harness/support.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const chosen = () => ({ parameters: interconnect('create'), credential: stored(emulator) });
/** Calls with a credential for an address where nobody answers. */
const emulatorGone = async (call: (credential: ReturnType<typeof stored>) => Promise<void>) =>
	await call(stored({ baseUrl: 'http://127.0.0.1:1/client/v4' }));
const listings = () => emulator.requests.map(({ path, query }) => ({ path, query }));

describe('accounts', () => {
	test('the credential’s own first, then by name', async () => {
		const { results } = await listSearch('searchAccounts', {
			parameters: {},
			credential: stored(emulator, credentials.globalApiKey, accounts.main.id),
		});
		expect(results).toEqual([
			{ name: `Example Networks (${accounts.main.id})`, value: accounts.main.id },
			{ name: `Example Logistics (${accounts.second.id})`, value: accounts.second.id },
		]);
	});

	test('a page at a time; a search reads them all', async () => {
		for (let i = 0; i < 60; i++) {
			const id = i.toString(16).padStart(32, '0');
			emulator.addAccount({ id, name: `Subsidiary ${i}` });
		}
		const first = await listSearch('searchAccounts', chosen());
		expect(first.results).toHaveLength(50);
		const second = await listSearch('searchAccounts', chosen(), '', first.paginationToken);
		expect(second.results).toHaveLength(12);
		expect(second.paginationToken).toBeUndefined();
		const found = await listSearch('searchAccounts', chosen(), 'subsidiary 59');
		expect(found.results.map(({ name }) => name)).toEqual([
			`Subsidiary 59 (${(59).toString(16).padStart(32, '0')})`,
		]);
		expect(listings().map(({ query }) => query.page)).toEqual(['1', '2', '1', '2']);
	});

	test('a token that may not list them still sees the credential’s, and why there is no more', async () => {
		const credential = stored(emulator, credentials.accountToken, accounts.main.id);
		const own = {
			name: `Account of the credential (${accounts.main.id})`,
			value: accounts.main.id,
		};
		// An empty value would look chosen in an empty field; a blank is trimmed and means the same.
		const note = { name: 'No more: the token may not list accounts', value: ' ' };
		const shown = async (filter?: string) =>
			(await listSearch('searchAccounts', { parameters: {}, credential }, filter)).results;
		expect(await shown()).toEqual([own, note]);
		expect(await shown('account of')).toEqual([own, note]);
		expect(await shown('something else')).toEqual([note]);

		const errors = [{ code: 1001, message: 'Invalid access token' }];
		emulator.fault({ path: 'accounts$', status: 400, body: { success: false, errors } });
		expect(await shown()).toEqual([own, note]);

		emulator.fault({ path: 'accounts$', status: 418, body: { error: 'Short and stout' } });
		expect(await shown()).toEqual([
			own,
			{ name: 'No more: HTTP 418: Short and stout', value: ' ' },
		]);
	});

	test('the explanation works as an account: it is the credential’s', async () => {
		const parameters = interconnect('getAll', { accountId: locator(' ', 'list') });
		const credential = stored(emulator, credentials.accountToken, accounts.main.id);
		const { error } = await run({ parameters, credential });
		expect(error).toBeUndefined();
		expect(listings()[0]!.path).toBe(`/accounts/${accounts.main.id}/cni/interconnects`);
	});

	test('without an account in the credential the reason and the way out are all there is', async () => {
		const credential = stored(emulator, credentials.accountToken);
		// The editor shows the message and nothing else.
		await expect(listSearch('searchAccounts', { parameters: {}, credential })).rejects.toThrow(
			/^Accounts can't be listed with this credential \(the token may not list accounts\): choose 'By ID', or fill in 'Account ID' in the credential$/,
		);
		await emulatorGone(async (gone) => {
			await expect(
				listSearch('searchAccounts', { parameters: {}, credential: gone }),
			).rejects.toThrow(
				/^Accounts can't be listed with this credential \(No response from [^)]+\): choose 'By ID', or/,
			);
		});
	});

	describe('in pages', () => {
		const id = (i: number) => i.toString(16).padStart(32, '0');
		const add = (count: number) => {
			for (let i = 0; i < count; i++) emulator.addAccount({ id: id(i), name: `Subsidiary ${i}` });
		};
		const all = { parameters: {}, credential: () => stored(emulator) };
		const search = async (filter?: string, token?: string, credential = all.credential()) =>
			await listSearch('searchAccounts', { parameters: {}, credential }, filter, token);

		test('the credential’s own stands once, though it is listed on a later page', async () => {
			add(60);
			// Listings are by name as texts: this one comes last.
			const credential = stored(emulator, credentials.magicWanWrite, id(9));
			const first = await search('', undefined, credential);
			const second = await search('', first.paginationToken, credential);
			const values = [...first.results, ...second.results].map(({ value }) => value);
			expect(values[0]).toBe(id(9));
			expect(values).toHaveLength(62);
			expect(new Set(values).size).toBe(62);
		});

		test('matches survive a refusal on a later page, and it is said', async () => {
			add(60);
			emulator.fault({ path: 'accounts$', skip: 1, status: 403, body: { error: 'No' } });
			expect((await search(`subsidiary ${id(12)}`)).results).toEqual([
				{ name: `Subsidiary 12 (${id(12)})`, value: id(12) },
				{ name: 'Incomplete: the token may not list accounts', value: ' ' },
			]);
			emulator.reset();
			add(60);
			const { paginationToken } = await search();
			emulator.fault({ path: 'accounts$', status: 418, body: { error: 'Short and stout' } });
			expect(await search('', paginationToken)).toEqual({
				results: [{ name: 'Incomplete: HTTP 418: Short and stout', value: ' ' }],
			});
		});

		test('a listing that never ends is left', async () => {
			const page = (ids: number[]) => ({
				success: true,
				result: ids.map((i) => ({ id: id(i), name: `Subsidiary ${i}` })),
				result_info: { page: 1, total_pages: 1000 },
			});
			emulator.fault({ path: 'accounts$', times: 500, status: 200, body: page([1, 2]) });
			expect((await search('subsidiary')).results).toHaveLength(2);
			expect(emulator.requests).toHaveLength(2);

			emulator.reset();
			for (let i = 0; i < 120; i++) {
				emulator.fault({ path: 'accounts$', status: 200, body: page([i]) });
			}
			const { results, paginationToken } = await search('subsidiary');
			expect(results).toHaveLength(101);
			expect(results.at(-1)).toEqual({
				name: 'Incomplete: there are more than 100 pages',
				value: ' ',
			});
			expect(paginationToken).toBeUndefined();
			expect(await search('', '100')).toMatchObject({ results: [{}, results.at(-1)] });
		});
	});

	test('what has no ID is left out', async () => {
		const result = [{ name: 'Nobody' }, { id: accounts.main.id, name: null }, { id: '' }];
		emulator.fault({ path: 'accounts$', status: 200, body: { success: true, result } });
		expect((await listSearch('searchAccounts', chosen())).results).toEqual([
			{ name: accounts.main.id, value: accounts.main.id },
		]);
	});
});

describe('slots', () => {
	test('free ones only, with what a person chooses by', async () => {
		const { results } = await listSearch('searchFreeSlots', chosen());
		const free = emulator.slots.filter(({ occupied }) => !occupied);
		const [slot] = free;
		// The editor shows the first 48 characters or so: what tells slots apart comes first.
		expect(results.find(({ value }) => value === slot!.id)!.name).toBe(
			`${slot!.site} · ${slot!.speed} · ${slot!.facility.name} · ${slot!.id.slice(0, 8)} · ${slot!.facility.address.join(', ')}`,
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
			name: `${slot!.site} · ${slot!.speed} · occupied · ${slot!.facility.name} · ${slot!.id.slice(0, 8)} · ${slot!.facility.address.join(', ')}`,
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
	const found = async (name: string, items: object[], filter?: string) => {
		emulator.fault({ method: 'GET', status: 200, body: { items, interconnects: items } });
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

	test.each(['searchSlots', 'searchCnis', 'searchMagicInterconnects', 'searchInterconnects'])(
		'%s leaves out what cannot be chosen',
		async (name) => {
			const odd = [{}, { id: null, name: null }, { id: '', name: ' ' }, { id: 7, name: 7 }];
			const items = [...odd, { id, name: id }];
			expect((await found(name, items)).map(({ value }) => value)).toEqual([id]);
			expect((await found(name, items, id.slice(0, 8))).map(({ value }) => value)).toEqual([id]);
		},
	);

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

/** Every locator of the node, those in collections too. */
const locators = node.description.properties
	.flatMap((field) => [field, ...(field.type === 'collection' ? (field.options ?? []) : [])])
	.filter((field): field is INodeProperties => 'modes' in field);

test('every picker has its search, with a box to type in', () => {
	expect(new Set(locators.map(({ name }) => name))).toEqual(
		new Set([
			'accountId',
			'cniId',
			'differentDeviceFrom',
			'interconnectName',
			'magicInterconnectId',
			'magicRouteId',
			'nexthop',
			'slotId',
		]),
	);
	for (const { modes } of locators) {
		const [{ typeOptions } = {}, ...more] = modes!.filter(({ type }) => type === 'list');
		expect(typeOptions!.searchable).toBe(true);
		expect(node.methods!.listSearch).toHaveProperty(typeOptions!.searchListMethod!);
		expect(more).toEqual([]);
	}
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
