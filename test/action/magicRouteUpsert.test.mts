import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, startEmulator, type Emulator, type MagicRoute } from '../emulator/index.mts';
import { callTool, type Outcome } from '../harness/engine.mts';
import { locator, operation, runOn, stored } from '../harness/support.mts';

/* "Create or Update" of a magic route, and "Check Only". */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => {
	emulator.reset();
	emulator.addInterconnect({ name: 'ams01-one' });
	emulator.addInterconnect({ name: 'fra03-two' });
});
afterAll(async () => {
	expect(emulator.routeWipes).toEqual([]);
	await emulator.stop();
});

const below = `/accounts/${accounts.main.id}/magic/routes`;
const prefix = '198.51.100.0/24';
const route = (value: string, parameters: INodeParameters = {}) =>
	operation('magicRoute', value, parameters);
const sent = () =>
	emulator.requests.map(({ method, path }) => `${method} ${path.replace(below, '')}`);
const writes = () => emulator.requests.filter(({ method }) => method !== 'GET');
const jsonsOf = ({ items, error }: Outcome) => {
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

/** The customer's end of the nth magic interconnect: the one that a route of the emulator leads to. */
function nexthop(nth = 0): string {
	const { interface_address: link } = emulator.magicInterconnects[nth]!;
	const [a, b, c, d] = link!.split(/[./]/).map(Number);
	return [a, b, c, d! ^ 1].join('.');
}
const to = (address = nexthop()) => locator(address, 'address');
const create = (parameters: INodeParameters = {}, options: INodeParameters = {}) =>
	route('create', { prefix, nexthop: to(), ...parameters, options });
const upsert = (parameters: INodeParameters = {}, options: INodeParameters = {}) =>
	route('upsert', { prefix, nexthop: to(), ...parameters, options });

describe('Create or Update', () => {
	test('creates, changes what differs, and leaves what does not', async () => {
		const wanted = upsert({ additionalFields: { description: '={{ $json.what }}' } });
		const run = async (what: string) => await runOn(emulator, wanted, { input: [{ what }] });
		expect(jsonsOf(await run('one'))).toMatchObject([{ description: 'one', upserted: 'created' }]);
		expect(sent()).toEqual(['GET ', 'POST ']);

		const [{ id }] = emulator.magicRoutes as [MagicRoute];
		expect(jsonsOf(await run('one'))).toMatchObject([{ id, upserted: 'unchanged' }]);
		expect(sent().slice(2)).toEqual(['GET ']);

		expect(jsonsOf(await run('two'))).toMatchObject([
			{ id, description: 'two', upserted: 'updated' },
		]);
		expect(sent().slice(3)).toEqual(['GET ', `GET /${id}`, `PUT /${id}`]);
		expect(emulator.magicRoutes).toHaveLength(1);
	});

	test('one listing serves all items of a run', async () => {
		const input = Array.from({ length: 20 }, (_, i) => ({ prefix: `10.0.${i}.0/24` }));
		const wanted = upsert({ prefix: '={{ $json.prefix }}' });
		await runOn(emulator, wanted, { input });
		expect(sent().filter((one) => one === 'GET ')).toHaveLength(1);
		const again = await runOn(emulator, wanted, { input });
		expect(jsonsOf(again).map(({ upserted }) => upserted)).toEqual(input.map(() => 'unchanged'));
	});

	test('with a priority matches that one; without, any, but only one', async () => {
		const first = emulator.addRoute({ interconnect: 'ams01-one', prefix, priority: 50 });
		jsonsOf(await runOn(emulator, upsert({ priority: 60 })));
		expect(emulator.magicRoutes).toHaveLength(2);
		const { error } = await runOn(emulator, upsert({ priority: '' }));
		expect(error!.message).toMatch(
			/^Several objects match prefix 198\.51\.100\.0\/24 with next hop [\d.]+ and priority 100: /,
		);
		expect(error!.message).toContain(`'${first.id}'`);
		expect(error!.description).toContain('Set Priority');
		expect(error!.context.outcome).toBe('notSent');
		expect(writes()).toHaveLength(1);
	});

	test('without a priority keeps the one that the route has', async () => {
		emulator.addRoute({ interconnect: 'ams01-one', prefix, priority: 50 });
		const outcome = await runOn(
			emulator,
			upsert({ priority: '', additionalFields: { weight: 9 } }),
		);
		expect(jsonsOf(outcome)).toMatchObject([{ priority: 50, weight: 9, upserted: 'updated' }]);
	});

	test('items that agree share the route; one that does not is refused before anything is sent', async () => {
		const wanted = upsert({ additionalFields: { weight: '={{ $json.weight }}' } });
		const agreed = await runOn(emulator, wanted, { input: [{ weight: 2 }, { weight: 2 }] });
		expect(jsonsOf(agreed).map(({ upserted }) => upserted)).toEqual(['created', 'unchanged']);
		emulator.reset();
		emulator.addInterconnect({ name: 'ams01-one' });
		const { error } = await runOn(emulator, wanted, { input: [{ weight: 2 }, { weight: 3 }] });
		expect(error!.message).toMatch(/^Item 0 wants prefix .* to be otherwise \(item 1\)$/);
		expect(emulator.requests).toEqual([]);
	});

	test('a lost create is found, and not sent twice', async () => {
		emulator.fault({ method: 'POST', when: 'after', drop: true });
		expect(jsonsOf(await runOn(emulator, upsert()))).toMatchObject([{ upserted: 'created' }]);
		expect(emulator.orders).toHaveLength(1);
	});

	test('what somebody else made meanwhile is changed to what is wanted', async () => {
		emulator.fault({ method: 'GET', status: 200, body: { success: true, result: { routes: [] } } });
		emulator.addRoute({ interconnect: 'ams01-one', prefix, description: 'theirs' });
		const outcome = await runOn(emulator, upsert({ additionalFields: { description: 'ours' } }));
		expect(jsonsOf(outcome)).toMatchObject([{ description: 'ours', upserted: 'updated' }]);
		expect(emulator.magicRoutes).toHaveLength(1);
	});
});

describe('Check Only', () => {
	const check = async (parameters: INodeParameters) => {
		const before = JSON.stringify(emulator.magicRoutes);
		const [json] = jsonsOf(await runOn(emulator, parameters)) as unknown as [
			{
				ok: boolean | null;
				wouldSend: { method: string; path: string; body: object } | null;
				checks: Array<{ check: string; ok: boolean | null; message: string }>;
				existing?: MagicRoute;
			},
		];
		expect(writes()).toEqual([]);
		expect(JSON.stringify(emulator.magicRoutes)).toBe(before);
		return json;
	};
	const only = { checkOnly: true };
	const found = (json: Awaited<ReturnType<typeof check>>, name: string) =>
		json.checks.find((one) => one.check === name);

	test('of a new route', async () => {
		emulator.addRoute({ interconnect: 'ams01-one', prefix: '198.51.0.0/16' });
		const json = await check(create({}, only));
		expect(json).toEqual({
			ok: true,
			wouldSend: {
				method: 'POST',
				path: below,
				body: { prefix, nexthop: nexthop(), priority: 100 },
			},
			checks: [
				{ check: 'prefix', ok: true, message: `${prefix} is a network.` },
				{
					check: 'nexthop',
					ok: true,
					message: `${nexthop()} is your end of '${emulator.magicInterconnects[0]!.name}'.`,
				},
				{
					check: 'noSameRoute',
					ok: true,
					message: 'No route has the same prefix and priority.',
				},
				{
					check: 'overlaps',
					ok: true,
					message: 'It takes precedence over less specific routes: 198.51.0.0/16.',
				},
				{
					check: 'noOpenOrder',
					ok: true,
					message: 'This n8n process knows of no such order that is open.',
				},
			],
		});
	});

	test('of a next hop that is Cloudflare’s end, or nobody’s', async () => {
		const link = emulator.magicInterconnects[0]!.interface_address!.split('/')[0]!;
		const theirs = await check(create({ nexthop: to(link) }, only));
		expect(found(theirs, 'nexthop')).toMatchObject({ ok: false });
		expect(found(theirs, 'nexthop')!.message).toContain(
			`not your end of it, which is ${nexthop()}`,
		);
		const unknown = await check(create({ nexthop: to('203.0.113.9') }, only));
		expect(found(unknown, 'nexthop')).toMatchObject({ ok: null });
		expect(unknown.ok).toBe(null);
	});

	test('of a route that exists, and of one that shares the traffic', async () => {
		const { id } = emulator.addRoute({ interconnect: 'ams01-one', prefix });
		const same = await check(create({}, only));
		expect(same).toMatchObject({ ok: false, existing: { id } });
		expect(found(same, 'noSameRoute')!.message).toContain(`Route '${id}'`);
		const returned = await check(create({}, { ...only, returnExisting: true }));
		expect(returned).toMatchObject({ ok: true, wouldSend: null });
		const beside = await check(create({ nexthop: to(nexthop(1)) }, only));
		expect(found(beside, 'noSameRoute')).toMatchObject({
			ok: null,
			message: expect.stringContaining('divided between them') as unknown,
		});
	});

	test('of Create or Update', async () => {
		expect((await check(upsert({}, only))).wouldSend).toMatchObject({ method: 'POST' });
		const { id } = emulator.addRoute({ interconnect: 'ams01-one', prefix, description: 'old' });
		const unchanged = await check(upsert({}, only));
		expect(unchanged).toMatchObject({ ok: true, wouldSend: null, existing: { id } });
		const changed = await check(upsert({ additionalFields: { weight: 4 } }, only));
		expect(changed.wouldSend).toEqual({
			method: 'PUT',
			path: `${below}/${id}`,
			body: { prefix, nexthop: nexthop(), priority: 100, description: 'old', weight: 4 },
		});
	});

	test('is what a model reads', async () => {
		const credential = stored(emulator);
		const [answer] = await callTool({ parameters: create({}, only), credential }, [{}]);
		expect(JSON.stringify(answer)).toContain('is your end of');
		expect(writes()).toEqual([]);
	});
});
