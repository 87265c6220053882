import { inspect } from 'node:util';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import {
	credentials,
	refusalEnvelope,
	startEmulator,
	type Credential,
	type Emulator,
	type Fault,
} from '../emulator/index.mts';
import { listSearch, node, testCredential } from '../harness/engine.mts';
import { withLog } from '../harness/log.mts';
import {
	interconnect,
	locator,
	operation,
	operationsOfNode,
	runOn,
	stored,
} from '../harness/support.mts';

/*
 * The service refuses everything and repeats what it was sent, in every way that a service may: nothing of it
 * may be left in what n8n stores, shows or logs.
 */

const schemes: Credential[] = [credentials.magicWanWrite, credentials.globalApiKey];
const uuid = '123e4567-e89b-12d3-a456-426614174000';
const pairingKey = `${uuid}/us-east4/any`;

const secretOf = (credential: Credential) =>
	credential.scheme === 'apiToken' ? credential.apiToken : credential.apiKey;

const json = (text: string) => JSON.stringify(text).slice(1, -1);
/** A JSON text that has every character of its texts as an escape. */
const escapes = (text: string) =>
	[...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** How a service may write what it repeats; the last ones only in a JSON text. */
const plain: Record<string, (text: string) => string> = {
	'as it is': (text) => text,
	'as in a URL': encodeURIComponent,
	'as in a URL, in small letters': (text) => encodeURIComponent(text).toLowerCase(),
	'as in HTML': (text) => text.replaceAll('/', '&#x2F;'),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64 with a user': (text) => Buffer.from(`user:${text}`).toString('base64'),
	'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
	'cut off': (text) => text.slice(0, 12),
	'over several lines': (text) => text.replace(/.{5}/g, '$&\n'),
	'with zero-width spaces between': (text) => [...text].join('\u200b'),
};
const inJson: Record<string, (text: string) => string> = {
	...Object.fromEntries(Object.entries(plain).map(([name, of]) => [name, (t) => json(of(t))])),
	'with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
	'with every character escaped': escapes,
};

const envelope = (error: string) => `{"success":false,"errors":[${error}],"result":null}`;

/** Where it is repeated; what is put in is written for a JSON text, or not. */
const jsonBodies: Record<string, (text: string) => string> = {
	'the message of an envelope': (text) => envelope(`{"code":1004,"message":"Bad: ${text}"}`),
	'an error chain': (text) =>
		envelope(`{"code":6003,"message":"a","error_chain":[{"code":6111,"message":"${text}"}]}`),
	'an object': (text) => `{"error":"${text} is not known"}`,
	'a nested object': (text) => `{"error":{"message":"${text}"}}`,
	'a member that nobody knows': (text) => `{"headers":{"authorization":"Bearer ${text}"}}`,
	'a JSON text': (text) => `"${text}"`,
};
const bodies: Record<string, (text: string) => string> = {
	'a text': (text) => `Authorization: Bearer ${text}`,
	'the title of a page': (text) => `<html><head><title>No ${text}</title></head></html>`,
	'a page': (text) => `<html><body>${text}</body></html>`,
};

/** Every way to repeat a secret. */
function echoes(secret: string): Array<[string, Fault]> {
	const all: Array<[string, string]> = [
		...Object.entries(jsonBodies).flatMap(([place, body]) =>
			Object.entries(inJson).map(([form, of]): [string, string] => [
				`${place}, ${form}`,
				body(of(secret)),
			]),
		),
		...Object.entries(bodies).flatMap(([place, body]) =>
			Object.entries(plain).map(([form, of]): [string, string] => [
				`${place}, ${form}`,
				body(of(secret)),
			]),
		),
	];
	const headers = { 'cf-ray': secret, location: `https://example.com/${secret}`, 'x-echo': secret };
	return [
		...all.flatMap(([name, body], i): Array<[string, Fault]> => [
			[`${name}, ${[400, 403, 409, 500][i % 4]}`, { status: [400, 403, 409, 500][i % 4]!, body }],
			[`${name}, 200`, { status: 200, body }],
		]),
		['headers of a refusal', { status: 403, headers, body: '' }],
		['headers of a redirect', { status: 302, headers, body: '' }],
		[
			'a verification',
			{ status: 200, body: { success: true, result: { status: secret }, errors: [] } },
		],
		[
			'a refusal of the size of a page',
			{ status: 400, body: refusalEnvelope({ code: 1, message: `${'x'.repeat(290)}${secret}` }) },
		],
	];
}

let printed: string;

beforeEach(() => {
	printed = '';
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, 'write').mockImplementation((text) => {
			printed += String(text);
			return true;
		});
	}
	for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) {
		jest.spyOn(console, level).mockImplementation((...texts) => {
			printed += inspect(texts, everything);
		});
	}
});
afterEach(() => {
	jest.restoreAllMocks();
});

