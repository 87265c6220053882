import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, startEmulator, type Cni, type Emulator } from '../emulator/index.mts';
import { locator, operation, runOn } from '../harness/support.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const below = `/accounts/${accounts.main.id}/cni/cnis`;
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);
const cni = (value: string, parameters: INodeParameters = {}) =>
	operation('cni', value, parameters);
const named = (name: string, more: INodeParameters = {}) =>
	cni('create', {
		interconnectName: locator(name, 'name'),
		conduitName: 'ams-primary',
		...more,
	});
const bgp = (settings: INodeParameters) => ({ settings });

/** A CNI that stands already. */
async function existing(settings: INodeParameters = { customerAsn: 65001, md5Key: 'kept-key' }) {
	const { name } = emulator.addInterconnect();
	const { items, error } = await runOn(emulator, named(name, { bgp: bgp(settings) }));
	expect(error).toBeUndefined();
	return items[0]!.json as unknown as Cni;
}

describe('Create', () => {
	test('orders a connection with its defaults', async () => {
		const { name } = emulator.addInterconnect();
		const { items, error } = await runOn(emulator, named(name));
		expect(error).toBeUndefined();
		expect(emulator.requests[1]!.body).toEqual({
			account: accounts.main.id,
			interconnect: name,
			magic: { conduit_name: 'ams-primary', description: '', mtu: 1500 },
		});
		expect(items[0]).toMatchObject({
			json: { interconnect: name, id: expect.any(String) },
			pairedItem: { item: 0 },
		});
		expect(sent()).toEqual([`GET ${below}`, `POST ${below}`]);
	});

	test.each([
		['10.0.0.0/24, 192.0.2.0/25', ['10.0.0.0/24', '192.0.2.0/25']],
		['={{ ["10.0.0.0/24"] }}', ['10.0.0.0/24']],
		['', []],
	])('sends BGP with its prefixes, from text or an array: %s', async (extraPrefixes, prefixes) => {
		const { name } = emulator.addInterconnect();
		const { error } = await runOn(
			emulator,
			named(name, { bgp: bgp({ customerAsn: 4200000000, extraPrefixes, md5Key: 'a key' }) }),
		);
		expect(error).toBeUndefined();
		expect((emulator.requests[1]!.body as Cni).bgp).toEqual({
			customer_asn: 4200000000,
			extra_prefixes: prefixes,
			md5_key: 'a key',
		});
	});

	test('a lost answer is looked up by interconnect and conduit name', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ method: 'POST', drop: true, when: 'after' });
		const { items, hints } = await runOn(emulator, named(name));
		expect(sent()).toEqual([`GET ${below}`, `POST ${below}`, `GET ${below}`]);
		expect(emulator.orders).toHaveLength(1);
		expect(hints[0]).toContain(
			`'${String(items[0]!.json.id)}' is new on conduit 'ams-primary' of interconnect '${name}'`,
		);
	});

	test('Retry On Fail never sends again what is not known', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ method: 'POST', drop: true, when: 'after' });
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { items, error } = await runOn(emulator, named(name), { maxTries: 3 });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});

	test('Return Existing gives what has the name on the interconnect, and its differences', async () => {
		const { interconnect, id } = await existing();
		const options = { returnExisting: true };
		const { items, hints, error } = await runOn(
			emulator,
			named(interconnect, { mtu: 1476, options }),
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json.id).toBe(id);
		expect(hints[0]).toContain(
			'It differs from the order: MTU is 1500, not 1476, customer ASN is 65001, not none.',
		);
		expect(emulator.orders).toHaveLength(1);
	});

	const found = { customerAsn: 65001, extraPrefixes: '10.0.0.0/8, 10.1.0.0/16' };
	const differences: Array<[string, INodeParameters, INodeParameters, string]> = [
		[
			'the order of prefixes',
			found,
			{ bgp: bgp({ ...found, extraPrefixes: '10.1.0.0/16 10.0.0.0/8' }) },
			'',
		],
		[
			'other prefixes',
			found,
			{ bgp: bgp({ ...found, extraPrefixes: '10.0.0.0/8' }) },
			'other extra prefixes',
		],
		['a description', found, { bgp: bgp(found), description: 'mine' }, 'another description'],
		[
			'no key',
			{ ...found, md5Key: 'kept-key' },
			{ bgp: bgp(found) },
			'an MD5 key, where none was ordered',
		],
		['a key', found, { bgp: bgp({ ...found, md5Key: 'our-key' }) }, 'no MD5 key'],
		[
			'another key',
			{ ...found, md5Key: 'kept-key' },
			{ bgp: bgp({ ...found, md5Key: 'our-key' }) },
			'another MD5 key',
		],
	];
	test.each(differences)('Return Existing and %s', async (_name, settings, ordered, words) => {
		const { interconnect } = await existing(settings);
		const options = { returnExisting: true };
		const { hints, error } = await runOn(emulator, named(interconnect, { ...ordered, options }));
		expect(error).toBeUndefined();
		expect(hints).toHaveLength(1);
		if (words) expect(hints[0]).toContain(` It differs from the order: ${words}.`);
		else expect(hints[0]).not.toContain('differs');
		expect(hints[0]).not.toMatch(/(kept|our)-key/);
	});

	test('BGP without an ASN is refused', async () => {
		const { error } = await runOn(emulator, named('a', { bgp: bgp({ md5Key: 'key' }) }));
		expect(error!.message).toBe("'Customer ASN' is empty");
		expect(emulator.requests).toEqual([]);
	});

	test('the same name on another interconnect is not handed out', async () => {
		await existing();
		const { name } = emulator.addInterconnect();
		const { error } = await runOn(emulator, named(name, { options: { returnExisting: true } }));
		expect(error!.httpCode).toBe('409');
	});
});

