import { inspect } from 'node:util';

import { describe, expect, test } from '@jest/globals';

import { accounts, credentials, type Credential } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { listSearch, testCredential } from '../harness/engine.mts';
import { locator, operation, runOn, stored } from '../harness/support.mts';

const { main } = accounts;
const asked = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);
const asUser = 'GET /user/tokens/verify';
const inMain = `GET /accounts/${main.id}/tokens/verify`;

describe('a good one is accepted', () => {
	const good: Array<[string, Credential, string, string[]]> = [
		['a user token', credentials.magicWanWrite, '', [asUser]],
		['a user token with a default account', credentials.magicWanWrite, main.id, [asUser]],
		['a user token without CNI permission', credentials.noCniPermission, '', [asUser]],
		['an account-owned token', credentials.accountToken, main.id, [inMain]],
		['a user token of the older form', credentials.olderUserToken, '', [asUser]],
		['the same with a default account', credentials.olderUserToken, main.id, [asUser]],
		[
			'an account-owned one of the older form',
			credentials.olderAccountToken,
			main.id,
			[asUser, inMain],
		],
		['email and Global API key', credentials.globalApiKey, '', ['GET /user']],
		[
			'the same of the older form',
			credentials.olderGlobalApiKey,
			accounts.second.id,
			['GET /user'],
		],
	];
	test.each(good)('%s', async (_name, credential, accountId, requests) => {
		expect(await testCredential(stored(emulator, credential, accountId))).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(asked()).toEqual(requests);
	});

	test('with white space around its values and a slash behind the base URL', async () => {
		const data = stored(emulator, credentials.accountToken, main.id);
		const result = await testCredential({
			...data,
			apiToken: `${String(data.apiToken)}\n`,
			accountId: ` ${main.id} `,
			baseUrl: `${String(data.baseUrl)}/`,
		});
		expect(result.status).toBe('OK');
	});
});

