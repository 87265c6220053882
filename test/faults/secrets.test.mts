import { describe, expect, test } from '@jest/globals';

import { credentials, type Credential, type Emulator } from '../emulator/index.mts';
import { listSearch, node, testCredential } from '../harness/engine.mts';
import { interconnect, operation, operationsOfNode, runOn, stored } from '../harness/support.mts';
import { attempts, there } from './attempts.mts';
import { leaksOnEmulators, passedOn } from './leaks.mts';

/* The secret of the credential is in nothing that n8n stores, shows or logs, whatever repeats it. */

const leaks = leaksOnEmulators();

const schemes: Credential[] = [credentials.magicWanWrite, credentials.globalApiKey];
const uuid = '123e4567-e89b-12d3-a456-426614174000';
const pairingKey = `${uuid}/us-east4/any`;

const secretOf = (credential: Credential) =>
	credential.scheme === 'apiToken' ? credential.apiToken : credential.apiKey;

/** Each operation as the fault matrix tries it, then each that only checks or validates. */
const tried = Object.entries(attempts).flatMap(([named, variants]) =>
	Object.entries(variants).map(([variant, attempt]) => {
		const [resource = '', value = ''] = named.split(' ');
		const parameters = (emulator: Emulator) => {
			emulator.addInterconnect({ name: there });
			return attempt(emulator).parameters;
		};
		return { resource, value, title: `${resource}.${value} (${variant})`, parameters, options: {} };
	}),
);
const writes = tried.filter(({ value }) => ['create', 'upsert'].includes(value));
const operations = [
	...tried,
	...writes.map((one) => ({
		...one,
		title: `${one.title}, only checked`,
		options: { checkOnly: true },
	})),
	...writes
		.filter(({ resource, value }) => resource === 'magicRoute' && value === 'create')
		.map((one) => ({
			...one,
			title: `${one.title}, only validated`,
			options: { validateOnly: true },
		})),
].map((one): [string, typeof one] => [one.title, one]);

test('every operation is there', () => {
	const found = new Set(tried.map(({ resource, value }) => `${resource}.${value}`));
	expect([...found].sort()).toEqual(operationsOfNode().sort());
});

describe.each(schemes.map((scheme): [string, Credential] => [scheme.scheme, scheme]))(
	'the secret of the credential, with %s',
	(_name, scheme) => {
		const secret = secretOf(scheme);

		test.each(operations)(
			'%s',
			async (_title, { resource, value, parameters, options }) => {
				const leaked = await leaks(secret, secret, async (emulator, fault) => {
					emulator.fault({ ...fault, times: 99 });
					return await runOn(
						emulator,
						operation(resource, value, {
							...parameters(emulator),
							options: { ...options, maxRetries: 0 },
						}),
						{ credential: stored(emulator, scheme), input: [{ key: pairingKey }] },
					);
				});
				// What a successful answer holds is the service's and comes out as it is.
				expect(
					leaked.filter((echo) => !passedOn('validateOnly' in options ? 'update' : value, echo)),
				).toEqual([]);
			},
			30_000,
		);

		test.each(Object.keys(node.methods!.listSearch!))(
			'%s',
			async (search) => {
				const leaked = await leaks(secret, secret, async (emulator, fault) => {
					emulator.fault({ ...fault, times: 9 });
					const credential = stored(emulator, scheme);
					const run = { parameters: interconnect('create'), credential };
					return await listSearch(search, run).catch((error: unknown) => error);
				});
				expect(leaked).toEqual([]);
			},
			30_000,
		);

		test('the test of the credential', async () => {
			const leaked = await leaks(secret, secret, async (emulator, fault) => {
				emulator.fault({ ...fault, times: 9 });
				return await testCredential(stored(emulator, scheme));
			});
			expect(leaked).toEqual([]);
		});
	},
);
