import { locator, operation } from '../harness/support.mts';
import { account_id, type WireCase } from './wireCases.mts';

const destination = {
	prefix: '198.51.100.0/24',
	nexthop: locator('={{ $json.nexthop }}', 'address'),
};
const magicInterconnectId = locator('={{ $json.magic }}');
/** The node always asks for the newer form of a health check's target. */
const newTarget = { account_id, 'x-magic-new-hc-target': true };

export const magicCases: WireCase[] = [
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
