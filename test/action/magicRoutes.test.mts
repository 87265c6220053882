import { beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { MagicRoute } from '../emulator/index.mts';
import { locator, runOn } from '../harness/support.mts';
import { below, jsonsOf, prefix, route, routeSetting } from './routes.mts';

/* The static routes that make traffic flow over an interconnect. */

const setting = routeSetting();
const { create, nexthop, sent, to, writes } = setting;

describe('Create', () => {
	test.each(['route', 'routes'] as const)('returns the new route (%s)', async (createdRoute) => {
		setting.emulator.configure({ createdRoute });
		const additionalFields = { description: 'to the office', weight: 3, scopeColoNames: 'ams01' };
		const { items, error } = await runOn(
			setting.emulator,
			create({ priority: 50, additionalFields }),
		);
		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: setting.emulator.magicRoutes[0], pairedItem: { item: 0 } }]);
		expect(setting.emulator.magicRoutes).toMatchObject([
			{
				prefix,
				nexthop: nexthop(),
				priority: 50,
				description: 'to the office',
				weight: 3,
				scope: { colo_names: ['ams01'] },
			},
		]);
		expect(sent()).toEqual(['GET ', 'POST ']);
	});

	test('sends nothing for what was not filled in', async () => {
		await runOn(setting.emulator, create({ additionalFields: { scopeColoNames: '={{ [] }}' } }));
		expect(writes()[0]!.body).toEqual({ prefix, nexthop: nexthop(), priority: 100 });
	});

	test('a lost response is looked up by prefix, next hop, and priority', async () => {
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix, priority: 99 });
		setting.emulator.addRoute({ interconnect: 'fra03-two', prefix });
		setting.emulator.fault({ method: 'POST', when: 'after', drop: true });
		const outcome = await runOn(setting.emulator, create({}, { addOutcome: true }));
		expect(jsonsOf(outcome)).toMatchObject([{ prefix, nexthop: nexthop(), outcome: 'found' }]);
		expect(setting.emulator.orders).toHaveLength(1);
		expect(writes()).toHaveLength(1);
		expect(outcome.hints.join()).toContain('a lookup found what was created');
	});

	test('one that was not carried out is sent again', async () => {
		setting.emulator.fault({ method: 'POST', drop: true });
		jsonsOf(await runOn(setting.emulator, create()));
		expect(setting.emulator.orders).toHaveLength(1);
		expect(sent()).toEqual(['GET ', 'POST ', 'GET ', 'GET ', 'POST ']);
	});

	test('names the route that exists, or returns it', async () => {
		const { id } = setting.emulator.addRoute({
			interconnect: 'ams01-one',
			prefix,
			description: 'old',
		});
		const { error } = await runOn(setting.emulator, create());
		expect(error!.message).toBe(
			`Prefix ${prefix} with next hop ${nexthop()} and priority 100 already exists as route '${id}'`,
		);
		expect(error!.context).toMatchObject({ outcome: 'refused', httpStatus: 409 });
		const outcome = await runOn(
			setting.emulator,
			create(
				{ additionalFields: { description: 'new', weight: 2 } },
				{ returnExisting: true, addOutcome: true },
			),
		);
		const differences = ['another description', 'weight is none, not 2'];
		const json = { id, description: 'old', outcome: 'existing', differences };
		expect(jsonsOf(outcome)).toMatchObject([json]);
		expect(outcome.hints).toEqual([expect.stringContaining(differences.join('; '))]);
		expect(setting.emulator.magicRoutes).toHaveLength(1);
	});

	test('another scope is another route', async () => {
		setting.emulator.addRoute({
			interconnect: 'ams01-one',
			prefix,
			scope: { colo_names: ['AMS01'] },
		});
		const returnExisting = { returnExisting: true };
		const additionalFields = { scopeColoNames: 'fra03' };
		jsonsOf(await runOn(setting.emulator, create({ additionalFields }, returnExisting)));
		expect(setting.emulator.orders).toHaveLength(1);
		const same = { scopeColoNames: 'ams01' };
		jsonsOf(await runOn(setting.emulator, create({ additionalFields: same }, returnExisting)));
		expect(setting.emulator.orders).toHaveLength(1);
	});

	test('says which traffic the route takes over', async () => {
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix: '198.51.0.0/16' });
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix: '198.51.100.128/25' });
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix: '203.0.113.0/24' });
		const { hints } = await runOn(setting.emulator, create());
		expect(hints).toEqual([
			`prefix ${prefix} with next hop ${nexthop()} and priority 100: It takes precedence over less specific routes: 198.51.0.0/16. More specific routes take precedence over it: 198.51.100.128/25.`,
		]);
	});

	test('Validate Only creates nothing', async () => {
		const outcome = await runOn(setting.emulator, create({}, { validateOnly: true }));
		expect(jsonsOf(outcome)).toEqual([{ prefix, nexthop: nexthop(), priority: 100 }]);
		expect(outcome.hints).toEqual(['The route was only checked. Nothing was created.']);
		expect(setting.emulator.requests.map(({ method, query }) => [method, query])).toEqual([
			['POST', { validate_only: 'true' }],
		]);
		expect(setting.emulator.magicRoutes).toEqual([]);

		const { error } = await runOn(
			setting.emulator,
			create({ nexthop: to('203.0.113.9') }, { validateOnly: true }),
		);
		expect(error!.message).toContain('nexthop 203.0.113.9 is not in the prefix');
		expect(error!.context.outcome).toBe('refused');
		setting.emulator.fault({ method: 'POST', drop: true, times: 9 });
		const lost = await runOn(setting.emulator, create({}, { validateOnly: true }));
		expect(lost.error!.context.outcome).toBe('notSent');
		expect(lost.error!.description).toContain('nothing was created');
	});

	test('what it takes over can be unreadable: the route is created all the same', async () => {
		setting.emulator.fault({ method: 'POST', skip: 1, status: 400, body: 'not now' });
		// The look before, then what "Retry On Fail" reads beside the first route again.
		setting.emulator.fault({ method: 'GET', path: /routes$/, skip: 2, status: 400, body: 'no' });
		const outcome = await runOn(setting.emulator, create({ prefix: '={{ $json.prefix }}' }), {
			input: [{ prefix }, { prefix: '203.0.113.0/24' }],
			maxTries: 2,
		});
		expect(jsonsOf(outcome)).toEqual(setting.emulator.magicRoutes);
		expect(setting.emulator.pendingFaults).toBe(0);
		expect(setting.emulator.orders).toHaveLength(2);
	});

	test('two items with the same route order one', async () => {
		const { error } = await runOn(setting.emulator, create(), { input: [{}, {}] });
		expect(error!.message).toContain('with the same prefix, next hop, priority, and scope');
		expect(setting.emulator.orders).toHaveLength(1);
	});
});

