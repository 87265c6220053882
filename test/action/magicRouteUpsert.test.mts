import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { MagicRoute } from '../emulator/index.mts';
import { callTool } from '../harness/engine.mts';
import { runOn, stored } from '../harness/support.mts';
import { below, jsonsOf, prefix, routeSetting } from './routes.mts';

/* "Create or Update" of a magic route, and "Check Only". */

const setting = routeSetting();
const { create, nexthop, sent, to, upsert, writes } = setting;

describe('Create or Update', () => {
	test('creates, changes what differs, and leaves what does not', async () => {
		const wanted = upsert({ additionalFields: { description: '={{ $json.what }}' } });
		const run = async (what: string) =>
			await runOn(setting.emulator, wanted, { input: [{ what }] });
		expect(jsonsOf(await run('one'))).toMatchObject([{ description: 'one', upserted: 'created' }]);
		expect(sent()).toEqual(['GET ', 'POST ']);

		const [{ id }] = setting.emulator.magicRoutes as [MagicRoute];
		expect(jsonsOf(await run('one'))).toMatchObject([{ id, upserted: 'unchanged' }]);
		expect(sent().slice(2)).toEqual(['GET ']);

		expect(jsonsOf(await run('two'))).toMatchObject([
			{ id, description: 'two', upserted: 'updated' },
		]);
		expect(sent().slice(3)).toEqual(['GET ', `GET /${id}`, `PUT /${id}`]);
		expect(setting.emulator.magicRoutes).toHaveLength(1);
	});

	test('one listing serves all items of a run', async () => {
		const input = Array.from({ length: 20 }, (_, i) => ({ prefix: `10.0.${i}.0/24` }));
		const wanted = upsert({ prefix: '={{ $json.prefix }}' });
		await runOn(setting.emulator, wanted, { input });
		expect(sent().filter((one) => one === 'GET ')).toHaveLength(1);
		const again = await runOn(setting.emulator, wanted, { input });
		expect(jsonsOf(again).map(({ upserted }) => upserted)).toEqual(input.map(() => 'unchanged'));
	});

	test('with a priority matches that one; without, any, but only one', async () => {
		const first = setting.emulator.addRoute({ interconnect: 'ams01-one', prefix, priority: 50 });
		jsonsOf(await runOn(setting.emulator, upsert({ priority: 60 })));
		expect(setting.emulator.magicRoutes).toHaveLength(2);
		const { error } = await runOn(setting.emulator, upsert({ priority: '' }));
		expect(error!.message).toMatch(
			/^Several objects match prefix 198\.51\.100\.0\/24 with next hop [\d.]+ and priority 100: /,
		);
		expect(error!.message).toContain(`'${first.id}'`);
		expect(error!.description).toContain('Set Priority');
		expect(error!.context.outcome).toBe('notSent');
		expect(writes()).toHaveLength(1);
	});

	test('without a priority keeps the one that the route has', async () => {
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix, priority: 50 });
		const outcome = await runOn(
			setting.emulator,
			upsert({ priority: '', additionalFields: { weight: 9 } }),
		);
		expect(jsonsOf(outcome)).toMatchObject([{ priority: 50, weight: 9, upserted: 'updated' }]);
	});

	test('items that agree share the route; one that does not is refused before anything is sent', async () => {
		const wanted = upsert({ additionalFields: { weight: '={{ $json.weight }}' } });
		const agreed = await runOn(setting.emulator, wanted, { input: [{ weight: 2 }, { weight: 2 }] });
		expect(jsonsOf(agreed).map(({ upserted }) => upserted)).toEqual(['created', 'unchanged']);
		setting.emulator.reset();
		setting.emulator.addInterconnect({ name: 'ams01-one' });
		const { error } = await runOn(setting.emulator, wanted, {
			input: [{ weight: 2 }, { weight: 3 }],
		});
		expect(error!.message).toMatch(/^Item 0 wants prefix .* to be otherwise \(item 1\)$/);
		expect(setting.emulator.requests).toEqual([]);
	});

	test('a lost create is found, and not sent twice', async () => {
		setting.emulator.fault({ method: 'POST', when: 'after', drop: true });
		expect(jsonsOf(await runOn(setting.emulator, upsert()))).toMatchObject([
			{ upserted: 'created' },
		]);
		expect(setting.emulator.orders).toHaveLength(1);
	});

	test('what Cloudflare did not modify is unchanged, and told', async () => {
		const { id } = setting.emulator.addRoute({ interconnect: 'ams01-one', prefix });
		const body = { success: true, errors: [], messages: [], result: { modified: false } };
		setting.emulator.fault({ method: 'PUT', status: 200, body });
		const outcome = await runOn(setting.emulator, upsert({ additionalFields: { weight: 4 } }));
		expect(jsonsOf(outcome)).toMatchObject([{ id, upserted: 'unchanged' }]);
		expect(outcome.hints).toEqual([expect.stringContaining('says that nothing was modified')]);
	});

	test('a route that is created says which traffic it takes over; one that exists does not', async () => {
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix: '198.51.0.0/16' });
		const first = await runOn(setting.emulator, upsert());
		expect(first.hints).toEqual([
			`prefix ${prefix} with next hop ${nexthop()} and priority 100: It takes precedence over less specific routes: 198.51.0.0/16.`,
		]);
		expect((await runOn(setting.emulator, upsert())).hints).toEqual([]);
	});

	test('what somebody else made meanwhile is changed to what is wanted', async () => {
		setting.emulator.fault({
			method: 'GET',
			status: 200,
			body: { success: true, result: { routes: [] } },
		});
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix, description: 'theirs' });
		const outcome = await runOn(
			setting.emulator,
			upsert({ additionalFields: { description: 'ours' } }),
		);
		expect(jsonsOf(outcome)).toMatchObject([{ description: 'ours', upserted: 'updated' }]);
		expect(setting.emulator.magicRoutes).toHaveLength(1);
	});
});

