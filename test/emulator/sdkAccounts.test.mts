import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { Account } from 'cloudflare/resources/accounts/accounts';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, type Credential } from './index.mts';
import { sdkClient } from './support.mts';

// Accounts, users and the verification of tokens, driven by Cloudflare's own client.

const account_id = accounts.main.id;

describe.each<[string, Credential]>([
	['API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_scheme, credential) => {
	const connect = () => sdkClient(emulator, credential);

	test('lists accounts over all pages', async () => {
		const number = (index: number) => String(index).padStart(2, '0');
		for (let index = 0; index < 58; index++) {
			emulator.addAccount({ id: number(index).repeat(16), name: `Subsidiary ${number(index)}` });
		}
		const cf = connect();
		const collect = async (query: Parameters<typeof cf.accounts.list>[0]) => {
			const found: Account[] = [];
			for await (const one of cf.accounts.list(query)) found.push(one);
			return found;
		};

		const all = await collect({ per_page: 20 });

		expect(all.map(({ id }) => id).sort()).toEqual(emulator.accounts.map(({ id }) => id).sort());
		expect(await collect({ per_page: 50, direction: 'desc' })).toEqual(all.reverse());
		expect(await collect({ name: 'Subsidiary 07' })).toEqual([
			{ id: '07'.repeat(16), name: 'Subsidiary 07', type: 'enterprise' },
		]);
		expect(await collect({ name: 'Subsidiary' })).toEqual([]);
		expect(await cf.accounts.get({ account_id })).toEqual(accounts.main);
	});
});

test('verifies user tokens, older ones and disabled ones too', async () => {
	const { magicWanWrite, olderUserToken, disabledUserToken } = credentials;
	for (const credential of [magicWanWrite, olderUserToken, disabledUserToken]) {
		const { id, status } = credential;
		expect(await sdkClient(emulator, credential).user.tokens.verify()).toEqual({ id, status });
	}
});

test('verifies account-owned tokens in their account', async () => {
	for (const credential of [credentials.accountToken, credentials.olderAccountToken]) {
		const { tokens } = sdkClient(emulator, credential).accounts;
		const { id } = credential;
		expect(await tokens.verify({ account_id })).toEqual({ id, status: 'active' });
	}
});

test('tells whose Global API key it is', async () => {
	for (const credential of [credentials.globalApiKey, credentials.olderGlobalApiKey]) {
		const user = await sdkClient(emulator, credential).user.get();
		const { email } = credential;
		expect(user).toMatchObject({ email, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
	}
});

test('refuses the SDK given both kinds of credentials, because it sends both', async () => {
	const { email, apiKey } = credentials.globalApiKey;
	const { apiToken } = credentials.magicWanWrite;
	const baseURL = emulator.baseUrl;
	const both = new Cloudflare({ baseURL, maxRetries: 0, apiToken, apiEmail: email, apiKey });
	await expect(both.accounts.get({ account_id })).rejects.toMatchObject({ status: 400 });
});
