import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, startEmulator, type Credential, type Emulator } from './index.mts';
import { ask, control, sdkClient, watchMethods } from './support.mts';

// Magic routes, driven by Cloudflare's own client. What is refused is in magicRouteRefusals.test.mts.

const account_id = accounts.main.id;
const path = `/accounts/${account_id}/magic/routes`;

const { routes } = new Cloudflare({ apiToken: 'none' }).magicTransit;
const notDriven = watchMethods({ routes });

/** Adds an interconnect, and gives the next hop that leads over it. */
function addNexthop(): string {
	emulator.addInterconnect();
	const target = emulator.magicInterconnects.at(-1)!.health_check!.target;
	return (target as { effective: string }).effective;
}
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe.each<[string, Credential]>([
	['API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('the SDK with %s', (_scheme, credential) => {
	const connect = () => sdkClient(emulator, credential).magicTransit.routes;
	const scope = { colo_names: ['den01'], colo_regions: ['APAC'] };

	test('creates, reads, replaces and deletes a route', async () => {
		const nexthop = addNexthop();
		const whole = {
			prefix: '192.0.2.0/24',
			nexthop,
			priority: 100,
			description: 'office',
			weight: 10,
			scope,
		};

		const created = await connect().create({ account_id, ...whole });

		expect(created).toEqual({
			id: expect.stringMatching(/^[0-9a-f]{32}$/),
			...whole,
			created_on: time,
			modified_on: created.created_on,
		});
		const { id } = created;
		expect(await connect().list({ account_id })).toEqual({ routes: [created] });
		expect(await connect().get(id, { account_id })).toEqual({ route: created });
		expect(emulator.magicRoutes).toEqual([created]);
		const order = { kind: 'route', account: account_id, id, prefix: whole.prefix, nexthop };
		const { ray } = emulator.requests[0]!;
		expect(emulator.orders).toEqual([{ ...order, priority: 100, time: expect.any(Number), ray }]);

		const change = { prefix: '192.0.2.0/25', nexthop, priority: 7 };
		const { modified, modified_route: after } = await connect().update(id, {
			account_id,
			...change,
		});
		expect(modified).toBe(true);
		expect(after).toEqual({ id, ...change, created_on: created.created_on, modified_on: time });
		expect(after!.modified_on! > created.modified_on!).toBe(true);
		expect(await connect().get(id, { account_id })).toEqual({ route: after });

		const deleted = await connect().delete(id, { account_id });
		expect(deleted).toEqual({ deleted: true, deleted_route: after });
		expect(await connect().list({ account_id })).toEqual({ routes: [] });
		expect(emulator.routeWipes).toEqual([]);
	});

	test('only validates a creation and an update', async () => {
		const nexthop = addNexthop();
		const dry = { query: { validate_only: true } };
		const body = { prefix: '192.0.2.0/24', nexthop, priority: 100 };
		expect(await connect().create({ account_id, ...body }, dry)).toEqual(body);
		expect(emulator.magicRoutes).toEqual([]);
		expect(emulator.orders).toEqual([]);

		const { id, ...before } = await connect().create({ account_id, ...body });
		const changed = await connect().update(id, { account_id, ...body, priority: 1 }, dry);
		expect(changed.modified_route).toMatchObject({ id, priority: 1 });
		expect(emulator.magicRoutes).toEqual([{ id, ...before }]);
		await expect(
			connect().create({ account_id, ...body, nexthop: '198.51.100.1' }, dry),
		).rejects.toMatchObject({ status: 400 });
	});

	test('updates several routes at once, all of them or none', async () => {
		const { name } = emulator.addInterconnect();
		const [one, other] = [
			emulator.addRoute({ interconnect: name, description: 'one' }),
			emulator.addRoute({ interconnect: name }),
		];
		const { modified_routes } = await connect().bulkUpdate({
			account_id,
			routes: [
				{ ...pick(one), priority: 1 },
				{ ...pick(other), priority: 2 },
			],
		});
		expect(modified_routes).toMatchObject([
			{ id: one.id, description: 'one', priority: 1 },
			{ id: other.id, priority: 2 },
		]);
		expect(emulator.magicRoutes).toEqual(modified_routes);
		const bad = [
			{ ...pick(one), priority: 9 },
			{ ...pick(other), nexthop: '198.51.100.1' },
		];
		await expect(connect().bulkUpdate({ account_id, routes: bad })).rejects.toMatchObject({
			status: 400,
		});
		expect(emulator.magicRoutes).toEqual(modified_routes);
	});

	test('deletes all routes of the account, and leaves a record of it', async () => {
		const { name } = emulator.addInterconnect();
		const { name: elsewhere } = emulator.addInterconnect({ account: accounts.second.id });
		const mine = [1, 2, 3].map(() => emulator.addRoute({ interconnect: name }));
		const other = emulator.addRoute({ interconnect: elsewhere });
		const { deleted, deleted_routes } = await connect().empty({ account_id });
		expect({ deleted, deleted_routes }).toEqual({ deleted: true, deleted_routes: mine });
		expect(emulator.magicRoutes).toEqual([other]);
		const ids = mine.map(({ id }) => id);
		const wipe = { account: account_id, ids, time: expect.any(Number) };
		expect(emulator.routeWipes).toEqual([wipe]);
		expect(emulator.requests.at(-1)).toMatchObject({ method: 'DELETE', path });
		expect((await control(emulator, 'GET', 'route-wipes')).data).toEqual(emulator.routeWipes);
		emulator.reset();
		expect(emulator.routeWipes).toEqual([]);
	});
});

test('every method of the SDK was driven', () => {
	expect(notDriven()).toEqual([]);
});

/** What the SDK's type of a bulk update asks for. */
function pick({ id, prefix, nexthop, priority }: Emulator['magicRoutes'][number]) {
	return { id, prefix, nexthop, priority };
}

test('a DELETE with an empty identifier deletes all routes too', async () => {
	emulator.addRoute({ interconnect: emulator.addInterconnect().name });
	expect((await ask(emulator, 'DELETE', `${path}/`)).status).toBe(200);
	expect(emulator.magicRoutes).toEqual([]);
	expect(emulator.routeWipes).toHaveLength(1);
});

test('the other form of the answer to a creation is a list of one', async () => {
	const other = await startEmulator({ createdRoute: 'routes' });
	const { name } = other.addInterconnect();
	const { nexthop } = other.addRoute({ interconnect: name });
	const body = { prefix: '192.0.2.0/24', nexthop, priority: 100 };
	const dry = await ask(other, 'POST', `${path}?validate_only=true`, body);
	expect(dry.data.result).toEqual({ routes: [body] });
	const { data } = await ask(other, 'POST', path, body);
	expect(data.result).toEqual({ routes: [other.magicRoutes[1]] });
	await other.stop();
});

describe('seeds', () => {
	test('lead over their interconnect, each to a prefix of its own, and are no orders', async () => {
		const { name, virtual_port_reservation_id } = emulator.addInterconnect();
		const [one, other] = [1, 2].map(() => emulator.addRoute({ interconnect: name }));
		const magic = emulator.magicInterconnects.find(
			(each) => each.virtual_port_reservation_id === virtual_port_reservation_id,
		)!;
		expect(one).toMatchObject({ priority: 100, nexthop: expect.any(String) });
		expect(magic.health_check!.target).toMatchObject({ effective: one!.nexthop });
		expect(other!.prefix).not.toBe(one!.prefix);
		expect(emulator.orders).toEqual([]);
		const { data } = await ask(emulator, 'GET', path);
		expect(data.result).toEqual({ routes: [one, other] });
		expect(() => emulator.addRoute({ interconnect: 'unknown' })).toThrow('unknown');
		emulator.reset();
		expect(emulator.magicRoutes).toEqual([]);
	});

	test('take everything that a route can have, a next hop that leads nowhere too', () => {
		const { name } = emulator.addInterconnect();
		const given = {
			prefix: '10.1.0.0/16',
			nexthop: '198.51.100.1',
			priority: 3,
			description: 'x',
			weight: 2,
			scope: { colo_names: ['ams01'] },
		};
		expect(emulator.addRoute({ interconnect: name, ...given })).toMatchObject(given);
	});
});