describe('a wrong one is refused with what to correct', () => {
	const changed = (
		change: Record<string, string>,
		credential?: Credential,
		accountId?: string,
	) => ({
		...stored(emulator, credential, accountId),
		...change,
	});
	const unknownUserToken = `cfut_${'Unknown'.padEnd(48, '0')}`;
	const wrong: Array<[string, () => Parameters<typeof testCredential>[0], string]> = [
		[
			'an unknown user token',
			() => changed({ apiToken: unknownUserToken }),
			"Cloudflare rejected the credential (HTTP 401, code 1000: Invalid API Token). Check that 'API Token' was copied completely",
		],
		[
			'an account-owned token without its account',
			() => stored(emulator, credentials.accountToken),
			"The API token belongs to an account (it starts with cfat_) and is verified there: fill in 'Account ID'",
		],
		[
			'an account-owned token in another account',
			() => stored(emulator, credentials.accountToken, accounts.second.id),
			"Check that 'API Token' was copied completely, and that 'Account ID' is the account that the token belongs to",
		],
		[
			'an account-owned token of the older form without its account',
			() => stored(emulator, credentials.olderAccountToken),
			"Check that 'API Token' was copied completely; if it belongs to an account and not to a user, fill in 'Account ID'",
		],
		[
			'an unknown token of the older form with an account',
			() => changed({ apiToken: 'Unknown'.padEnd(40, '0') }, undefined, main.id),
			"Check that 'API Token' was copied completely; if it belongs to an account, check 'Account ID' too",
		],
		[
			'a disabled token',
			() => stored(emulator, credentials.disabledUserToken),
			'The API token is disabled: create a new one in Cloudflare',
		],
		[
			'a wrong key',
			() => changed({ apiKey: `cfk_${'Unknown'.padEnd(48, '0')}` }, credentials.globalApiKey),
			"Check 'Email' and 'Global API Key'",
		],
		[
			'a wrong email',
			() => changed({ email: 'nobody@example.com' }, credentials.globalApiKey),
			"Check 'Email' and 'Global API Key'",
		],
		[
			'a key in the field of the token',
			() => changed({ apiToken: credentials.globalApiKey.apiKey }),
			"This is a Global API key (it starts with cfk_), not an API token: choose 'Global API Key' under 'Authentication'",
		],
		[
			'a token in the field of the key',
			() => changed({ apiKey: credentials.magicWanWrite.apiToken }, credentials.globalApiKey),
			"'Global API Key' holds an API token: choose 'API Token' under 'Authentication'",
		],
		[
			'an account ID of the wrong form',
			() => stored(emulator, credentials.magicWanWrite, 'acme'),
			"'Account ID' in the credential must be 32 hexadecimal characters",
		],
		[
			'a token as the account ID',
			() => stored(emulator, credentials.magicWanWrite, credentials.magicWanWrite.apiToken),
			"'Account ID' in the credential must be 32 hexadecimal characters",
		],
		['no token', () => changed({ apiToken: '' }), "'API Token' in the credential is empty"],
		[
			'another path in the base URL',
			() => changed({ baseUrl: 'https://api.cloudflare.com/client/v3' }),
			"'Base URL' in the credential must end in /client/v4, the path of Cloudflare's API: the default is https://api.cloudflare.com/client/v4",
		],
	];
	test.each(wrong)('%s', async (_name, data, message) => {
		const result = await testCredential(data());
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
		const { apiToken, apiKey } = data();
		for (const secret of [apiToken, apiKey]) {
			if (secret) expect(result.message).not.toContain(secret);
		}
	});

	test('a service that is not available or not Cloudflare', async () => {
		const said = async () => (await testCredential(stored(emulator))).message;
		emulator.fault({ status: 503, body: 'upstream' });
		expect(await said()).toBe(
			"Cloudflare's service is not available right now (HTTP 503: upstream). Test again later",
		);
		for (const status of [200, 404]) {
			emulator.fault({ status, body: '<html><title>Welcome</title></html>' });
			expect(await said()).toMatch(
				new RegExp(
					`^The response \\(HTTP ${status}\\) is not from Cloudflare's API. Check 'Base URL'`,
				),
			);
		}
		emulator.fault({ status: 301, headers: { location: '/elsewhere' }, body: '' });
		expect(await said()).toMatch(/^The response is a redirect \(HTTP 301\)/);
		emulator.fault({ drop: true });
		expect(await said()).toMatch(/^No response: the connection was lost .*Check 'Base URL'$/);
		expect(emulator.requests).toHaveLength(5);
	});

	test('what has not the form of its header is named by its field', async () => {
		const { apiToken } = credentials.magicWanWrite;
		const byToken = await testCredential(changed({ apiToken: 'x' }));
		expect(byToken.message).toMatch(
			/^Cloudflare rejected the credential \(HTTP 400, code 6003, code 6111: .*\)\. A header doesn't have the format Cloudflare expects: Authorization \(from 'API Token'\)\. Paste/,
		);
		const wrongKey = changed({ email: 'nobody', apiKey: 'key-1' }, credentials.globalApiKey);
		expect((await testCredential(wrongKey)).message).toContain(
			": X-Auth-Email (from 'Email') and X-Auth-Key (from 'Global API Key'). Paste it again into the credential, and check that 'Authentication' is set correctly",
		);
		emulator.fault({
			status: 400,
			body: { success: false, errors: [{ code: 9106, message: 'Missing headers' }] },
		});
		expect((await testCredential(changed({ apiToken }))).message).toMatch(
			/\(HTTP 400, code 9106: Missing headers\)\. A header of the credential did not reach/,
		);
	});

	test('while the rate limit is used up: at once, and without a request', async () => {
		const said = async () =>
			(await testCredential(stored(emulator, credentials.olderUserToken))).message;
		emulator.fault({ status: 429, headers: { 'retry-after': '12' }, body: '' });
		expect(await said()).toBe("Cloudflare's rate limit is exhausted. Test again in 12 s");
		expect(await said()).toMatch(/^Cloudflare's rate limit is exhausted. Test again in 1[234] s$/);
		expect(emulator.requests).toHaveLength(1);
	});
});

/** As refusals of account-owned tokens were seen where they are verified as a user's. */
test.each([
	[401, 1000],
	[403, 9109],
	[403, 10000],
	[400, 1000],
	[400, 1001],
])(
	'an older token that is no user’s is looked up in its account: %d, code %d',
	async (status, code) => {
		const errors = [{ code, message: 'Invalid API Token' }];
		emulator.fault({ path: '^/user/', status, body: { success: false, errors } });
		const credential = stored(emulator, credentials.olderAccountToken, main.id);
		expect((await testCredential(credential)).message).toBe('Connection successful!');
		expect(asked()).toEqual([asUser, inMain]);
	},
);

describe('an expression that n8n did not resolve', () => {
	const unresolved = [
		' ={{$secrets.vault.token}}',
		'{{ $secrets.vault.token }}',
		'Bearer{{$secrets.vault.token}}',
	];
	const fields = [
		['API Token', 'apiToken', credentials.magicWanWrite],
		['Email', 'email', credentials.globalApiKey],
		['Global API Key', 'apiKey', credentials.globalApiKey],
		['Account ID', 'accountId', credentials.magicWanWrite],
		['Base URL', 'baseUrl', credentials.magicWanWrite],
	] as const;
	test.each(fields)('in %s is never sent, and named', async (label, name, credential) => {
		for (const text of unresolved) {
			const data = { ...stored(emulator, credential), [name]: text };
			const said = `'${label}' in the credential is an expression that n8n did not resolve: check the expression and, if it reads an external secret, the connection to its vault`;
			expect(await testCredential(data)).toEqual({ status: 'Error', message: said });
			const { error } = await runOn(emulator, operation('settings', 'get'), { credential: data });
			expect(error!.message).toBe(said);
			expect(JSON.stringify(error)).not.toContain('vault.token');
		}
		expect(emulator.requests).toEqual([]);
	});
});

describe('the account of the credential', () => {
	const settings = { ...operation('settings', 'get'), accountId: locator('') };

	test('with a token in its place is neither used nor repeated', async () => {
		const { apiToken } = credentials.magicWanWrite;
		const credential = stored(emulator, credentials.magicWanWrite, apiToken);
		const said = "'Account ID' in the credential must be 32 hexadecimal characters";
		const { error, run } = await runOn(emulator, settings, { credential });
		expect(error!.message).toBe(said);
		expect(error!.description).toBe(
			'Nothing was sent. Correct the credential, save it and run again.',
		);
		expect(inspect(run, { depth: Infinity })).not.toContain(apiToken);
		await expect(listSearch('searchSlots', { parameters: settings, credential })).rejects.toThrow(
			said,
		);
		expect(emulator.requests).toEqual([]);
	});

	test('is sent in small letters', async () => {
		const credential = stored(emulator, credentials.magicWanWrite, main.id.toUpperCase());
		const { error } = await runOn(emulator, settings, { credential });
		expect(error).toBeUndefined();
		expect(asked()).toEqual([`GET /accounts/${main.id}/cni/settings`]);
	});
});
