import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { locator, runOn } from '../harness/support.mts';
import { bgp, cni, existingCni } from './cnis.mts';

/* What a CNI update reads before, what it sends back of it, and what it says of an answer that differs. */

const existing = async (settings?: INodeParameters) => await existingCni(emulator, settings);
const update = async (id: string, updateFields: INodeParameters) =>
	await runOn(emulator, cni('update', { cniId: locator(id), updateFields }));
const put = () => emulator.requests.find(({ method }) => method === 'PUT')!.body as Cni;

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
