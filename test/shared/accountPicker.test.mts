import { describe, expect, test } from '@jest/globals';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { listSearch, run } from '../harness/engine.mts';
import { interconnect, locator, stored } from '../harness/support.mts';

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
