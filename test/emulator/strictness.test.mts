import { expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts } from './index.mts';
import { against, bare, conduit, envelope, gcpPartner } from './support.mts';

// What the emulator refuses because it is malformed, or because there is no such path.

const account = accounts.main.id;
const cni = `/accounts/${accounts.main.id}/cni`;
const uuid = '11111111-2222-4333-8444-555555555555';

const { send, get } = against(() => emulator);

const magic = { conduit_name: 'c', description: '', mtu: 1500 };
const bgp = { customer_asn: 64512, extra_prefixes: [] };
const whole = { id: uuid, cust_ip: '10.0.0.0/31', p2p_ip: '10.0.0.1/31' };

test.each<[string, string, string, object]>([
	['an unknown member', 'POST', 'interconnects', direct2({ name: 'mine' })],
	['a member of the other type', 'POST', 'interconnects', direct2({ bandwidth: '50M' })],
	['a missing type', 'POST', 'interconnects', { account, slot_id: uuid }],
	['an unknown type', 'POST', 'interconnects', { account, type: 'physical', slot_id: uuid }],
	['a missing account', 'POST', 'interconnects', { type: 'direct', slot_id: uuid }],
	['another account', 'POST', 'interconnects', direct2({ account: accounts.second.id })],
	['a slot that is no UUID', 'POST', 'interconnects', direct2({ slot_id: 'slot-1' })],
	['a number as speed', 'POST', 'interconnects', direct2({ speed: 10 })],
	['an unknown bandwidth', 'POST', 'interconnects', gcpPartner({ bandwidth: '3G' })],
	['an empty pairing key', 'POST', 'interconnects', gcpPartner({ pairing_key: '' })],
	[
		'a pairing key without zone',
		'POST',
		'interconnects',
		gcpPartner({ pairing_key: `${uuid}/us-east4` }),
	],
	['zone 3', 'POST', 'interconnects', gcpPartner({ pairing_key: `${uuid}/us-east4/3` })],
	['MTU 1501', 'POST', 'cnis', conduit('mine', { magic: { ...magic, mtu: 1501 } })],
	['MTU as text', 'POST', 'cnis', conduit('mine', { magic: { ...magic, mtu: '1500' } })],
	[
		'a missing description',
		'POST',
		'cnis',
		conduit('mine', { magic: { conduit_name: 'c', mtu: 1 } }),
	],
	[
		'an empty conduit name',
		'POST',
		'cnis',
		conduit('mine', { magic: { ...magic, conduit_name: '' } }),
	],
	['an unknown member of magic', 'POST', 'cnis', conduit('mine', { magic: { ...magic, ttl: 1 } })],
	['an interconnect that is not there', 'POST', 'cnis', conduit('unknown')],
	['missing prefixes', 'POST', 'cnis', conduit('mine', { bgp: { customer_asn: 1 } })],
	[
		'an ASN of 33 bits',
		'POST',
		'cnis',
		conduit('mine', { bgp: { ...bgp, customer_asn: 2 ** 32 } }),
	],
	[
		'a prefix without length',
		'POST',
		'cnis',
		conduit('mine', { bgp: { ...bgp, extra_prefixes: ['10.0.0.0'] } }),
	],
	[
		'octet 256',
		'POST',
		'cnis',
		conduit('mine', { bgp: { ...bgp, extra_prefixes: ['10.0.0.256/8'] } }),
	],
	[
		'length 33',
		'POST',
		'cnis',
		conduit('mine', { bgp: { ...bgp, extra_prefixes: ['10.0.0.0/33'] } }),
	],
	['an empty MD5 key', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: '' } })],
	['an MD5 key with "', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: 'a"b' } })],
	['an MD5 key with ?', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: 'a?' } })],
	['an MD5 key with ä', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: 'ä' } })],
	[
		'an MD5 key of 81 characters',
		'POST',
		'cnis',
		conduit('mine', { bgp: { ...bgp, md5_key: 'k'.repeat(81) } }),
	],
	[
		"the account's own ASN",
		'POST',
		'cnis',
		conduit('mine', { bgp: { ...bgp, customer_asn: 13335 } }),
	],
	['an id at creation', 'POST', 'cnis', conduit('mine', { id: uuid })],
	['half a CNI', 'PUT', `cnis/${uuid}`, conduit('mine')],
	['an unknown BGP mode', 'PUT', `cnis/${uuid}`, conduit('mine', { ...whole, bgp_mode: 'static' })],
	['an ASN as text', 'PUT', 'settings', { default_asn: '64512' }],
	['ASN 0', 'PUT', 'settings', { default_asn: 0 }],
	['a fraction as ASN', 'PUT', 'settings', { default_asn: 1.5 }],
	['an unknown setting', 'PUT', 'settings', { default_mtu: 1500 }],
])('refuses %s', async (_what, method, path, body) => {
	emulator.addInterconnect({ name: 'mine' });
	const { status, data } = await send(method, `${cni}/${path}`, body);
	expect({ status, data }).toEqual({ status: 400, data: bare });
	expect(emulator.orders).toEqual([]);
});