describe('Get, Get Many, Delete', () => {
	test('one, and all', async () => {
		const made = [1, 2, 3].map(() => setting.emulator.addRoute({ interconnect: 'ams01-one' }));
		const magicRouteId = locator(made[1]!.id);
		expect(jsonsOf(await runOn(setting.emulator, route('get', { magicRouteId })))).toEqual([
			made[1],
		]);
		expect(jsonsOf(await runOn(setting.emulator, route('getAll', { limit: 2 })))).toEqual(
			made.slice(0, 2),
		);
		expect(jsonsOf(await runOn(setting.emulator, route('getAll', { returnAll: true })))).toEqual(
			made,
		);
		expect(jsonsOf(await runOn(setting.emulator, route('delete', { magicRouteId })))).toEqual([
			{ deleted: true, id: made[1]!.id },
		]);
		expect(setting.emulator.magicRoutes).toEqual([made[0], made[2]]);
		expect(sent()).toEqual([`GET /${made[1]!.id}`, 'GET ', 'GET ', `DELETE /${made[1]!.id}`]);
	});

	test.each(['', ' ', '.', '..', '/', '%2F', '?', '#', '../routes', './', '\u200b', '0'])(
		'a delete of %j never deletes all routes',
		async (id) => {
			setting.emulator.addRoute({ interconnect: 'ams01-one' });
			// n8n itself refuses an empty field.
			if (id !== '') await runOn(setting.emulator, route('delete', { magicRouteId: locator(id) }));
			await runOn(setting.emulator, route('delete', { magicRouteId: locator('={{ $json.id }}') }), {
				input: [{ id }, {}],
				onError: 'continueRegularOutput',
			});
			expect(setting.emulator.magicRoutes).toHaveLength(1);
			expect(setting.emulator.routeWipes).toEqual([]);
			for (const { path } of writes()) expect(path.length).toBeGreaterThan(`${below}/`.length);
		},
	);

	test('a response that says that nothing was deleted is no success', async () => {
		const { id } = setting.emulator.addRoute({ interconnect: 'ams01-one' });
		const body = { success: true, errors: [], messages: [], result: { deleted: false } };
		setting.emulator.fault({ method: 'DELETE', status: 200, body });
		const { error, items } = await runOn(
			setting.emulator,
			route('delete', { magicRouteId: locator(id) }),
		);
		expect(items).toEqual([]);
		expect(error!.message).toBe(
			"The response can't be read: it is not a confirmation of the delete (HTTP 200)",
		);
		expect(error!.context.outcome).toBe('unknown');
	});

	test('one that is not there', async () => {
		const magicRouteId = locator('0123456789abcdef0123456789abcdef');
		const { error } = await runOn(setting.emulator, route('delete', { magicRouteId }));
		expect(error!.message).toContain('Not found in this account');
		expect(error!.description).toContain('the route with Get Many');
	});
});

