import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';

import { credentials, type Credential } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { operationsOfNode, runOn, stored } from '../harness/support.mts';
import {
	operations,
	parametersOf,
	wireFixture,
	type Wire,
	type WireFixture,
} from '../operations/index.mts';

/*
 * The same input through the node and through Cloudflare's official SDK: the requests are the same.
 * Not compared: `getDefaultLoaName`, which the SDK does not have, and the accounts' picker, whose
 * listing the SDK pages by itself.
 */

const cases = Object.entries(operations).flatMap(([operation, { wire }]) =>
	(wire === 'not in the SDK' ? [] : wire).map((one): [string, Wire] => [
		one.of ? `${operation}, ${one.of}` : operation,
		{ ...one, parameters: parametersOf(operation, one.parameters) },
	]),
);

test('every operation is compared or known to be missing in the SDK', () => {
	expect(Object.keys(operations).sort()).toEqual(operationsOfNode().sort());
});

describe.each<[string, Credential]>([
	['an API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_scheme, credential) => {
	test.each(cases)('%s', async (_title, { parameters, sdk, readsFirst = 0, status: wanted }) => {
		const client = new Cloudflare({
			baseURL: emulator.baseUrl,
			maxRetries: 0,
			// Undefined ones would be read from the environment.
			apiToken: credential.scheme === 'apiToken' ? credential.apiToken : null,
			apiEmail: credential.scheme === 'apiToken' ? null : credential.email,
			apiKey: credential.scheme === 'apiToken' ? null : credential.apiKey,
		});
		const observe = async (reads: number, act: (fixture: WireFixture) => Promise<unknown>) => {
			emulator.reset();
			await act(wireFixture(emulator));
			const before = emulator.requests.slice(0, -1).map(({ method }) => method);
			expect(before).toEqual(Array.from({ length: reads }, () => 'GET'));
			const { method, url, query, body, headers, status } = emulator.requests.at(-1)!;
			if (wanted) expect(status).toBe(wanted);
			else expect(status).toBeLessThan(300);
			return {
				method,
				path: url.replace(/\?.*/, ''),
				query,
				body,
				type: headers['content-type'],
				authorization: headers.authorization,
				email: headers['x-auth-email'],
				key: headers['x-auth-key'],
				newTarget: headers['x-magic-new-hc-target'],
			};
		};

		const expected = await observe(0, async (fixture) => await sdk(client, fixture));
		const ours = await observe(readsFirst, async (fixture) => {
			const { error } = await runOn(emulator, parameters, {
				credential: stored(emulator, credential),
				input: [{ ...fixture }],
			});
			expect(error).toBeUndefined();
		});
		expect(ours).toEqual(expected);
	});
});
