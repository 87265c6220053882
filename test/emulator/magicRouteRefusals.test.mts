import { expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, type Credential } from './index.mts';
import { ask, refused } from './support.mts';

// What the emulator refuses of magic routes.

const path = `/accounts/${accounts.main.id}/magic/routes`;
const unknownId = 'a'.repeat(32);

/** Adds an interconnect and a route over it, and gives the next hop. */
function nexthopOf(account: string = accounts.main.id): string {
	const { name } = emulator.addInterconnect({ account });
	return emulator.addRoute({ interconnect: name }).nexthop;
}
const body = (more: object = {}) => ({ prefix: '192.0.2.0/24', priority: 100, ...more });
const post = (data: object) => ask(emulator, 'POST', path, data);

test('a route that is not there, or is in another account', async () => {
	const nexthop = nexthopOf(accounts.second.id);
	const id = emulator.magicRoutes[0]!.id;
	for (const one of [id, unknownId]) {
		const calls: [string, object?][] = [['GET'], ['PUT', body({ nexthop })], ['DELETE']];
		for (const [method, data] of calls) {
			const answer = await ask(emulator, method, `${path}/${one}`, data);
			expect(answer).toEqual(refused(404, 1020));
		}
	}
	const bulk = await ask(emulator, 'PUT', path, { routes: [{ id: unknownId }] });
	expect(bulk).toEqual(refused(404, 1020));
	expect(emulator.magicRoutes).toHaveLength(1);
});

test("a next hop that is not the customer's end of an interconnect of the account", async () => {
	const nexthop = nexthopOf();
	const foreign = nexthopOf(accounts.second.id);
	const own = nexthop.replace(/\d+$/, (last) => String(Number(last) - 1));
	expect(await post(body({ nexthop: own }))).toEqual(refused(400, 1022, /customer's end/));
	for (const one of [foreign, '203.0.113.1']) {
		expect(await post(body({ nexthop: one }))).toEqual(refused(400, 1022, /not in the prefix/));
	}
	expect(emulator.orders).toEqual([]);
	const { id } = emulator.magicRoutes[0]!;
	const put = await ask(emulator, 'PUT', `${path}/${id}`, body({ nexthop: foreign }));
	expect(put).toEqual(refused(400, 1022));
});

test('the same prefix, next hop, priority and scope twice', async () => {
	const nexthop = nexthopOf();
	const scope = { colo_names: ['ams01', 'den01'], colo_regions: [] };
	const turned = { colo_names: ['den01', 'ams01'] };
	const { data } = await post(body({ nexthop, scope }));
	const twice = await post(body({ nexthop, scope: turned, weight: 5 }));
	expect(twice).toEqual(refused(409, 1013));
	for (const more of [{}, { scope, priority: 99 }, { scope: { colo_regions: ['APAC'] } }]) {
		expect((await post(body({ nexthop, ...more }))).status).toBe(200);
	}
	// A change into another's place is refused, and its own place is free for it.
	const { id } = data.result;
	const put = (more: object) => ask(emulator, 'PUT', `${path}/${id}`, body({ nexthop, ...more }));
	expect(await put({})).toEqual(refused(409, 1013));
	expect((await put({ scope, description: 'x' })).status).toBe(200);
});

test.each<object>([
	{ prefix: '192.0.2.0' },
	{ prefix: '192.0.2.0/33' },
	{ prefix: '192.0.2.256/24' },
	{ prefix: '' },
	{ prefix: null },
	{ nexthop: '10.0.0.1/32' },
	{ nexthop: 'router' },
	{ priority: '100' },
	{ priority: -1 },
	{ priority: 1.5 },
	{ weight: 0 },
	{ weight: 257 },
	{ weight: null },
	{ description: null },
	{ scope: null },
	{ scope: { colo_names: 'ams01' } },
	{ scope: { colo_names: [''] } },
	{ scope: { colos: [] } },
	{ id: unknownId },
	{ created_on: '2026-01-01T00:00:00Z' },
	{ prefix: undefined },
	{ nexthop: undefined },
	{ priority: undefined },
])('%j', async (wrong) => {
	const nexthop = nexthopOf();
	const { id } = emulator.magicRoutes[0]!;
	const before = emulator.magicRoutes;
	expect(await post(body({ nexthop, ...wrong }))).toEqual(refused(400, 1022));
	const put = await ask(emulator, 'PUT', `${path}/${id}`, body({ nexthop, ...wrong }));
	expect(put).toEqual(refused(400, 1022));
	expect(emulator.magicRoutes).toEqual(before);
});

test.each([
	['GET', '?page=1', undefined],
	['GET', '?validate_only=true', undefined],
	['POST', '?validate_only=1', body()],
	['DELETE', `/${unknownId}`, body()],
	['DELETE', '', body()],
	['PUT', '', { routes: [] }],
	['PUT', '', { routes: [{ priority: 1 }] }],
	['PUT', '', []],
	['GET', '/short', undefined],
])('%s %s %j', async (method, rest, data) => {
	nexthopOf();
	expect(await ask(emulator, method, `${path}${rest}`, data)).toEqual(refused(400, 1022));
	expect(emulator.magicRoutes).toHaveLength(1);
});

test.each<[string, Credential, number, number]>([
	['Magic WAN Read', credentials.magicWanRead, 200, 403],
	['Magic Transit Write', credentials.magicTransitWrite, 200, 200],
	['no permission', credentials.noCniPermission, 403, 403],
	['another account', credentials.olderGlobalApiKey, 403, 403],
])('%s', async (_what, as, reads, writes) => {
	const nexthop = nexthopOf();
	expect((await ask(emulator, 'GET', path, undefined, as)).status).toBe(reads);
	expect((await ask(emulator, 'POST', path, body({ nexthop }), as)).status).toBe(writes);
	expect((await ask(emulator, 'DELETE', path, undefined, as)).status).toBe(writes);
});
