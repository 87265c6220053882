import { describe, expect, test } from '@jest/globals';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

describe('a credential that cannot be used', () => {
	const cases: Array<[string, Record<string, string>, string]> = [
		['no token', { apiToken: ' \n' }, "'API Token' in the credential is empty"],
		[
			'two lines of text as a token',
			{ apiToken: 'abc\ndef' },
			"'API Token' in the credential contains a space, a line break, or a non-ASCII character: paste only the value",
		],
		[
			'a base URL without its path',
			{ baseUrl: 'https://api.cloudflare.com' },
			"'Base URL' in the credential must end in /client/v4, the path of Cloudflare's API: the default is https://api.cloudflare.com/client/v4",
		],
		[
			'a base URL that is not encrypted',
			{ baseUrl: 'http://api.example.com/client/v4' },
			"'Base URL' in the credential must start with https://, otherwise the secret would be sent unencrypted (http:// is accepted only for loopback addresses)",
		],
		[
			'a base URL that is no URL',
			{ baseUrl: 'api.cloudflare.com' },
			"'Base URL' in the credential is not a URL: the default is https://api.cloudflare.com/client/v4",
		],
		[
			'a base URL with a password in it',
			{ baseUrl: 'https://me:pw@api.cloudflare.com/client/v4' },
			"'Base URL' in the credential must be only a host and a path: the default is https://api.cloudflare.com/client/v4",
		],
	];

	test.each(cases)('%s', async (_name, change, message) => {
		const { error } = await runOn(emulator, interconnect('getAll'), {
			credential: { ...stored(emulator), ...change },
		});
		expect(error!.message).toBe(message);
		expect(error!.description).toMatch(/^Nothing was sent/);
		expect(JSON.stringify(error)).not.toContain('me:pw');
		expect(emulator.requests).toEqual([]);
	});

	test('no email with the Global API key', async () => {
		const credential = { ...stored(emulator, credentials.globalApiKey), email: '' };
		const { error } = await runOn(emulator, interconnect('getAll'), { credential });
		expect(error!.message).toBe("'Email' in the credential is empty");
		expect(emulator.requests).toEqual([]);
	});

	test('an account ID of the wrong form', async () => {
		const { error } = await runOn(
			emulator,
			{ ...interconnect('getAll'), accountId: locator('') },
			{ credential: stored(emulator, credentials.magicWanWrite, 'acme') },
		);
		expect(error!.message).toMatch(/^'Account ID' in the credential must be/);
		expect(emulator.requests).toEqual([]);
	});

	test.each([
		(url: string) => `${url}/`,
		(url: string) => ` ${url}// \n`,
		(url: string) => url.replace('127.0.0.1', 'localhost'),
	])('but a trailing slash, white space and localhost are fine', async (change) => {
		const { error } = await runOn(emulator, interconnect('getAll'), {
			credential: { ...stored(emulator), baseUrl: change(emulator.baseUrl) },
		});
		expect(error).toBeUndefined();
		expect(emulator.requests[0]!.path).toBe(`/accounts/${accounts.main.id}/cni/interconnects`);
	});
});