/** For the table, which is made before there is an emulator: the slot does not matter. */
function direct2(more: object) {
	return { account, type: 'direct', slot_id: uuid, ...more };
}

test.each([
	'interconnects?page=1',
	'interconnects?limit=',
	'interconnects?limit=0',
	'interconnects?limit=1001',
	'interconnects?limit=1.5',
	'interconnects?limit=ten',
	'interconnects?limit=1&limit=2',
	'interconnects?cursor=-1',
	'interconnects?type=physical',
	'interconnects?site=',
	'interconnects/mine?type=direct',
	'interconnects/mine/status?verbose=true',
	'interconnects/mine/loa?name=',
	`interconnects/mine/loa?name=${'x'.repeat(201)}`,
	'slots?occupied=maybe',
	'slots?occupied=1',
	'slots/not-a-uuid',
	'cnis?slot=not-a-uuid',
	'cnis/not-a-uuid',
	'settings?default_asn=1',
])('refuses GET %s', async (path) => {
	emulator.addInterconnect({ name: 'mine' });
	const { status, data } = await get(`${cni}/${path}`);
	expect({ status, data }).toEqual({ status: 400, data: bare });
});

test.each(['?per_page=4', '?per_page=51', '?page=0', '?direction=up', '?cursor=1'])(
	'refuses GET /accounts%s in the envelope',
	async (query) => {
		const { status, data } = await get(`/accounts${query}`);
		expect({ status, data }).toEqual({ status: 400, data: envelope(10400) });
	},
);

test.each<[string, string, string, unknown, Record<string, string>]>([
	['broken JSON', 'POST', 'interconnects', '{"account":', { 'content-type': 'application/json' }],
	['no body', 'POST', 'interconnects', undefined, { 'content-type': 'application/json' }],
	[
		'a form',
		'PUT',
		'settings',
		'default_asn=1',
		{ 'content-type': 'application/x-www-form-urlencoded' },
	],
	['JSON sent as text', 'PUT', 'settings', '{"default_asn":1}', { 'content-type': 'text/plain' }],
	['a GET with a body', 'GET', 'settings', '{}', { 'content-type': 'application/json' }],
	[
		'a DELETE with a body',
		'DELETE',
		'interconnects/mine',
		'{}',
		{ 'content-type': 'application/json' },
	],
])('refuses %s', async (_what, method, path, body, headers) => {
	emulator.addInterconnect({ name: 'mine' });
	const { status, data } = await send(method, `${cni}/${path}`, body, { headers });
	expect({ status, data }).toEqual({ status: 400, data: bare });
	expect(emulator.interconnects).toHaveLength(1);
});

test.each([
	['GET', '/accounts/short/cni/slots'],
	['GET', `/accounts/${account.toUpperCase()}/cni/slots`],
	['GET', `${cni}/ports`],
	['POST', `${cni}/slots`],
	['DELETE', `${cni}/interconnects`],
	['GET', '/zones'],
	['GET', `${cni}/interconnects/%E0%A4`],
])('does not route %s %s', async (method, path) => {
	const { status, data } = await send(method, path, method === 'POST' ? {} : undefined);
	expect(status).toBe(400);
	expect(data).toMatchObject({ success: false, messages: [], result: null });
	expect(data.errors.map(({ code }: { code: number }) => code)).toEqual([7003, 7000]);
});
