import { expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, type Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { locator, runOn } from '../harness/support.mts';
import { bgp, cni, existingCni, named } from './cnis.mts';

/* A CNI update: what it sends, and what it refuses before a request. */

const below = `/accounts/${accounts.main.id}/cni/cnis`;
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);

const existing = async (settings?: INodeParameters) => await existingCni(emulator, settings);
const update = async (id: string, updateFields: INodeParameters) =>
	await runOn(emulator, cni('update', { cniId: locator(id), updateFields }));
const put = () => emulator.requests.find(({ method }) => method === 'PUT')!.body as Cni;

test('sends the whole object with only what the user set changed', async () => {
	const before = await existing();
	const { items, error } = await update(before.id, { description: 'new', mtu: 1400 });
	expect(error).toBeUndefined();
	expect(put()).toEqual({
		...before,
		magic: { ...before.magic, description: 'new', mtu: 1400 },
	});
	expect(items[0]!.json).toEqual(put());
	expect(sent().slice(-2)).toEqual([`GET ${below}/${before.id}`, `PUT ${below}/${before.id}`]);
});

test('a new ASN keeps the MD5 key and the prefixes', async () => {
	const before = await existing({
		customerAsn: 65001,
		md5Key: 'kept-key',
		extraPrefixes: '10.0.0.0/8',
	});
	await update(before.id, { bgp: bgp({ customerAsn: 65002 }) });
	expect(put().bgp).toEqual({
		customer_asn: 65002,
		extra_prefixes: ['10.0.0.0/8'],
		md5_key: 'kept-key',
	});
});

test('removes the prefixes by an empty array, the key and BGP by their switches', async () => {
	const before = await existing({
		customerAsn: 65001,
		md5Key: 'key',
		extraPrefixes: '10.0.0.0/8',
	});
	await update(before.id, { bgp: bgp({ extraPrefixes: '={{ [] }}' }), removeMd5Key: true });
	expect(put().bgp).toEqual({ customer_asn: 65001, extra_prefixes: [] });
	await update(before.id, { removeBgp: true });
	expect(emulator.requests.at(-1)!.body).not.toHaveProperty('bgp');
});

test('changes both ends of the link', async () => {
	const before = await existing();
	const { error } = await update(before.id, {
		custIp: '192.0.2.0/31',
		p2pIp: '192.0.2.1/31',
		bgpMode: 'advertise_only',
		conduitName: 'renamed',
	});
	expect(error).toBeUndefined();
	expect(put()).toMatchObject({
		cust_ip: '192.0.2.0/31',
		p2p_ip: '192.0.2.1/31',
		bgp_mode: 'advertise_only',
		magic: { conduit_name: 'renamed' },
	});
});

test('an empty description removes it', async () => {
	const before = await existing();
	await update(before.id, { description: '' });
	expect(put().magic.description).toBe('');
});

test('one end alone has to fit the end that was read', async () => {
	const before = await existing();
	const { error } = await update(before.id, { custIp: '192.0.2.0/31' });
	expect(error!.message).toMatch(
		/^'Customer IP' must be in one prefix with the other end of the link: 192\.0\.2\.0\/31 \(customer\) and /,
	);
	expect(emulator.requests.some(({ method }) => method === 'PUT')).toBe(false);
});

test.each([null, ''])('an end of %j does not have to fit the other one', async (cust_ip) => {
	const before = await existing();
	emulator.fault({ method: 'GET', status: 200, body: { ...before, cust_ip } });
	emulator.fault({ method: 'PUT', status: 200, body: before });
	const { error } = await update(before.id, { p2pIp: '192.0.2.0/31' });
	expect(error).toBeUndefined();
	expect(put()).toMatchObject({ cust_ip, p2p_ip: '192.0.2.0/31' });
});

test("Cloudflare's end alone has to fit the end that was read too", async () => {
	const before = await existing();
	const { error } = await update(before.id, { p2pIp: '192.0.2.0/31' });
	expect(error!.message).toBe(
		`'Cloudflare IP' must be in one prefix with the other end of the link: ${before.cust_ip} (customer) and 192.0.2.0/31 (Cloudflare) are not`,
	);
	const same = await update(before.id, { p2pIp: before.cust_ip });
	expect(same.error!.message).toBe(
		`'Cloudflare IP' must differ from the other end of the link: both are ${before.cust_ip}`,
	);
	expect(emulator.requests.some(({ method }) => method === 'PUT')).toBe(false);
});

test('a mode alone is no reason to check the ends', async () => {
	const before = await existing();
	emulator.fault({ method: 'GET', status: 200, body: { ...before, p2p_ip: before.cust_ip } });
	const { error } = await update(before.id, { bgpMode: 'advertise_only' });
	expect(error).toBeUndefined();
	expect(put()).toMatchObject({ bgp_mode: 'advertise_only', p2p_ip: before.cust_ip });
});

test('the first BGP session of a CNI has no prefixes unless some are set', async () => {
	const { name } = emulator.addInterconnect();
	const { items } = await runOn(emulator, named(name));
	await update(String(items[0]!.json.id), { bgp: bgp({ customerAsn: 65001 }) });
	expect(put().bgp).toEqual({ customer_asn: 65001, extra_prefixes: [] });
});

test('an MD5 key may be removed alone', async () => {
	const before = await existing();
	const { error } = await update(before.id, { removeMd5Key: true });
	expect(error).toBeUndefined();
	expect(put()).toEqual({ ...before, bgp: { customer_asn: 65001, extra_prefixes: [] } });
});