describe('Update', () => {
	let existing: MagicRoute;
	beforeEach(() => {
		existing = setting.emulator.addRoute({
			interconnect: 'ams01-one',
			prefix,
			description: 'old',
			weight: 5,
			scope: { colo_names: ['ams01'], colo_regions: ['WEUR'] },
		});
	});
	const update = (updateFields: INodeParameters, options: INodeParameters = {}) =>
		route('update', { magicRouteId: locator(existing.id), updateFields, options });
	const kept = () => {
		const { prefix: network, nexthop: end, priority, description, weight, scope } = existing;
		return { prefix: network, nexthop: end, priority, description, weight, scope };
	};

	test.each<[string, INodeParameters, () => object]>([
		['a priority', { priority: 7 }, () => ({ priority: 7 })],
		['a next hop', { nexthop: locator('={{ $json.other }}') }, () => ({ nexthop: nexthop(1) })],
		['a prefix', { prefix: '203.0.113.0/24' }, () => ({ prefix: '203.0.113.0/24' })],
		['no description', { description: '' }, () => ({ description: '' })],
		['a weight', { weight: 256 }, () => ({ weight: 256 })],
		[
			'other data centers in the same regions',
			{ scopeColoNames: 'fra03, ams01' },
			() => ({ scope: { colo_names: ['fra03', 'ams01'], colo_regions: ['WEUR'] } }),
		],
		[
			'no limit to data centers',
			{ scopeColoNames: '={{ [] }}' },
			() => ({ scope: { colo_regions: ['WEUR'] } }),
		],
		[
			'no scope at all',
			{ scopeColoNames: '={{ [] }}', scopeColoRegions: '={{ [] }}' },
			() => ({ scope: undefined }),
		],
	])('to %s keeps the rest', async (_what, fields, changed) => {
		const outcome = await runOn(setting.emulator, update(fields), {
			input: [{ other: nexthop(1) }],
		});
		expect(jsonsOf(outcome)).toEqual(setting.emulator.magicRoutes);
		expect(writes().map(({ method, body }) => [method, body])).toEqual([
			['PUT', JSON.parse(JSON.stringify({ ...kept(), ...changed() }))],
		]);
	});

	test('members that the API does not document, and zero values, are not sent back', async () => {
		const odd = {
			route: { ...existing, description: null, weight: null, state: 'up', scope: null },
		};
		setting.emulator.fault({
			method: 'GET',
			status: 200,
			body: { success: true, errors: [], messages: [], result: odd },
		});
		jsonsOf(await runOn(setting.emulator, update({ priority: 7 })));
		expect(writes()[0]!.body).toEqual({ prefix, nexthop: nexthop(), priority: 7 });
	});

	test('Validate Only changes nothing', async () => {
		const outcome = await runOn(setting.emulator, update({ priority: 7 }, { validateOnly: true }));
		expect(jsonsOf(outcome)).toMatchObject([{ id: existing.id, priority: 7 }]);
		expect(outcome.hints).toEqual(['The change was only checked. Nothing was changed.']);
		expect(setting.emulator.magicRoutes).toEqual([existing]);
	});

	test('without a field is refused', async () => {
		const { error } = await runOn(setting.emulator, update({}));
		expect(error!.message).toBe("'Update Fields' is empty: nothing would change");
		expect(setting.emulator.requests).toEqual([]);
	});

	test('a response that says that nothing was modified is told', async () => {
		const body = { success: true, errors: [], messages: [], result: { modified: false } };
		setting.emulator.fault({ method: 'PUT', status: 200, body });
		const outcome = await runOn(setting.emulator, update({ priority: 7 }));
		expect(jsonsOf(outcome)).toEqual([existing]);
		expect(outcome.hints).toEqual([expect.stringContaining('says that nothing was modified')]);
	});

	test('a response without the route is made up for by reading it', async () => {
		const body = { success: true, errors: [], messages: [], result: { modified: true } };
		setting.emulator.fault({ method: 'PUT', when: 'after', body });
		expect(jsonsOf(await runOn(setting.emulator, update({ priority: 7 })))).toEqual(
			setting.emulator.magicRoutes,
		);
		expect(sent().map((one) => one.split(' ')[0])).toEqual(['GET', 'PUT', 'GET']);
	});
});
