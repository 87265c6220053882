import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	credentials,
	startEmulator,
	type Credential,
	type MagicRoute,
	type Cni,
	type Emulator,
} from '../emulator/index.mts';
import {
	interconnect,
	locator,
	operation,
	operationsOfNode,
	runOn,
	stored,
} from '../harness/support.mts';

/*
 * The same input through the node and through Cloudflare's official SDK: the requests are the same.
 * Not compared: `getDefaultLoaName`, which the SDK does not have, and the accounts' picker, whose
 * listing the SDK pages by itself.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const account_id = accounts.main.id;
const pairing_key = '123e4567-e89b-12d3-a456-426614174000/us-east4/any';
const name = 'ams 01/ü%';
/** An interconnect that nothing stands on: it can be deleted. */
const unused = 'fra 01/#?';
const named = { interconnectName: locator(name, 'name') };

/** What stands in the emulator before each request. */
interface Fixture {
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
const destination = {
	prefix: '198.51.100.0/24',
	nexthop: locator('={{ $json.nexthop }}', 'address'),
};
const cniId = locator('={{ $json.cni.id }}');
const magicInterconnectId = locator('={{ $json.magic }}');
/** The node always asks for the newer form of a health check's target. */
const newTarget = { account_id, 'x-magic-new-hc-target': true };

const cases: Array<
	[string, INodeParameters, (client: Cloudflare, fixture: Fixture) => Promise<unknown>]
> = [
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
	[
		'magicInterconnect.get',
		operation('magicInterconnect', 'get', { magicInterconnectId }),
		async ({ magicTransit: { cfInterconnects } }, { magic }) =>
			await cfInterconnects.get(magic, newTarget),
	],
	[
		'magicInterconnect.getAll',
		operation('magicInterconnect', 'getAll'),
		async ({ magicTransit: { cfInterconnects } }) => await cfInterconnects.list(newTarget),
	],
	[
		'magicInterconnect.update',
		operation('magicInterconnect', 'update', {
			magicInterconnectId,
			updateFields: {
				bgp: { settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'a key' } },
				description: 'what for',
				healthCheck: {
					settings: { enabled: true, rate: 'low', target: '203.0.113.1', type: 'request' },
				},
				interfaceAddress: '169.254.244.0/31',
				mtu: 1400,
				name: 'renamed',
			},
		}),
		async ({ magicTransit: { cfInterconnects } }, { magic }) =>
			await cfInterconnects.update(magic, {
				...newTarget,
				bgp: { customer_asn: 65001, extra_prefixes: ['10.0.0.0/8'], md5_key: 'a key' },
				description: 'what for',
				health_check: {
					enabled: true,
					rate: 'low',
					target: { saved: '203.0.113.1' },
					type: 'request',
				},
				interface_address: '169.254.244.0/31',
				mtu: 1400,
				name: 'renamed',
			}),
	],
	[
		'magicRoute.create',
		operation('magicRoute', 'create', {
			...destination,
			priority: 50,
			additionalFields: {
				description: 'what for',
				scopeColoNames: 'ams01, fra03',
				scopeColoRegions: '={{ ["WEUR"] }}',
				weight: 3,
			},
		}),
		async ({ magicTransit: { routes } }, { nexthop }) =>
			await routes.create({
				account_id,
				prefix: '198.51.100.0/24',
				nexthop,
				priority: 50,
				description: 'what for',
				scope: { colo_names: ['ams01', 'fra03'], colo_regions: ['WEUR'] },
				weight: 3,
			}),
	],
	[
		'magicRoute.delete',
		operation('magicRoute', 'delete', { magicRouteId: locator('={{ $json.route.id }}') }),
		async ({ magicTransit: { routes } }, { route }) =>
			await routes.delete(route.id, { account_id }),
	],
	[
		'magicRoute.get',
		operation('magicRoute', 'get', { magicRouteId: locator('={{ $json.route.id }}') }),
		async ({ magicTransit: { routes } }, { route }) => await routes.get(route.id, { account_id }),
	],
	[
		'magicRoute.getAll',
		operation('magicRoute', 'getAll'),
		async ({ magicTransit: { routes } }) => await routes.list({ account_id }),
	],
	[
		'magicRoute.update',
		operation('magicRoute', 'update', {
			magicRouteId: locator('={{ $json.route.id }}'),
			updateFields: { priority: 7 },
		}),
		async ({ magicTransit: { routes } }, { route: { id, prefix, nexthop, description } }) =>
			await routes.update(id, { account_id, prefix, nexthop, description, priority: 7 }),
	],
	[
		'magicRoute.upsert',
		operation('magicRoute', 'upsert', destination),
		async ({ magicTransit: { routes } }, { nexthop }) =>
			await routes.create({ account_id, prefix: '198.51.100.0/24', nexthop, priority: 100 }),
	],
	[
		'magicRoute.upsert, of one that exists',
		operation('magicRoute', 'upsert', {
			prefix: '={{ $json.route.prefix }}',
			nexthop: locator('={{ $json.nexthop }}', 'address'),
			additionalFields: { weight: 9 },
		}),
		async ({ magicTransit: { routes } }, { route: { id, prefix, nexthop, description } }) =>
			await routes.update(id, {
				account_id,
				prefix,
				nexthop,
				description,
				priority: 100,
				weight: 9,
			}),
	],
];

