import type { Emulator } from '../emulator/index.mts';
import { locator } from '../harness/support.mts';
import { read, type Resource } from './known.mts';
import {
	boolean,
	collection,
	listing,
	number,
	picker,
	reading,
	string,
	writing,
} from './saved.mts';
import { account_id, checkOnly, there, type RunFixture } from './fixtures.mts';

const prefix = '198.51.100.0/24';
const destination = { prefix, nexthop: locator('={{ $json.nexthop }}', 'address') };
const wireId = { magicRouteId: locator('={{ $json.route.id }}') };
const thereRoute = (emulator: Emulator) => emulator.addRoute({ interconnect: there });
const thereId = (emulator: Emulator) => ({ magicRouteId: locator(thereRoute(emulator).id) });
const thereDestination = (emulator: Emulator) => ({
	prefix,
	nexthop: locator(thereRoute(emulator).nexthop, 'address'),
});
const madeId = ({ made }: RunFixture) => ({ magicRouteId: locator(made['magicRoute.create']!) });
/** What the runs create. */
const one = ({ nexthop }: RunFixture) => ({
	prefix,
	nexthop: locator(nexthop, 'address'),
	additionalFields: {
		description: 'one',
		scopeColoNames: 'ams01',
		scopeColoRegions: 'WEUR',
		weight: 2,
	},
});
const heavier = (fixture: RunFixture) => ({ ...one(fixture), additionalFields: { weight: 3 } });

const more = [
	string('description'),
	string('scopeColoNames'),
	string('scopeColoRegions'),
	number('weight', 1),
];
/** Of a create. */
const savedFields = [
	string('prefix'),
	picker('nexthop', 'address'),
	number('priority', 100),
	collection('additionalFields', ...more),
];

export const magicRoute: Resource = {
	create: {
		saved: [
			...savedFields,
			writing(
				boolean('addOutcome'),
				boolean('checkOnly'),
				boolean('returnExisting'),
				boolean('validateOnly'),
			),
		],
		wire: [
			{
				parameters: {
					...destination,
					priority: 50,
					additionalFields: {
						description: 'what for',
						scopeColoNames: 'ams01, fra03',
						scopeColoRegions: '={{ ["WEUR"] }}',
						weight: 3,
					},
				},
				readsFirst: 1,
				sdk: async ({ magicTransit: { routes } }, { nexthop }) =>
					await routes.create({
						account_id,
						prefix,
						nexthop,
						priority: 50,
						description: 'what for',
						scope: { colo_names: ['ams01', 'fra03'], colo_regions: ['WEUR'] },
						weight: 3,
					}),
			},
		],
		attempts: {
			any: (emulator) => ({
				parameters: thereDestination(emulator),
				method: 'POST',
				provable: true,
			}),
		},
		runs: [
			(fixture) => ({ ...one(fixture), options: checkOnly }),
			one,
			(fixture) => ({ ...one(fixture), options: checkOnly }),
		],
	},
	upsert: {
		saved: [...savedFields, writing(boolean('checkOnly'))],
		wire: [
			{
				parameters: destination,
				readsFirst: 1,
				sdk: async ({ magicTransit: { routes } }, { nexthop }) =>
					await routes.create({ account_id, prefix, nexthop, priority: 100 }),
			},
			{
				of: 'one that exists',
				parameters: {
					...destination,
					prefix: '={{ $json.route.prefix }}',
					additionalFields: { weight: 9 },
				},
				readsFirst: 2,
				sdk: async (
					{ magicTransit: { routes } },
					{ route: { id, prefix: kept, nexthop, description } },
				) =>
					await routes.update(id, {
						account_id,
						prefix: kept,
						nexthop,
						description,
						priority: 100,
						weight: 9,
					}),
			},
		],
		attempts: {
			create: (emulator) => ({
				parameters: thereDestination(emulator),
				method: 'POST',
				provable: true,
			}),
		},
		runs: [
			(fixture) => ({ ...one(fixture), options: checkOnly }),
			(fixture) => ({ ...heavier(fixture), options: checkOnly }),
			heavier,
		],
	},
	get: {
		saved: [picker('magicRouteId'), reading()],
		wire: [
			{
				parameters: wireId,
				sdk: async ({ magicTransit: { routes } }, { route: { id } }) =>
					await routes.get(id, { account_id }),
			},
		],
		attempts: { any: (emulator) => read(thereId(emulator)) },
		runs: [madeId],
	},
	update: {
		saved: [
			picker('magicRouteId'),
			collection(
				'updateFields',
				...more,
				picker('nexthop', 'address'),
				string('prefix'),
				number('priority', 100),
			),
			writing(boolean('validateOnly')),
		],
		wire: [
			{
				parameters: { ...wireId, updateFields: { priority: 7 } },
				readsFirst: 1,
				sdk: async (
					{ magicTransit: { routes } },
					{ route: { id, prefix: kept, nexthop, description } },
				) =>
					await routes.update(id, {
						account_id,
						prefix: kept,
						nexthop,
						description,
						priority: 7,
					}),
			},
		],
		attempts: {
			any: (emulator) => ({
				parameters: { ...thereId(emulator), updateFields: { priority: 7 } },
				method: 'PUT',
				readsFirst: 1,
			}),
		},
		runs: [(fixture) => ({ ...madeId(fixture), updateFields: { description: '' } })],
	},
	getAll: {
		listed: { member: 'routes', searches: ['searchMagicRoutes'] },
		isDefault: true,
		saved: [...listing, reading()],
		wire: [
			{
				parameters: {},
				sdk: async ({ magicTransit: { routes } }) => await routes.list({ account_id }),
			},
		],
		attempts: {
			any: (emulator) => {
				thereRoute(emulator);
				return read();
			},
		},
		runs: [() => ({})],
	},
	delete: {
		saved: [picker('magicRouteId'), writing()],
		wire: [
			{
				parameters: wireId,
				sdk: async ({ magicTransit: { routes } }, { route: { id } }) =>
					await routes.delete(id, { account_id }),
			},
		],
		attempts: {
			any: (emulator) => ({
				parameters: thereId(emulator),
				method: 'DELETE',
				anyObject: true,
			}),
		},
		runs: [madeId],
	},
};
