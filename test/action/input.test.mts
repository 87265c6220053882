import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	credentials,
	startEmulator,
	type Cni,
	type Emulator,
} from '../emulator/index.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';

/** What the second of two items gets; `value` comes through an expression, as from a webhook. */
type Refusal = [string, INodeParameters, unknown, string];
const refusals: Refusal[] = [
	[
		'an empty slot',
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.value }}') }),
		'  ',
		"'Slot' is empty: its expression must return a UUID",
	],
	[
		'a slot that is no UUID',
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.value }}') }),
		'port-7',
		"'Slot' must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not 'port-7'",
	],
	[
		'a type that the API does not have',
		interconnect('create', {
			type: '={{ $json.value }}',
			slotId: locator('={{ $json.slot }}'),
			pairingKey,
		}),
		'physical',
		"'Type' must be one of direct, gcp_partner, not 'physical'",
	],
	[
		'a bandwidth that the API does not have',
		interconnect('create', { type: 'gcp_partner', bandwidth: '={{ $json.value }}', pairingKey }),
		'3G',
		"'Bandwidth' must be one of 50M, 100M, 200M, 300M, 400M, 500M, 1G, 2G, 5G, 10G, 20G, 50G, not '3G'",
	],
	[
		'an empty pairing key',
		interconnect('create', { type: 'gcp_partner', pairingKey: '={{ $json.value }}' }),
		' \n',
		"'Pairing Key' is empty: its expression must return a value",
	],
	[
		'an object as pairing key',
		interconnect('create', { type: 'gcp_partner', pairingKey: '={{ $json.value }}' }),
		{ secret: 'of the object' },
		"'Pairing Key' must be text, not an object",
	],
	[
		'an empty name',
		interconnect('get', { interconnectName: locator('={{ $json.value }}', 'name') }),
		'',
		"'Interconnect' is empty: its expression must return a value",
	],
	[
		'a name that is missing in the item',
		interconnect('delete', { interconnectName: locator('={{ $json.missing }}', 'name') }),
		'',
		"'Interconnect' is empty: its expression must return a value",
	],
	[
		'the name ".."',
		interconnect('delete', { interconnectName: locator('={{ $json.value }}', 'name') }),
		'..',
		"'Interconnect' can't be '..'",
	],
	[
		'the name "."',
		interconnect('getStatus', { interconnectName: locator('={{ $json.value }}', 'name') }),
		' . ',
		"'Interconnect' can't be '.'",
	],
	[
		'a name with half a character',
		interconnect('get', { interconnectName: locator('={{ $json.value }}', 'name') }),
		'a\ud800b',
		"'Interconnect' contains an invalid character",
	],
	[
		'a customer name of 201 characters',
		interconnect('downloadLoa', {
			interconnectName: locator('a', 'name'),
			options: { customerName: '={{ $json.value }}' },
		}),
		'😀'.repeat(201),
		"'Customer Name' has 201 characters; Cloudflare accepts at most 200",
	],
	[
		'no binary field',
		interconnect('downloadLoa', {
			interconnectName: locator('a', 'name'),
			binaryPropertyName: '={{ $json.value }}',
		}),
		'',
		"'Put Output File in Field' is empty: its expression must return a value",
	],
	[
		'a limit of 0',
		interconnect('getAll', { limit: '={{ $json.value }}' }),
		0,
		"'Limit' must be a whole number of 1 or more, not '0'",
	],
	[
		'a limit that is no whole number',
		interconnect('getAll', { limit: '={{ $json.value }}' }),
		2.5,
		"'Limit' must be a whole number of 1 or more, not '2.5'",
	],
	[
		'a filter type that the API does not have',
		interconnect('getAll', { filters: { type: '={{ $json.value }}' } }),
		'physical',
		"'Type' must be one of *, direct, gcp_partner, not 'physical'",
	],
	[
		'a timeout of no length',
		interconnect('getAll', { options: { timeout: '={{ $json.value }}' } }),
		-1,
		"'Timeout' must be a whole number from 1 to 3600000, not '-1'",
	],
	...[' ', '', null, undefined].map((value): Refusal => [
		`a switch that is ${value === '' ? 'empty' : value}`,
		interconnect('getAll', { returnAll: '={{ $json.value }}' }),
		value,
		"'Return All' is empty: its expression must return true or false",
	]),
	[
		'an option that is a switch and empty',
		operation('magicInterconnect', 'update', {
			magicInterconnectId: locator('a'),
			updateFields: { mtu: 1400 },
			options: { validateOnly: '={{ $json.value }}' },
		}),
		'',
		"'Validate Only' is empty: its expression must return true or false",
	],
	...(
		[
			[true, 'a boolean'],
			[[5], 'a list'],
			[{}, 'an object'],
			[NaN, "'NaN'"],
		] as const
	).map(([value, kind]): Refusal => [
		`a limit that is ${kind}`,
		interconnect('getAll', { limit: '={{ $json.value }}' }),
		value,
		`'Limit' must be a whole number of 1 or more, not ${kind}`,
	]),
	[
		'an ASN that is a switch',
		operation('cni', 'create', {
			interconnectName: locator('a', 'name'),
			conduitName: 'one',
			bgp: { settings: { customerAsn: '={{ $json.value }}' } },
		}),
		true,
		"'Customer ASN' must be a whole number from 1 to 4294967295, not a boolean",
	],
	...[true, 0, '00', -1].map((value): Refusal => [
		`an ASN that changes to ${JSON.stringify(value)}`,
		operation('cni', 'update', {
			cniId: locator('123e4567-e89b-12d3-a456-426614174000'),
			updateFields: { bgp: { settings: { customerAsn: '={{ $json.value }}' } } },
		}),
		value,
		`'Customer ASN' must be a whole number from 1 to 4294967295, not ${value === true ? 'a boolean' : `'${value}'`}`,
	]),
	...[NaN, Infinity, 2 ** 53, 1e300].map((value): Refusal => [
		`the number ${value} as a text`,
		operation('cni', 'create', {
			interconnectName: locator('a', 'name'),
			conduitName: '={{ $json.value }}',
		}),
		value,
		"'Conduit Name' must be text: this number can't be represented exactly",
	]),
	...[[''], [' '], ['10.0.0.0/8', null], [5], [['10.0.0.0/8']]].map((value): Refusal => [
		`the prefixes ${JSON.stringify(value)}`,
		operation('cni', 'update', {
			cniId: locator('123e4567-e89b-12d3-a456-426614174000'),
			updateFields: { bgp: { settings: { extraPrefixes: '={{ $json.value }}' } } },
		}),
		value,
		"'Extra Prefixes' contains an entry that is empty or not text: only an empty array stands for no prefixes",
	]),
	[
		'prefixes that are a switch',
		operation('cni', 'update', {
			cniId: locator('123e4567-e89b-12d3-a456-426614174000'),
			updateFields: { bgp: { settings: { extraPrefixes: '={{ $json.value }}' } } },
		}),
		true,
		"'Extra Prefixes' must be text or a list, not a boolean",
	],
	[
		'an account ID of the wrong form',
		interconnect('getAll', { accountId: locator('={{ $json.value }}') }),
		'acme',
		"'Account' must be an account ID of 32 hexadecimal characters, not 'acme'",
	],
	[
		'no account anywhere',
		interconnect('getAll', { accountId: locator('') }),
		'',
		"'Account' is empty, and the credential has no account either",
	],
];