const everything = {
	depth: Infinity,
	showHidden: true,
	maxArrayLength: Infinity,
	maxStringLength: Infinity,
	breakLength: Infinity,
};

/** All that is left of something, but for the items' own member `key`. */
function leftOf(...things: unknown[]): string {
	return inspect(things, everything).replaceAll(`key: '${pairingKey}'`, '');
}

/** The letters and digits of a text: what is left of a secret however it is broken up. */
const bare = (text: string) => text.replace(/[^a-z0-9]/gi, '').toLowerCase();

/** A run per echo, each on an emulator of its own while it runs; @returns those that left the secret somewhere */
async function leaks(
	secret: string,
	sought: string,
	act: (emulator: Emulator, fault: Fault) => Promise<unknown>,
): Promise<string[]> {
	const waiting = echoes(secret);
	// Behind what is sought other characters may follow.
	const written = Object.values(plain).map((of) => bare(of(sought)).slice(0, 30));
	const leaked: string[] = [];
	await Promise.all(
		emulators.map(async (emulator) => {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				emulator.reset();
				const [name, fault] = next;
				const { result, log } = await withLog(async () => await act(emulator, fault));
				const left = leftOf(result, log);
				const escaped = left.replaceAll('\\\\', '\\').includes(escapes(sought));
				const leftBare = bare(left);
				if (escaped || written.some((form) => leftBare.includes(form))) leaked.push(name);
			}
		}),
	);
	expect(printed).not.toContain(sought);
	return leaked;
}

let emulators: Emulator[];

beforeAll(async () => {
	emulators = await Promise.all(Array.from({ length: 8 }, () => startEmulator()));
});
afterAll(async () => await Promise.all(emulators.map(async (emulator) => await emulator.stop())));

const named = { interconnectName: locator('ams01-1', 'name') };
const id = locator(uuid);
const bgp = { settings: { customerAsn: 65001, md5Key: 'md5-key-of-the-test' } };
/** Each operation, a create with each type. */
const operations: Array<[string, (emulator: Emulator) => INodeParameters]> = [
	['cni.create', () => ({ ...named, conduitName: 'one', bgp })],
	['cni.delete', () => ({ cniId: id })],
	['cni.get', () => ({ cniId: id })],
	['cni.getAll', () => ({})],
	['cni.update', () => ({ cniId: id, updateFields: { bgp } })],
	[
		'interconnect.create direct',
		({ slots }) => ({
			type: 'direct',
			slotId: locator(slots.find(({ occupied }) => !occupied)!.id),
		}),
	],
	[
		'interconnect.create gcp_partner',
		() => ({ type: 'gcp_partner', pairingKey: '={{ $json.key }}' }),
	],
	[
		'interconnect.create gcp_partner, only checked',
		() => ({
			type: 'gcp_partner',
			pairingKey: '={{ $json.key }}',
			options: { checkOnly: true },
		}),
	],
	['interconnect.delete', () => named],
	['interconnect.downloadLoa', () => named],
	['interconnect.get', () => named],
	['interconnect.getAll', () => ({})],
	['interconnect.getDefaultLoaName', () => named],
	['interconnect.getStatus', () => named],
	['interconnect.waitForStatus', () => named],
	['magicInterconnect.get', () => ({ magicInterconnectId: id })],
	['magicInterconnect.getAll', () => ({})],
	['magicInterconnect.update', () => ({ magicInterconnectId: id, updateFields: { bgp } })],
	['settings.get', () => ({})],
	['settings.update', () => ({ defaultAsn: 65001 })],
	['slot.get', () => ({ slotId: id })],
	['slot.getAll', () => ({})],
];

