import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import { listSearch, node } from './engine.mts';
import { interconnect, locator, stored } from './support.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const chosen = () => ({ parameters: interconnect('create'), credential: stored(emulator) });
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
		const { results } = await listSearch('searchAccounts', { parameters: {}, credential });
		expect(results[0]).toEqual({
			name: `Account of the credential (${accounts.main.id})`,
			value: accounts.main.id,
		});
		expect(results[1]!.name).toMatch(/^No other accounts are shown: .*code \d+/);
		expect(results[1]!.value).toBe('');
		expect(results).toHaveLength(2);
	});

	test('without an account in the credential the reason is all there is', async () => {
		const credential = stored(emulator, credentials.accountToken);
		await expect(listSearch('searchAccounts', { parameters: {}, credential })).rejects.toThrow(
			/^List accounts was refused by Cloudflare/,
		);
	});
});

describe('slots', () => {
	test('free ones only, with what a person chooses by', async () => {
		const { results } = await listSearch('searchFreeSlots', chosen());
		const free = emulator.slots.filter(({ occupied }) => !occupied);
		const [slot] = free;
		expect(results.find(({ value }) => value === slot!.id)!.name).toBe(
			`${slot!.site} · ${slot!.facility.name} · ${slot!.facility.address.join(', ')} · ${slot!.speed}`,
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
		const direct = emulator.addInterconnect();
		for (let i = 0; i < 120; i++) emulator.addInterconnect({ type: 'gcp_partner' });
		const first = await listSearch('searchInterconnects', chosen());
		const second = await listSearch('searchInterconnects', chosen(), '', first.paginationToken);
		expect([...first.results, ...second.results].map(({ value }) => value).sort()).toEqual(
			emulator.interconnects.map(({ name }) => name).sort(),
		);
		expect(second.paginationToken).toBeUndefined();
		const label = first.results.find(({ value }) => value === direct.name)!.name;
		expect(label).toMatch(new RegExp(`^${direct.name} · direct port · .* · 10G`));
		const partner = await listSearch(
			'searchInterconnects',
			chosen(),
			`google us-east4 ${emulator.interconnects.at(-1)!.name}`,
		);
		expect(partner.results.map(({ value }) => value)).toEqual([
			emulator.interconnects.at(-1)!.name,
		]);
	});

	test('without an account, what to choose first', async () => {
		await expect(
			listSearch('searchInterconnects', {
				parameters: { accountId: locator('', 'list') },
				credential: stored(emulator),
			}),
		).rejects.toThrow("Choose an 'Account' first");
		expect(emulator.requests).toEqual([]);
	});

	test('a refusal is said', async () => {
		const credential = stored(emulator, credentials.noCniPermission);
		await expect(listSearch('searchInterconnects', { ...chosen(), credential })).rejects.toThrow(
			/^List interconnects was refused by Cloudflare \(HTTP 403, code 9109/,
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
			name: `${slot!.site} · ${slot!.facility.name} · ${slot!.facility.address.join(', ')} · ${slot!.speed} · occupied`,
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

test('every picker has its search, with a box to type in', () => {
	const lists = node.description.properties.flatMap(({ modes = [] }) =>
		modes.filter(({ type }) => type === 'list'),
	);
	expect(lists.length).toBeGreaterThan(0);
	for (const { typeOptions } of lists) {
		expect(typeOptions!.searchable).toBe(true);
		expect(node.methods!.listSearch).toHaveProperty(typeOptions!.searchListMethod!);
	}
});
