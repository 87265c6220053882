import { expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';

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