test.each(refusals)('%s is refused before a request', async (_name, parameters, value, message) => {
	const { error, items } = await runOn(emulator, parameters, { input: [{ value }] });
	expect(error!.message).toBe(message);
	expect(error!.name).toBe('NodeOperationError');
	expect(error!.context.itemIndex).toBe(0);
	expect(error!.description).toMatch(/Nothing was sent/);
	expect(items).toEqual([]);
	expect(emulator.requests).toEqual([]);
});

test.each(['😀'.repeat(200), ''])('a customer name that fits is sent or left out', async (name) => {
	const { name: interconnectName } = emulator.addInterconnect();
	const { error } = await runOn(
		emulator,
		interconnect('downloadLoa', {
			interconnectName: locator(interconnectName, 'name'),
			options: { customerName: name },
		}),
	);
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toEqual(name ? { name } : {});
});

test('one bad item stops the run before anything is ordered', async () => {
	const slot = emulator.slots.find(({ occupied }) => !occupied)!;
	const { error } = await runOn(
		emulator,
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}') }),
		{ input: [{ slot: slot.id }, { slot: 'none' }] },
	);
	expect(error!.message).toMatch(/^'Slot' must be a UUID .* not 'none' \(item 1\)$/);
	expect(error!.context.itemIndex).toBe(1);
	expect(emulator.requests).toEqual([]);
	expect(emulator.orders).toEqual([]);
});

test.each([true, 'true', 'TRUE', ' True\n'])('a switch takes %j', async (value) => {
	const parameters = operation('slot', 'getAll', {
		returnAll: '={{ $json.value }}',
		filters: { occupied: '={{ $json.value }}' },
	});
	const { error } = await runOn(emulator, parameters, { input: [{ value }] });
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toEqual({ limit: '100', occupied: 'true' });
});

test('a switch takes "False"', async () => {
	const parameters = operation('slot', 'getAll', {
		returnAll: '={{ " False " }}',
		filters: { occupied: '={{ $json.value }}' },
	});
	const { error } = await runOn(emulator, parameters, { input: [{ value: 'FALSE' }] });
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toEqual({ limit: '50', occupied: 'false' });
});

test('an option that was added and is empty takes its default', async () => {
	const names = ['maxConcurrency', 'maxRetries', 'maxWait', 'timeout'];
	const options = Object.fromEntries(names.map((name) => [name, '']));
	const { error } = await runOn(emulator, interconnect('getAll', { options }));
	expect(error).toBeUndefined();
	expect(emulator.requests).toHaveLength(1);
});

test('numbers that are exact do as a text', async () => {
	const { name } = emulator.addInterconnect();
	const parameters = operation('cni', 'create', {
		interconnectName: locator(name, 'name'),
		conduitName: '={{ $json.value }}',
	});
	const input = [{ value: 7 }, { value: 1.5 }, { value: Number.MAX_SAFE_INTEGER }];
	const { error } = await runOn(emulator, parameters, { input });
	expect(error).toBeUndefined();
	expect(emulator.requests.slice(1).map(({ body }) => (body as Cni).magic.conduit_name)).toEqual([
		'7',
		'1.5',
		'9007199254740991',
	]);
});

test('an expression that does not resolve names its item', async () => {
	const { error } = await runOn(
		emulator,
		interconnect('get', { interconnectName: locator('={{ $json.name.first.second }}', 'name') }),
		{ input: [{ name: { first: { second: 'a' } } }, {}] },
	);
	expect(error!.context.itemIndex).toBe(1);
	expect(emulator.requests).toEqual([]);
});

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

test('an expression that cannot be resolved names the item and what to do', async () => {
	const { error } = await runOn(
		emulator,
		interconnect('get', {
			interconnectName: locator("={{ $('Nowhere').item.json.name }}", 'name'),
		}),
	);
	expect(error!.message).toMatch(/^An expression can't be resolved: \S/);
	expect(error!.description).toBe(
		'Nothing was sent for this item. Correct the expression and run again.',
	);
	expect(emulator.requests).toEqual([]);
});
