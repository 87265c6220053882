import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { credentials, type Credential, type Emulator } from '../emulator/index.mts';
import { listSearch, node, testCredential } from '../harness/engine.mts';
import { interconnect, operationsOfNode, runOn, stored } from '../harness/support.mts';
import { attempts, parametersOf, there, withOption } from '../operations/index.mts';
import { leaksOnEmulators, passedOn } from './leaks.mts';

/* The secret of the credential is in nothing that n8n stores, shows or logs, whatever repeats it. */

const leaks = leaksOnEmulators();

const schemes: Credential[] = [credentials.magicWanWrite, credentials.globalApiKey];
const uuid = '123e4567-e89b-12d3-a456-426614174000';
const pairingKey = `${uuid}/us-east4/any`;

const secretOf = (credential: Credential) =>
	credential.scheme === 'apiToken' ? credential.apiToken : credential.apiKey;

interface Tried {
	title: string;
	operation: string;
	parameters(emulator: Emulator): INodeParameters;
}

/** Each operation as the fault matrix tries it, and each that can validate only. */
const tried = Object.entries(attempts).flatMap(([operation, variants]) =>
	Object.entries(variants).map(([variant, attempt]): Tried => ({
		title: `${operation} (${variant})`,
		operation,
		parameters: (emulator) => {
			emulator.addInterconnect({ name: there });
			return attempt(emulator).parameters;
		},
	})),
);
const validated = withOption('validateOnly').map((operation): Tried => ({
	title: `${operation} (validated)`,
	operation,
	parameters: (emulator) => ({
		...tried.find((one) => one.operation === operation)!.parameters(emulator),
		options: { validateOnly: true },
	}),
}));
const operations = [...tried, ...validated].map((one): [string, Tried] => [one.title, one]);

test('every operation is there', () => {
	expect(Object.keys(attempts).sort()).toEqual(operationsOfNode().sort());
});

describe.each(schemes.map((scheme): [string, Credential] => [scheme.scheme, scheme]))(
	'the secret of the credential, with %s',
	(_name, scheme) => {
		const secret = secretOf(scheme);

		test.each(operations)(
			'%s',
			async (title, { operation, parameters }) => {
				const leaked = await leaks(secret, secret, async (emulator, fault) => {
					emulator.fault({ ...fault, times: 99 });
					const given = parameters(emulator);
					const options = { ...(given.options as INodeParameters), maxRetries: 0 };
					return await runOn(emulator, parametersOf(operation, { ...given, options }), {
						credential: stored(emulator, scheme),
						input: [{ key: pairingKey }],
					});
				});
				// What a successful answer holds is the service's and comes out as it is.
				const value = title.endsWith('(validated)') ? 'update' : operation.split('.')[1]!;
				expect(leaked.filter((echo) => !passedOn(value, echo))).toEqual([]);
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
