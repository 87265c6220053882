import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { CfInterconnectUpdateParams } from 'cloudflare/resources/magic-transit/cf-interconnects';

import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, type Credential } from './index.mts';
import { sdkClient, watchMethods } from './support.mts';

// Cloudflare's own client against the emulator: what it sends is accepted, and it understands what comes back.

const account_id = accounts.main.id;
const account = account_id;
const pairing_key = '7e51371e-72a3-40b5-b844-2e3efefaee59/us-east4/any';

const freeSlot = () => emulator.slots.find(({ occupied }) => !occupied)!;
const freshCni = (cf: Cloudflare, interconnect: string, conduit_name = 'conduit-1') =>
	cf.networkInterconnects.cnis.create({
		account_id,
		account,
		interconnect,
		magic: { conduit_name, description: '', mtu: 1476 },
		bgp: { customer_asn: 64512, extra_prefixes: ['203.0.113.0/24'], md5_key: 'a b!' },
	});

const { networkInterconnects, magicTransit } = new Cloudflare({ apiToken: 'none' });
const { interconnects, cnis, slots, settings } = networkInterconnects;
const { cfInterconnects } = magicTransit;
const notDriven = watchMethods({ interconnects, cnis, slots, settings, cfInterconnects });

describe.each<[string, Credential]>([
	['API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_scheme, credential) => {
	const connect = () => sdkClient(emulator, credential);

	test('orders, reads and deletes a direct interconnect', async () => {
		const { interconnects } = connect().networkInterconnects;
		const slot = freeSlot();
		const { id: slot_id, facility, site, speed } = slot;

		const created = await interconnects.create({
			account_id,
			account,
			type: 'direct',
			slot_id,
			speed,
		});

		expect(created).toEqual({
			account,
			ccr_device_name: slot.ccr_device_name,
			facility,
			name: expect.stringMatching(/^\S+$/),
			owner: account,
			site,
			slot_id,
			speed,
			type: 'direct',
			virtual_port_reservation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
		const { name } = created;
		expect(emulator.slots.find(({ id }) => id === slot_id)).toMatchObject({
			occupied: true,
			account,
		});
		expect(await interconnects.get(name, { account_id })).toEqual(created);
		expect(await interconnects.list({ account_id })).toEqual({ items: [created], next: null });
		expect(await interconnects.status(name, { account_id })).toEqual({ state: 'Pending' });
		expect(emulator.orders).toMatchObject([{ kind: 'direct', account, name, slotId: slot_id }]);

		const loa = await interconnects.loa(name, { account_id, name: 'ACME' }).asResponse();
		expect(loa.headers.get('content-type')).toBe('application/pdf');
		expect(
			Buffer.from(await loa.arrayBuffer())
				.subarray(0, 5)
				.toString(),
		).toBe('%PDF-');

		await interconnects.delete(name, { account_id });
		await expect(interconnects.get(name, { account_id })).rejects.toMatchObject({ status: 404 });
		expect(emulator.slots.find(({ id }) => id === slot_id)).toMatchObject({ occupied: false });
	});

	test('orders a Google Cloud partner interconnect', async () => {
		const { interconnects } = connect().networkInterconnects;

		const created = await interconnects.create({
			account_id,
			account,
			type: 'gcp_partner',
			bandwidth: '1G',
			pairing_key,
		});

		expect(created).toEqual({
			account,
			name: expect.stringMatching(/^\S+$/),
			owner: account,
			region: 'us-east4',
			speed: '1G',
			type: 'gcp_partner',
			virtual_port_reservation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
		const query = { account_id, type: 'gcp_partner', cursor: 0, limit: 1 };
		expect(await interconnects.list(query)).toEqual({ items: [created], next: null });
		expect(await interconnects.list({ account_id, type: 'direct' })).toMatchObject({ items: [] });
		expect(await interconnects.list({ account_id, site: 'ams01' })).toMatchObject({ items: [] });
	});

	test('creates, reads, replaces and deletes a CNI', async () => {
		const cf = connect();
		const { cnis } = cf.networkInterconnects;
		const interconnect = emulator.addInterconnect();

		const created = await freshCni(cf, interconnect.name);

		const { id } = created;
		const network = /^(10\.252\.\d+)\.(\d+)\/31$/;
		expect(created).toEqual({
			id: expect.stringMatching(/^[0-9a-f-]{36}$/),
			account,
			interconnect: interconnect.name,
			cust_ip: expect.stringMatching(network),
			p2p_ip: expect.stringMatching(network),
			magic: { conduit_name: 'conduit-1', description: '', mtu: 1476 },
			bgp: { customer_asn: 64512, extra_prefixes: ['203.0.113.0/24'], md5_key: 'a b!' },
			bgp_mode: 'dynamic_route_exchange',
		});
		expect(await cnis.get(id, { account_id })).toEqual(created);
		const slot = 'slot_id' in interconnect ? interconnect.slot_id : '';
		const [order] = emulator.orders;
		const tunnel_id = order?.kind === 'cni' ? order.tunnelId : '';
		const whole = { items: [created], next: null };
		expect(await cnis.list({ account_id, slot })).toEqual(whole);
		expect(await cnis.list({ account_id, tunnel_id })).toEqual(whole);
		expect(await cnis.list({ account_id, tunnel_id: 'another' })).toMatchObject({ items: [] });
		expect(await cnis.list({ account_id, slot: freeSlot().id })).toMatchObject({ items: [] });

		const { bgp, bgp_mode, ...rest } = created;
		const changed = { ...rest, magic: { ...created.magic, mtu: 1500 } };
		expect(await cnis.update(id, { account_id, ...changed })).toEqual(changed);
		expect(await cnis.get(id, { account_id })).toEqual(changed);

		await cnis.delete(id, { account_id });
		await expect(cnis.get(id, { account_id })).rejects.toMatchObject({ status: 404 });
	});

	test('lists and reads slots', async () => {
		const { slots } = connect().networkInterconnects;
		const filters = { address_contains: 'LONDON', occupied: false, site: 'lhr01', speed: '100G' };

		const { items, next } = await slots.list({ account_id, ...filters, cursor: 0, limit: 1000 });

		expect(next).toBeNull();
		const expected = emulator.slots.filter(
			({ occupied, site, speed }) => !occupied && site === 'lhr01' && speed === '100G',
		);
		expect(expected.length).toBeGreaterThan(0);
		expect(items).toEqual(expected);
		expect(await slots.get(items[0]!.id, { account_id })).toEqual(expected[0]);
	});

	test('reads and sets the default ASN', async () => {
		const { settings } = connect().networkInterconnects;
		expect(await settings.get({ account_id })).toEqual({ default_asn: 13335 });
		const set = await settings.update({ account_id, default_asn: 4_200_000_000 });
		expect(set).toEqual({ default_asn: 4_200_000_000 });
		// What is left out stays.
		expect(await settings.update({ account_id })).toEqual(set);
		expect(await settings.get({ account_id })).toEqual(set);
		const cleared = await settings.update({ account_id, default_asn: null });
		expect(cleared).toEqual({ default_asn: 13335 });
	});

	/** Every member that an update takes. */
	const change: Omit<CfInterconnectUpdateParams, 'account_id'> = {
		automatic_return_routing: true,
		bgp: {
			customer_asn: 4_200_000_000,
			export_filter_id: 'out',
			extra_prefixes: ['203.0.113.0/24'],
			import_filter_id: 'in',
			md5_key: 'a b!',
		},
		description: 'Docklands',
		gre: { cloudflare_endpoint: '203.0.113.7' },
		health_check: {
			direction: 'bidirectional',
			enabled: false,
			rate: 'low',
			type: 'request',
		},
		interface_address: '192.168.7.1/30',
		interface_address6: '2001:db8:1::200/127',
		mtu: 1476,
		name: 'london',
	};

	test('lists, reads and updates magic interconnects', async () => {
		const { cfInterconnects } = connect().magicTransit;
		const { virtual_port_reservation_id } = emulator.addInterconnect({
			slotId: emulator.slots.find(({ site, occupied }) => site === 'lhr01' && !occupied)!.id,
		});
		emulator.addInterconnect({ account: accounts.second.id });
		const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		const { interconnects = [] } = await cfInterconnects.list({ account_id });
		expect(interconnects).toEqual([
			{
				id: expect.stringMatching(/^[0-9a-f]{32}$/),
				automatic_return_routing: false,
				colo_name: 'lhr01',
				created_on: time,
				description: '',
				gre: { cloudflare_endpoint: '203.0.113.1' },
				health_check: {
					direction: 'unidirectional',
					enabled: true,
					rate: 'mid',
					target: expect.stringMatching(/^10\.248\.\d+\.\d+$/),
					type: 'reply',
				},
				interface_address: expect.stringMatching(/^10\.248\.\d+\.\d+\/31$/),
				modified_on: time,
				mtu: 1500,
				name: expect.stringMatching(/^pni_lhr01_\d+$/),
				version: '2',
				virtual_port_reservation_id,
			},
		]);
		const before = interconnects[0]!;
		const id = before.id!;
		expect(await cfInterconnects.get(id, { account_id })).toEqual({ interconnect: before });

		const after = {
			...before,
			...change,
			health_check: { ...change.health_check, target: '192.168.7.2' },
			modified_on: time,
		};
		const answer = { modified: true, modified_interconnect: after };
		const dry = { query: { validate_only: true } };
		expect(await cfInterconnects.update(id, { account_id, ...change }, dry)).toEqual(answer);
		expect(await cfInterconnects.get(id, { account_id })).toEqual({ interconnect: before });
		const updated = await cfInterconnects.update(id, { account_id, ...change });
		expect(updated).toEqual(answer);
		expect(updated.modified_interconnect?.modified_on).not.toBe(before.modified_on);
		const { modified_interconnect: whole } = updated;
		expect(await cfInterconnects.get(id, { account_id })).toEqual({ interconnect: whole });
	});

	test('reads and sets the health check target in the form that the header asks for', async () => {
		const { cfInterconnects } = connect().magicTransit;
		emulator.addInterconnect();
		const object = { account_id, 'x-magic-new-hc-target': true };
		const text = { account_id, 'x-magic-new-hc-target': false };
		const { interconnects = [] } = await cfInterconnects.list(object);
		const { id = '', interface_address = '', health_check } = interconnects[0]!;
		const [, network, last] = /^(.*\.)(\d+)\/31$/.exec(interface_address) ?? [];
		const effective = `${network}${Number(last) + 1}`;
		expect(health_check?.target).toEqual({ effective, saved: '' });
		const target = async (params: typeof object) =>
			(await cfInterconnects.get(id, params)).interconnect?.health_check?.target;

		await cfInterconnects.update(id, {
			...object,
			health_check: { target: { saved: '192.0.2.9' } },
		});
		expect(await target(object)).toEqual({ effective: '192.0.2.9', saved: '192.0.2.9' });
		expect(await target(text)).toBe('192.0.2.9');
		await cfInterconnects.update(id, { ...text, health_check: { target: '192.0.2.8' } });
		expect(await target(object)).toEqual({ effective: '192.0.2.8', saved: '192.0.2.8' });
		const { modified_interconnect } = await cfInterconnects.update(id, {
			...object,
			health_check: { target: { saved: '' } },
		});
		expect(modified_interconnect?.health_check?.target).toEqual({ effective, saved: '' });
	});
});

test('every method of the SDK was driven, but for the bulk update, which is not there', () => {
	expect(notDriven()).toEqual(['cfInterconnects.bulkUpdate']);
});

test('refuses the limit: null that the SDK types allow, because it goes out empty', async () => {
	const { slots } = sdkClient(emulator).networkInterconnects;
	await expect(slots.list({ account_id, limit: null })).rejects.toMatchObject({ status: 400 });
});