describe('Check Only', () => {
	const check = async (parameters: INodeParameters) => {
		const before = JSON.stringify(setting.emulator.magicRoutes);
		const [json] = jsonsOf(await runOn(setting.emulator, parameters)) as unknown as [
			{
				ok: boolean | null;
				wouldSend: { method: string; path: string; body: object } | null;
				checks: Array<{ check: string; ok: boolean | null; message: string }>;
				existing?: MagicRoute;
			},
		];
		expect(writes()).toEqual([]);
		expect(JSON.stringify(setting.emulator.magicRoutes)).toBe(before);
		return json;
	};
	const only = { checkOnly: true };
	const found = (json: Awaited<ReturnType<typeof check>>, name: string) =>
		json.checks.find((one) => one.check === name);

	test('of a new route', async () => {
		setting.emulator.addRoute({ interconnect: 'ams01-one', prefix: '198.51.0.0/16' });
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
					message: `${nexthop()} is your end of '${setting.emulator.magicInterconnects[0]!.name}'.`,
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
		const link = setting.emulator.magicInterconnects[0]!.interface_address!.split('/')[0]!;
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
		const { id } = setting.emulator.addRoute({ interconnect: 'ams01-one', prefix });
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

	test('of a route that differs in its scope only, which would be created', async () => {
		const additionalFields = { scopeColoNames: 'fra03' };
		setting.emulator.addRoute({
			interconnect: 'ams01-one',
			prefix,
			scope: { colo_names: ['AMS01'] },
		});
		const json = await check(create({ additionalFields }, only));
		expect(json).toMatchObject({ ok: null, wouldSend: { method: 'POST' } });
		expect(found(json, 'noSameRoute')!.message).toContain('where both scopes apply, traffic');
		jsonsOf(await runOn(setting.emulator, create({ additionalFields })));
		expect(setting.emulator.orders).toHaveLength(1);
	});

	test('of a prefix that has routes of other priorities', async () => {
		setting.emulator.addRoute({ interconnect: 'fra03-two', prefix, priority: 200 });
		setting.emulator.addRoute({ interconnect: 'fra03-two', prefix, priority: 50 });
		const json = await check(create({}, only));
		expect(json.ok).toBe(true);
		expect(found(json, 'overlaps')!.message).toBe(
			'It takes precedence over the same prefix with a larger priority number: 200. The same prefix with a smaller priority number takes precedence over it: 50.',
		);
	});

	test('of Create or Update', async () => {
		expect((await check(upsert({}, only))).wouldSend).toMatchObject({ method: 'POST' });
		const { id } = setting.emulator.addRoute({
			interconnect: 'ams01-one',
			prefix,
			description: 'old',
		});
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
		const credential = stored(setting.emulator);
		const [answer] = await callTool({ parameters: create({}, only), credential }, [{}]);
		expect(JSON.stringify(answer)).toContain('is your end of');
		expect(writes()).toEqual([]);
	});
});