describe('Update', () => {
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

	describe('an answer that differs from what was sent', () => {
		const settings = {
			customerAsn: 65001,
			md5Key: 'kept-key',
			extraPrefixes: '10.0.0.0/8, 10.1.0.0/16',
		};
		const sentBgp = { customer_asn: 65001, md5_key: 'kept-key' };
		const ordered = ['10.0.0.0/8', '10.1.0.0/16'];
		const swapped = ['10.1.0.0/16', '10.0.0.0/8'];

		/** What the node says of an answer; `change` is put over the object that was read. */
		const hintsOf = async (change: object, updateFields: INodeParameters = { mtu: 1400 }) => {
			const before = await existing(settings);
			const magic = { ...before.magic, mtu: 1400 };
			const body = { ...before, magic, ...change };
			emulator.fault({ method: 'PUT', when: 'after', status: 200, body });
			const { items, hints, error } = await update(before.id, updateFields);
			expect(error).toBeUndefined();
			expect(items[0]!.json).toEqual(body);
			return hints;
		};
		const differs = (names: string) => [
			`Cloudflare's response differs from what was sent in ${names}. Check that the CNI is as you intended.`,
		];

		test('is named by its members', async () => {
			const change = { cust_ip: '198.51.100.0/31', magic: { conduit_name: 'other' } };
			expect(await hintsOf(change)).toEqual(differs('cust_ip, magic'));
		});

		test.each([
			['p2p_ip', { p2p_ip: '198.51.100.1/31' }],
			['bgp_mode', { bgp_mode: 'advertise_only' }],
			['bgp', { bgp: null }],
			['bgp', { bgp: { ...sentBgp, extra_prefixes: ['10.0.0.0/8'] } }],
			['bgp', { bgp: { ...sentBgp, customer_asn: 65002, extra_prefixes: ordered } }],
			['bgp', { bgp: { ...sentBgp, md5_key: 'another', extra_prefixes: ordered } }],
			['magic', { magic: { conduit_name: 'ams-primary', mtu: 1500 } }],
		])('also in %s', async (name, change) => {
			expect(await hintsOf(change)).toEqual(differs(name));
		});

		test.each([
			['the order of prefixes', { bgp: { extra_prefixes: swapped, ...sentBgp } }],
			['null for what is absent', { bgp: { ...sentBgp, extra_prefixes: ordered, more: null } }],
			['members that are not compared', { owner: 'somebody' }],
			['those in BGP either', { bgp: { ...sentBgp, extra_prefixes: ordered, state: 'up' } }],
		])('but not by %s', async (_name, change) => {
			expect(await hintsOf(change)).toEqual([]);
		});

		test('is named where what was to be removed is still there', async () => {
			const bgp = { ...sentBgp, extra_prefixes: ordered };
			expect(await hintsOf({ bgp }, { mtu: 1400, removeBgp: true })).toEqual(differs('bgp'));
			emulator.reset();
			expect(await hintsOf({ bgp }, { mtu: 1400, removeMd5Key: true })).toEqual(differs('bgp'));
			emulator.reset();
			const mode = { bgp: null, bgp_mode: null };
			expect(await hintsOf(mode, { mtu: 1400, removeBgp: true })).toEqual(differs('bgp_mode'));
		});
	});

	describe('what was read', () => {
		/** Changes a CNI that is read with members of its own; the service answers with what it is sent. */
		const updateOf = async (read: object, updateFields: INodeParameters) => {
			const before = await existing();
			emulator.fault({ method: 'GET', status: 200, body: { ...before, ...read } });
			emulator.fault({ method: 'PUT', status: 200, body: before });
			return await update(before.id, updateFields);
		};

		test('goes back whole, with members that the node does not know', async () => {
			const more = { owner: 'somebody', magic: { conduit_name: 'ams-primary', color: 'red' } };
			await updateOf(more, { mtu: 1400 });
			expect(put()).toMatchObject({ ...more, magic: { ...more.magic, mtu: 1400 } });
		});

		test.each([
			[
				'extra_prefixes: null as []',
				{ bgp: { customer_asn: 65001, extra_prefixes: null } },
				{ bgp: { customer_asn: 65001, extra_prefixes: [] } },
			],
			[
				'an MD5 key of null as it is',
				{ bgp: { customer_asn: 65001, extra_prefixes: [], md5_key: null } },
				{ bgp: { customer_asn: 65001, extra_prefixes: [], md5_key: null } },
			],
			['a mode of null not at all', { bgp_mode: null }, { bgp_mode: undefined }],
			['BGP of null not at all', { bgp: null }, { bgp: undefined }],
			['BGP of {} not at all', { bgp: {} }, { bgp: undefined }],
			[
				'BGP of zero values not at all',
				{ bgp: { customer_asn: 0, extra_prefixes: null, md5_key: '' } },
				{ bgp: undefined },
			],
			[
				'an MD5 key that is empty not at all',
				{ bgp: { customer_asn: 65001, extra_prefixes: [], md5_key: '' } },
				{ bgp: { customer_asn: 65001, extra_prefixes: [] } },
			],
			[
				'a session without an ASN as it is',
				{ bgp: { extra_prefixes: ['10.0.0.0/8'] } },
				{ bgp: { extra_prefixes: ['10.0.0.0/8'] } },
			],
			[
				'a description of null as an empty one',
				{ magic: { conduit_name: 'ams-primary', description: null, mtu: 1500 } },
				{ magic: { conduit_name: 'ams-primary', description: '', mtu: 1400 } },
			],
		])('has %s', async (_name, read, sent) => {
			await updateOf(read, { mtu: 1400 });
			const [name] = Object.keys(sent) as Array<keyof Cni>;
			expect(put()[name!]).toEqual(sent[name as keyof typeof sent]);
			expect(name! in put()).toBe(sent[name as keyof typeof sent] !== undefined);
		});

		const unusable: Array<[string, object, string]> = [
			[
				'of another CNI',
				{ id: '00000000-0000-0000-0000-000000000000' },
				"'CNI Connection' can't be changed: Cloudflare's answer is another CNI",
			],
			[
				'without magic',
				{ magic: null },
				"'CNI Connection' can't be changed: Cloudflare's answer has no 'magic', which must be sent too",
			],
			[
				'with a text as magic',
				{ magic: 'none' },
				"'CNI Connection' can't be changed: Cloudflare's answer has no 'magic', which must be sent too",
			],
		];
		test.each(unusable)('%s is not sent back', async (_name, read, message) => {
			const { error } = await updateOf(read, { mtu: 1400 });
			expect(error!.message).toBe(message);
			expect(error!.description).toMatch(/^Nothing was changed\. /);
			expect(emulator.requests.some(({ method }) => method === 'PUT')).toBe(false);
		});

		test('keeps its MD5 key out of messages', async () => {
			const before = await existing({ customerAsn: 65001, md5Key: 'kept-key' });
			emulator.fault({ method: 'PUT', status: 400, body: { error: 'bad key "kept-key"' } });
			const { error } = await update(before.id, { mtu: 1400 });
			expect(error!.message).toContain('(HTTP 400: its words are left out');
			expect(`${error!.message} ${error!.description}`).not.toContain('kept-key');
		});
	});

	describe('a BGP session that is none', () => {
		const noSession = { customer_asn: 0, extra_prefixes: null, md5_key: '' };

		test.each([{ bgp: {} }, { bgp: null }, { bgp: noSession }])(
			'is made by an ASN, and not without one: %j',
			async (none) => {
				const before = await existing();
				emulator.fault({ method: 'GET', times: 2, status: 200, body: { ...before, ...none } });
				await update(before.id, { bgp: bgp({ customerAsn: 65002 }) });
				expect(put().bgp).toEqual({ customer_asn: 65002, extra_prefixes: [] });
				const { error } = await update(before.id, { bgp: bgp({ md5Key: 'key' }) });
				expect(error!.message).toContain("'Customer ASN'");
				expect(error!.message).toContain('the CNI has no BGP session yet');
			},
		);

		test('differs from no session by nothing', async () => {
			const before = await existing();
			const body = { ...before, bgp: noSession };
			emulator.fault({ method: 'PUT', when: 'after', status: 200, body });
			const { hints, error } = await update(before.id, { removeBgp: true });
			expect(error).toBeUndefined();
			expect(hints).toEqual([]);
		});
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
});

test('Get, Get Many with its filters, and Delete', async () => {
	const first = await existing();
	const slot = emulator.interconnects.find(({ name }) => name === first.interconnect) as {
		slot_id?: string;
	};
	const { name } = emulator.addInterconnect();
	await runOn(emulator, named(name, { conduitName: 'other' }));

	const got = await runOn(emulator, cni('get', { cniId: locator(first.id) }));
	expect(got.items).toEqual([{ json: first, pairedItem: { item: 0 } }]);

	const all = await runOn(emulator, cni('getAll', { returnAll: true }));
	expect(all.items).toHaveLength(2);

	const order = emulator.orders.find((made) => made.kind === 'cni')!;
	for (const filters of [
		{ slotId: locator(slot.slot_id!) },
		{ tunnelId: order.kind === 'cni' ? order.tunnelId : '' },
	]) {
		const found = await runOn(emulator, cni('getAll', { filters }));
		expect(found.items.map(({ json }) => json)).toEqual([first]);
	}
	expect(emulator.requests.at(-2)!.query).toEqual({ limit: '50', slot: slot.slot_id });

	const deleted = await runOn(emulator, cni('delete', { cniId: locator(first.id) }));
	expect(deleted.items[0]!.json).toEqual({ deleted: true, id: first.id });
	expect(sent().at(-1)).toBe(`DELETE ${below}/${first.id}`);
});

describe('slots and settings', () => {
	test('Get and Get Many with filters', async () => {
		const slot = emulator.slots[5]!;
		const got = await runOn(emulator, operation('slot', 'get', { slotId: locator(slot.id) }));
		expect(got.items).toEqual([{ json: slot, pairedItem: { item: 0 } }]);

		const filters = { addressContains: slot.facility.address[0]!, occupied: false, speed: '10G' };
		const found = await runOn(
			emulator,
			operation('slot', 'getAll', { returnAll: true, filters: { ...filters, site: slot.site } }),
		);
		expect(found.items.map(({ json }) => json)).toEqual(
			emulator.slots.filter(
				({ occupied, speed, site, facility }) =>
					!occupied &&
					speed === '10G' &&
					site === slot.site &&
					facility.address.join(' ').includes(slot.facility.address[0]!),
			),
		);
		expect(emulator.requests.at(-1)!.query).toEqual({
			address_contains: slot.facility.address[0],
			limit: '100',
			occupied: 'false',
			site: slot.site,
			speed: '10G',
		});

		const all = await runOn(emulator, operation('slot', 'getAll', { returnAll: true }));
		expect(all.items.map(({ json }) => json)).toEqual(emulator.slots);
	});

	test('the default ASN is set and cleared', async () => {
		const set = await runOn(emulator, operation('settings', 'update', { defaultAsn: 65010 }));
		expect(set.items[0]!.json).toEqual({ default_asn: 65010 });
		const got = await runOn(emulator, operation('settings', 'get'));
		expect(got.items[0]!.json).toEqual({ default_asn: 65010 });
		const cleared = await runOn(
			emulator,
			operation('settings', 'update', { clearDefaultAsn: true, defaultAsn: 65010 }),
		);
		expect(cleared.items[0]!.json).toEqual({ default_asn: 13335 });
		expect(emulator.requests.map(({ body }) => body)).toEqual([
			{ default_asn: 65010 },
			undefined,
			{ default_asn: null },
		]);
	});

	test('a default ASN that is none', async () => {
		const { error } = await runOn(emulator, operation('settings', 'update'));
		expect(error!.message).toBe("'Default ASN' is empty");
		expect(emulator.requests).toEqual([]);
	});
});
