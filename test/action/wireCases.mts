import Cloudflare from 'cloudflare';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, type MagicRoute, type Cni } from '../emulator/index.mts';
import { interconnect, locator, operation } from '../harness/support.mts';

export const account_id = accounts.main.id;
const pairing_key = '123e4567-e89b-12d3-a456-426614174000/us-east4/any';
export const name = 'ams 01/ü%';
/** An interconnect that nothing stands on: it can be deleted. */
export const unused = 'fra 01/#?';
const named = { interconnectName: locator(name, 'name') };

/** What stands in the emulator before each request. */
export interface Fixture {
	/** A free slot of 10G. */
	slot: string;
	cni: Cni;
	/** The identifier of a magic interconnect. */
	magic: string;
	route: MagicRoute;
	/** The customer's end of the magic interconnect. */
	nexthop: string;
}

const direct = (more: INodeParameters = {}) =>
	interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}'), ...more });
const cniId = locator('={{ $json.cni.id }}');

/** An operation as the node is told it, and as the SDK is. */
export type WireCase = [
	string,
	INodeParameters,
	(client: Cloudflare, fixture: Fixture) => Promise<unknown>,
];

export const cases: WireCase[] = [
	[
		'interconnect.create, direct',
		direct({ speed: '10G' }),
		async ({ networkInterconnects: { interconnects } }, { slot: slot_id }) =>
			await interconnects.create({
				account_id,
				account: account_id,
				type: 'direct',
				slot_id,
				speed: '10G',
			}),
	],
	[
		'interconnect.create, direct without a speed',
		direct(),
		async ({ networkInterconnects: { interconnects } }, { slot: slot_id }) =>
			await interconnects.create({ account_id, account: account_id, type: 'direct', slot_id }),
	],
	[
		'interconnect.create, Google Cloud partner',
		interconnect('create', { type: 'gcp_partner', bandwidth: '10G', pairingKey: pairing_key }),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.create({
				account_id,
				account: account_id,
				type: 'gcp_partner',
				bandwidth: '10G',
				pairing_key,
			}),
	],
	[
		'interconnect.delete',
		interconnect('delete', { interconnectName: locator(unused, 'name') }),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.delete(unused, { account_id }),
	],
	[
		'interconnect.downloadLoa',
		interconnect('downloadLoa', { ...named, options: { customerName: 'A & B / Ü+ "x"' } }),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.loa(name, { account_id, name: 'A & B / Ü+ "x"' }),
	],
	[
		'interconnect.downloadLoa with the default name',
		interconnect('downloadLoa', named),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.loa(name, { account_id }),
	],
	[
		'interconnect.get',
		interconnect('get', named),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.get(name, { account_id }),
	],
	[
		'interconnect.getAll',
		interconnect('getAll', { limit: 7, filters: { site: 'AMS 01&', type: 'direct' } }),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.list({ account_id, limit: 7, site: 'AMS 01&', type: 'direct' }),
	],
	[
		'interconnect.getStatus',
		interconnect('getStatus', named),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.status(name, { account_id }),
	],
	[
		'interconnect.waitForStatus',
		interconnect('waitForStatus', { ...named, waitFor: 'healthy' }),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.status(name, { account_id }),
	],
	[
		'interconnect.waitForStatus, deleted',
		interconnect('waitForStatus', {
			interconnectName: locator('deleted before', 'name'),
			waitFor: 'deleted',
		}),
		async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.get('deleted before', { account_id }).catch(() => undefined),
	],
	[
		'cni.create',
		operation('cni', 'create', {
			...named,
			conduitName: 'second',
			description: 'what for',
			mtu: 1476,
			bgp: { settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'a key' } },
		}),
		async ({ networkInterconnects: { cnis } }) =>
			await cnis.create({
				account_id,
				account: account_id,
				interconnect: name,
				magic: { conduit_name: 'second', description: 'what for', mtu: 1476 },
				bgp: { customer_asn: 65001, extra_prefixes: ['10.0.0.0/8'], md5_key: 'a key' },
			}),
	],
	[
		'cni.create without BGP',
		operation('cni', 'create', { ...named, conduitName: 'second' }),
		async ({ networkInterconnects: { cnis } }) =>
			await cnis.create({
				account_id,
				account: account_id,
				interconnect: name,
				magic: { conduit_name: 'second', description: '', mtu: 1500 },
			}),
	],
	[
		'cni.delete',
		operation('cni', 'delete', { cniId }),
		async ({ networkInterconnects: { cnis } }, { cni }) =>
			await cnis.delete(cni.id, { account_id }),
	],
	[
		'cni.get',
		operation('cni', 'get', { cniId }),
		async ({ networkInterconnects: { cnis } }, { cni }) => await cnis.get(cni.id, { account_id }),
	],
	[
		'cni.getAll',
		operation('cni', 'getAll', {
			limit: 3,
			filters: { slotId: locator('={{ $json.slot }}'), tunnelId: 'a tunnel' },
		}),
		async ({ networkInterconnects: { cnis } }, { slot }) =>
			await cnis.list({ account_id, limit: 3, slot, tunnel_id: 'a tunnel' }),
	],
	[
		'cni.update',
		operation('cni', 'update', { cniId, updateFields: { mtu: 1400 } }),
		async ({ networkInterconnects: { cnis } }, { cni }) =>
			await cnis.update(cni.id, { ...cni, account_id, magic: { ...cni.magic, mtu: 1400 } }),
	],
	[
		'cni.upsert',
		operation('cni', 'upsert', {
			...named,
			conduitName: 'second',
			bgp: { settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'a key' } },
		}),
		async ({ networkInterconnects: { cnis } }) =>
			await cnis.create({
				account_id,
				account: account_id,
				interconnect: name,
				magic: { conduit_name: 'second', description: '', mtu: 1500 },
				bgp: { customer_asn: 65001, extra_prefixes: ['10.0.0.0/8'], md5_key: 'a key' },
			}),
	],
	[
		'cni.upsert, of one that exists',
		operation('cni', 'upsert', { ...named, conduitName: 'first', mtu: 1400 }),
		async ({ networkInterconnects: { cnis } }, { cni }) =>
			await cnis.update(cni.id, { ...cni, account_id, magic: { ...cni.magic, mtu: 1400 } }),
	],
	[
		'slot.get',
		operation('slot', 'get', { slotId: locator('={{ $json.slot }}') }),
		async ({ networkInterconnects: { slots } }, { slot }) => await slots.get(slot, { account_id }),
	],
	[
		'slot.getAll',
		operation('slot', 'getAll', {
			limit: 9,
			filters: { addressContains: 'Straße & Co', occupied: true, site: 'FRA 1', speed: '100G' },
		}),
		async ({ networkInterconnects: { slots } }) =>
			await slots.list({
				account_id,
				limit: 9,
				address_contains: 'Straße & Co',
				occupied: true,
				site: 'FRA 1',
				speed: '100G',
			}),
	],
	[
		'settings.get',
		operation('settings', 'get'),
		async ({ networkInterconnects: { settings } }) => await settings.get({ account_id }),
	],
	[
		'settings.update',
		operation('settings', 'update', { defaultAsn: 65001 }),
		async ({ networkInterconnects: { settings } }) =>
			await settings.update({ account_id, default_asn: 65001 }),
	],
	[
		'settings.update, cleared',
		operation('settings', 'update', { clearDefaultAsn: true }),
		async ({ networkInterconnects: { settings } }) =>
			await settings.update({ account_id, default_asn: null }),
	],
];
