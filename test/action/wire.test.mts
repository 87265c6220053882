import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';

import { credentials, startEmulator, type Credential, type Emulator } from '../emulator/index.mts';
import { operationsOfNode, runOn, stored } from '../harness/support.mts';
import { cases as cniCases, name, unused, type Fixture } from './wireCases.mts';
import { magicCases } from './wireMagicCases.mts';

/*
 * The same input through the node and through Cloudflare's official SDK: the requests are the same.
 * Not compared: `getDefaultLoaName`, which the SDK does not have, and the accounts' picker, whose
 * listing the SDK pages by itself.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const cases = [...cniCases, ...magicCases];

/** The SDK has no call for these. */
const withoutSdk = ['interconnect.getDefaultLoaName'];

test('every operation is compared', () => {
	const compared = cases.map(([title]) => title.split(/[ ,]/)[0]);
	expect([...new Set([...compared, ...withoutSdk])].sort()).toEqual(operationsOfNode().sort());
});

/** A create lists what exists, and a change of a whole object reads it; "Create or Update" may do both. */
function readsBefore(title: string): string[] {
	if (title.endsWith('of one that exists')) return ['GET', 'GET'];
	return /\.(create|upsert)/.test(title) || ['cni.update', 'magicRoute.update'].includes(title)
		? ['GET']
		: [];
}

describe.each<[string, Credential]>([
	['an API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_scheme, credential) => {
	test.each(cases)('%s', async (title, parameters, viaSdk) => {
		const client = new Cloudflare({
			baseURL: emulator.baseUrl,
			maxRetries: 0,
			// Undefined ones would be read from the environment.
			apiToken: credential.scheme === 'apiToken' ? credential.apiToken : null,
			apiEmail: credential.scheme === 'apiToken' ? null : credential.email,
			apiKey: credential.scheme === 'apiToken' ? null : credential.apiKey,
		});
		const observe = async (lookUps: string[], act: (fixture: Fixture) => Promise<unknown>) => {
			emulator.reset();
			const [first, second, free] = emulator.slots.filter(
				({ occupied, speed }) => !occupied && speed === '10G',
			);
			emulator.addInterconnect({ name, slotId: first!.id });
			emulator.addInterconnect({ name: unused, slotId: second!.id });
			const cni = emulator.addCni({ interconnect: name, conduitName: 'first' });
			const route = emulator.addRoute({ interconnect: name, description: 'kept' });
			await act({
				slot: free!.id,
				cni,
				magic: emulator.magicInterconnects[0]!.id!,
				route,
				nexthop: route.nexthop,
			});
			// What the node reads before it writes: the listing that a lost order is told by, and the CNI that it
			// replaces.
			expect(emulator.requests.slice(0, -1).map(({ method }) => method)).toEqual(lookUps);
			const { method, url, query, body, headers, status } = emulator.requests.at(-1)!;
			expect(status).toBeLessThan(title.endsWith('deleted') ? 405 : 300);
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

		const expected = await observe([], async (fixture) => await viaSdk(client, fixture));
		const ours = await observe(readsBefore(title), async (fixture) => {
			const { error } = await runOn(emulator, parameters, {
				credential: stored(emulator, credential),
				input: [{ ...fixture }],
			});
			expect(error).toBeUndefined();
		});
		expect(ours).toEqual(expected);
	});
});