test('an MD5 key is sent as it is, prefixes are trimmed and may stand on lines', async () => {
	const before = await existing();
	await update(before.id, {
		bgp: bgp({ md5Key: ' a key ', extraPrefixes: '10.0.0.0/8\n10.1.0.0/16' }),
	});
	await update(before.id, { bgp: bgp({ extraPrefixes: '={{ [" 10.2.0.0/16 "] }}' }) });
	const [first, second] = emulator.requests.filter(({ method }) => method === 'PUT');
	expect((first!.body as Cni).bgp).toEqual({
		customer_asn: 65001,
		extra_prefixes: ['10.0.0.0/8', '10.1.0.0/16'],
		md5_key: ' a key ',
	});
	expect((second!.body as Cni).bgp!.extra_prefixes).toEqual(['10.2.0.0/16']);
});

test.each<INodeParameters>([
	{ customerAsn: 65001 },
	{ extraPrefixes: '10.0.0.0/8' },
	{ extraPrefixes: '={{ [] }}' },
	{ md5Key: 'key' },
])('BGP is not removed where one of its fields is set: %j', async (settings) => {
	const { error } = await update('123e4567-e89b-12d3-a456-426614174000', {
		bgp: bgp(settings),
		removeBgp: true,
	});
	expect(error!.message).toBe("'Remove BGP' is on while 'BGP' is set: choose one");
	expect(emulator.requests).toEqual([]);
});

test('a lost answer is repeated: a replacement does no harm', async () => {
	const before = await existing();
	emulator.fault({ method: 'PUT', when: 'after', drop: true });
	const { items, error } = await update(before.id, { mtu: 1400 });
	expect(error).toBeUndefined();
	expect((items[0]!.json as unknown as Cni).magic.mtu).toBe(1400);
});

const wrong: Array<[string, INodeParameters, string]> = [
	['nothing', {}, "'Update Fields' is empty: nothing would change"],
	['an empty name', { conduitName: ' ' }, "'Conduit Name' is empty"],
	['an empty end', { custIp: '' }, "'Customer IP' is empty"],
	[
		'an end without prefix',
		{ p2pIp: '192.0.2.1' },
		"'Cloudflare IP' must be an IPv4 address with a prefix length (A.B.C.D/N), not '192.0.2.1'",
	],
	['an end out of range', { p2pIp: '192.0.2.256/31' }, "'Cloudflare IP' must be an IPv4 address"],
	[
		'ends in two prefixes',
		{ custIp: '192.0.2.0/31', p2pIp: '192.0.2.2/31' },
		"'Customer IP' must be in one prefix",
	],
	[
		'the same end twice',
		{ custIp: '192.0.2.0/31', p2pIp: '192.0.2.0/31' },
		"'Customer IP' must differ from the other end of the link: both are 192.0.2.0/31",
	],
	[
		'ends of two lengths',
		// The first bits of both are the same number.
		{ custIp: '64.0.0.0/31', p2pIp: '128.0.0.0/30' },
		"'Customer IP' must be in one prefix",
	],
	[
		'a description that is missing',
		{ description: '={{ $json.missing }}' },
		"'Description' is empty: its expression must return text, which may be empty",
	],
	[
		'a description that is null',
		{ description: '={{ null }}' },
		"'Description' is empty: its expression must return text, which may be empty",
	],
	['an MTU of 1501', { mtu: 1501 }, "'MTU' must be a whole number from 576 to 1500, not '1501'"],
	[
		'an ASN of 33 bits',
		{ bgp: bgp({ customerAsn: 4294967296 }) },
		"'Customer ASN' must be a whole number from 1 to 4294967295, not '4294967296'",
	],
	[
		'a key with a question mark',
		{ bgp: bgp({ md5Key: 'what?' }) },
		"'MD5 Key' contains a character that Cloudflare rejects",
	],
	[
		'a prefix that is none',
		{ bgp: bgp({ extraPrefixes: '10.0.0.0/8, 10/8' }) },
		"'Extra Prefixes' must be IPv4 prefixes such as 192.0.2.0/24, separated by commas; '10/8' is not a prefix",
	],
	[
		'a mode that the API does not have',
		{ bgpMode: '={{ "static" }}' },
		"'BGP Mode' must be one of advertise_only, dynamic_route_exchange, not 'static'",
	],
	[
		'BGP set and removed',
		{ bgp: bgp({ customerAsn: 65001 }), removeBgp: true },
		"'Remove BGP' is on while 'BGP' is set: choose one",
	],
	[
		'a key set and removed',
		{ bgp: bgp({ md5Key: 'key' }), removeMd5Key: true },
		"'Remove MD5 Key' is on while 'MD5 Key' is set: choose one",
	],
];
test.each(wrong)('%s is refused before a request', async (_name, updateFields, message) => {
	const { error } = await update('123e4567-e89b-12d3-a456-426614174000', updateFields);
	expect(error!.message).toContain(message);
	expect(JSON.stringify(error!.message)).not.toContain('what?');
	expect(emulator.requests).toEqual([]);
});

test('BGP without an ASN where there was none', async () => {
	const { name } = emulator.addInterconnect();
	const made = await runOn(emulator, named(name));
	const { error } = await update(String(made.items[0]!.json.id), { bgp: bgp({ md5Key: 'key' }) });
	expect(error!.message).toBe(
		"'Customer ASN' is empty, and the CNI has no BGP session yet: a session needs one",
	);
});
