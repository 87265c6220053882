import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';

/*
 * A refusal repeats what was entered, so that it can be found; but not where it is a secret that was pasted into the
 * wrong field, since messages are stored, logged and mailed.
 */

const uuid = '123e4567-e89b-12d3-a456-426614174000';
const value = '={{ $json.value }}';

const cniUpdate = (updateFields: INodeParameters) =>
	operation('cni', 'update', { cniId: locator(uuid), updateFields });
const cniCreate = (parameters: INodeParameters) =>
	operation('cni', 'create', {
		interconnectName: locator('a', 'name'),
		conduitName: 'one',
		...parameters,
	});
const magicUpdate = (updateFields: INodeParameters) =>
	operation('magicInterconnect', 'update', { magicInterconnectId: locator('a'), updateFields });
const bgp = (settings: INodeParameters) => ({ bgp: { settings } });

/** Every field whose refusal repeats what was entered. */
const fields: Array<[string, INodeParameters]> = [
	['Account', { ...interconnect('getAll'), accountId: locator(value) }],
	['Type', interconnect('create', { type: value, slotId: locator(uuid), pairingKey: 'a' })],
	['Slot', interconnect('create', { type: 'direct', slotId: locator(value) })],
	['Slot', operation('cni', 'getAll', { filters: { slotId: locator(value) } })],
	['Bandwidth', interconnect('create', { type: 'gcp_partner', bandwidth: value, pairingKey: 'a' })],
	['Type', interconnect('getAll', { filters: { type: value } })],
	['Limit', interconnect('getAll', { limit: value })],
	['Timeout', interconnect('getAll', { options: { timeout: value } })],
	['CNI Connection', operation('cni', 'get', { cniId: locator(value) })],
	['Customer ASN', cniCreate(bgp({ customerAsn: value }))],
	['Extra Prefixes', cniCreate(bgp({ customerAsn: 65001, extraPrefixes: value }))],
	['Extra Prefixes', cniUpdate(bgp({ extraPrefixes: '={{ [$json.value] }}' }))],
	['BGP Mode', cniUpdate({ bgpMode: value })],
	['Customer IP', cniUpdate({ custIp: value })],
	['MTU', cniUpdate({ mtu: value })],
	['Interface Address', magicUpdate({ interfaceAddress: value })],
	['Interface Address IPv6', magicUpdate({ interfaceAddress6: value })],
	['GRE Cloudflare Endpoint', magicUpdate({ greCloudflareEndpoint: value })],
	['Rate', magicUpdate({ healthCheck: { settings: { rate: value } } })],
	['Default ASN', operation('settings', 'update', { defaultAsn: value })],
];

const secrets: Array<[string, string]> = [
	['a user token', credentials.magicWanWrite.apiToken],
	['an account-owned token', credentials.accountToken.apiToken],
	['a Global API key', 'cfk_0000000000'],
	['an older token', credentials.olderUserToken.apiToken],
	['an older Global API key', '0123456789abcdef0123456789abcdef01234'],
	['a whole header', `Authorization: Bearer ${credentials.olderUserToken.apiToken}`],
	['a pairing key', `${uuid}/us-east4/any`],
];

describe.each(secrets)('%s', (_name, secret) => {
	test.each(fields)('in %s', async (label, parameters) => {
		const { error } = await runOn(emulator, parameters, { input: [{ value: ` ${secret}` }] });
		expect(error!.message).toMatch(new RegExp(`^'${label}' must be `));
		expect(error!.message).toMatch(/\ba value that looks like a secret\b/);
		for (const part of [secret, ...secret.split(/[\s,/]+/), secret.slice(0, 12)]) {
			expect(`${error!.message} ${error!.description}`.replaceAll(`${uuid}, `, '')).not.toContain(
				part,
			);
		}
		expect(emulator.requests).toEqual([]);
	});
});

describe('the secret of another field of the item', () => {
	const md5Key = '={{ $json.key }}';
	const cases: Array<[string, INodeParameters, string]> = [
		['Customer ASN', cniCreate(bgp({ customerAsn: value, md5Key })), 'our secret'],
		['Customer ASN', cniCreate(bgp({ customerAsn: value, md5Key })), 'abc'],
		['Extra Prefixes', cniCreate(bgp({ customerAsn: 65001, extraPrefixes: value, md5Key })), 'ab'],
		['Extra Prefixes', cniUpdate(bgp({ extraPrefixes: value, md5Key })), 'our secret'],
		['Customer ASN', magicUpdate(bgp({ customerAsn: value, md5Key })), 'our, secret'],
		[
			'Bandwidth',
			interconnect('create', { type: 'gcp_partner', bandwidth: value, pairingKey: md5Key }),
			'somewhat/else',
		],
	];
	test.each(cases)('in %s', async (label, parameters, key) => {
		for (const entered of [key, ` ${key} `, ...(key.length > 3 ? [`10.0.0.0/8, ${key}`] : [])]) {
			const { error } = await runOn(emulator, parameters, { input: [{ value: entered, key }] });
			expect(error!.message).toMatch(new RegExp(`^'${label}' must be `));
			expect(error!.message).toMatch(/\ba value that looks like a secret\b/);
			for (const part of key.split(/[\s,]+/)) expect(error!.message).not.toContain(`'${part}`);
		}
	});

	test('what is no secret is repeated beside one', async () => {
		const settings = { customerAsn: 65001, extraPrefixes: '10/8', md5Key: '10' };
		const { error } = await runOn(emulator, cniCreate(bgp(settings)));
		expect(error!.message).toMatch(/; '10\/8' is not a prefix$/);
	});
});

test.each([
	['Slot', interconnect('create', { type: 'direct', slotId: locator(value) })],
	['Account', { ...interconnect('getAll'), accountId: locator(value) }],
	['Customer IP', cniUpdate({ custIp: value })],
	['Interface Address IPv6', magicUpdate({ interfaceAddress6: value })],
	['GRE Cloudflare Endpoint', magicUpdate({ greCloudflareEndpoint: value })],
	['Extra Prefixes', cniCreate(bgp({ customerAsn: 65001, extraPrefixes: value }))],
])('a long value is cut between characters: %s', async (_label, parameters) => {
	const { error } = await runOn(emulator, parameters, {
		input: [{ value: `a${'😀'.repeat(99)}` }],
	});
	expect(error!.message).toContain(`'a${'😀'.repeat(59)}…'`);
});