/** The SDK has no call for these. */
const withoutSdk = ['interconnect.getDefaultLoaName'];

test('every operation is compared', () => {
	const compared = cases.map(([title]) => title.split(/[ ,]/)[0]);
	expect([...new Set([...compared, ...withoutSdk])].sort()).toEqual(operationsOfNode().sort());
});

/** A create lists what exists, and a change of a whole object reads it; "Create or Update" may do both. */
function readsBefore(title: string): string[] {
	if (title.endsWith('of one that exists')) return ['GET', 'GET'];
	return /\.(create|upsert)/.test(title) || ['cni.update', 'magicRoute.update'].includes(title)
		? ['GET']
		: [];
}

describe.each<[string, Credential]>([
	['an API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_scheme, credential) => {
	test.each(cases)('%s', async (title, parameters, viaSdk) => {
		const client = new Cloudflare({
			baseURL: emulator.baseUrl,
			maxRetries: 0,
			// Undefined ones would be read from the environment.
			apiToken: credential.scheme === 'apiToken' ? credential.apiToken : null,
			apiEmail: credential.scheme === 'apiToken' ? null : credential.email,
			apiKey: credential.scheme === 'apiToken' ? null : credential.apiKey,
		});
		const observe = async (lookUps: string[], act: (fixture: Fixture) => Promise<unknown>) => {
			emulator.reset();
			const [first, second, free] = emulator.slots.filter(
				({ occupied, speed }) => !occupied && speed === '10G',
			);
			emulator.addInterconnect({ name, slotId: first!.id });
			emulator.addInterconnect({ name: unused, slotId: second!.id });
			const cni = emulator.addCni({ interconnect: name, conduitName: 'first' });
			const route = emulator.addRoute({ interconnect: name, description: 'kept' });
			await act({
				slot: free!.id,
				cni,
				magic: emulator.magicInterconnects[0]!.id!,
				route,
				nexthop: route.nexthop,
			});
			// What the node reads before it writes: the listing that a lost order is told by, and the CNI that it
			// replaces.
			expect(emulator.requests.slice(0, -1).map(({ method }) => method)).toEqual(lookUps);
			const { method, url, query, body, headers, status } = emulator.requests.at(-1)!;
			expect(status).toBeLessThan(title.endsWith('deleted') ? 405 : 300);
			return {
				method,
				path: url.replace(/\?.*/, ''),
				query,
				body,
				type: headers['content-type'],
				authorization: headers.authorization,
				email: headers['x-auth-email'],
				key: headers['x-auth-key'],
				newTarget: headers['x-magic-new-hc-target'],
			};
		};

		const expected = await observe([], async (fixture) => await viaSdk(client, fixture));
		const ours = await observe(readsBefore(title), async (fixture) => {
			const { error } = await runOn(emulator, parameters, {
				credential: stored(emulator, credential),
				input: [{ ...fixture }],
			});
			expect(error).toBeUndefined();
		});
		expect(ours).toEqual(expected);
	});
});