test('every operation is there', () => {
	const tried = new Set(operations.map(([name]) => name.split(' ')[0]));
	expect([...tried].sort()).toEqual(operationsOfNode().sort());
});

describe.each(schemes.map((scheme): [string, Credential] => [scheme.scheme, scheme]))(
	'the secret of the credential, with %s',
	(_name, scheme) => {
		const secret = secretOf(scheme);

		test.each(operations)(
			'%s',
			async (name, parameters) => {
				const [resource, value] = name.split(' ')[0]!.split('.') as [string, string];
				const leaked = await leaks(secret, secret, async (emulator, fault) => {
					emulator.fault({ ...fault, times: 99 });
					const own = parameters(emulator);
					return await runOn(
						emulator,
						operation(resource, value, {
							...own,
							options: { ...(own.options as INodeParameters), maxRetries: 0 },
						}),
						{ credential: stored(emulator, scheme), input: [{ key: pairingKey }] },
					);
				});
				// What a successful answer holds is the service's and comes out as it is.
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

/** Whether a read gives out an echo that is no refusal, as it gives out whatever the service says. */
function passedOn(operation: string, echo: string): boolean {
	return (
		/^(get(Status|DefaultLoaName)?|update)$/.test(operation) &&
		/^(an object|a nested object|a member that nobody knows|a verification)/.test(echo) &&
		(echo.endsWith('200') || echo === 'a verification')
	);
}

describe('the pairing key', () => {
	const parameters = interconnect('create', {
		type: 'gcp_partner',
		pairingKey: '={{ $json.key }}',
		options: { maxRetries: 0 },
	});
	const input = [{ key: pairingKey }];

	test.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'in a refusal of the order, on error: %s',
		async (onError) => {
			const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
				emulator.fault({ ...fault, method: 'POST' });
				// No time is lost with looking it up.
				emulator.fault({ method: 'GET', skip: 1, status: 500, body: '' });
				return await runOn(emulator, parameters, { input, onError });
			});
			expect(leaked).toEqual([]);
		},
		60_000,
	);

	test('in the look-up of a lost order', async () => {
		const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
			emulator.fault({ method: 'POST', drop: true });
			emulator.fault({ ...fault, method: 'GET', skip: 1, times: 9 });
			return await runOn(emulator, parameters, { input });
		});
		expect(leaked).toEqual([]);
	}, 60_000);

	test('in a check of the order', async () => {
		const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
			emulator.fault({ ...fault, times: 9 });
			const options = { maxRetries: 0, checkOnly: true };
			return await runOn(emulator, { ...parameters, options }, { input });
		});
		expect(leaked).toEqual([]);
	}, 60_000);

	test('in what is read again for the next try of "Retry On Fail"', async () => {
		const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
			emulator.fault({ method: 'POST', skip: 1, status: 400, body: 'not now' });
			emulator.fault({ ...fault, method: 'GET', path: 'interconnects/', times: 9 });
			return await runOn(emulator, parameters, {
				input: [...input, { key: `${pairingKey.slice(0, 8)}-0000-4000-8000-000000000000/a-b1/1` }],
				maxTries: 2,
			});
		});
		// What a successful answer holds is the service's and comes out as it is.
		expect(leaked.filter((name) => !passedOn('get', name))).toEqual([]);
	}, 60_000);
});
