import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, credentials, startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, runOn, untilRead } from '../harness/support.mts';

/* Get Many with "Include": the estate as one list that two runs can compare, in few requests. */

const everything = ['cnis', 'magicInterconnect', 'magicRoutes', 'status'];
const getAll = (include: unknown, parameters: INodeParameters = {}) =>
	interconnect('getAll', {
		returnAll: true,
		...parameters,
		options: { include, ...(parameters.options as INodeParameters) } as INodeParameters,
	});

/** What was asked for, below the account and without queries. */
const paths = () =>
	emulator.requests.map(
		({ method, url }) => `${method} ${url.replace(/^.*\/accounts\/\w+|\?.*$/g, '')}`,
	);

const tunnelOf = (name: string) => {
	const tie = emulator.interconnects.find((one) => one.name === name)!.virtual_port_reservation_id;
	return emulator.magicInterconnects.find((one) => one.virtual_port_reservation_id === tie)!;
};

/** Two direct ports and an attachment, with what runs over them. */
function seedEstate() {
	for (const name of ['cdg01-2', 'ams01-1']) emulator.addInterconnect({ name });
	emulator.addInterconnect({ name: 'gcp-1', type: 'gcp_partner', status: { state: 'Pending' } });
	const cnis = ['b', 'a'].map((conduitName) =>
		emulator.addCni({ interconnect: 'ams01-1', conduitName }),
	);
	const routes = [
		{ interconnect: 'ams01-1', prefix: '10.2.0.0/24' },
		{ interconnect: 'gcp-1', prefix: '10.3.0.0/24' },
		{ interconnect: 'ams01-1', prefix: '10.1.0.0/24', priority: 200 },
		{ interconnect: 'ams01-1', prefix: '10.1.0.0/24', priority: 100 },
	].map((route) => emulator.addRoute(route));
	return { cnis, routes };
}

test('what belongs to each interconnect is joined in a fixed order', async () => {
	const { cnis, routes } = seedEstate();
	const { items, hints, error } = await runOn(emulator, getAll(everything));
	expect(error).toBeUndefined();
	expect(hints).toEqual([]);
	expect(items.map(({ json }) => json.name)).toEqual(['ams01-1', 'cdg01-2', 'gcp-1']);
	const [ams, cdg, gcp] = items.map(({ json }) => json);
	expect(ams).toMatchObject({
		cnis: [{ id: cnis[1]!.id }, { id: cnis[0]!.id }],
		magic_interconnect: { id: tunnelOf('ams01-1').id },
		magic_routes: [routes[3], routes[2], routes[0]],
		status: { state: 'Healthy' },
	});
	expect(cdg).toMatchObject({
		cnis: [],
		magic_interconnect: { id: tunnelOf('cdg01-2').id },
		magic_routes: [],
	});
	expect(gcp).toMatchObject({
		magic_interconnect: { id: tunnelOf('gcp-1').id },
		magic_routes: [routes[1]],
		status: { state: 'Pending' },
	});
	expect(Object.keys(ams!).slice(-4)).toEqual([
		'cnis',
		'magic_interconnect',
		'magic_routes',
		'status',
	]);
	expect(paths().sort()).toEqual(
		[
			'GET /cni/interconnects',
			'GET /cni/cnis',
			'GET /magic/cf_interconnects',
			'GET /magic/routes',
			...['ams01-1', 'cdg01-2', 'gcp-1'].map((name) => `GET /cni/interconnects/${name}/status`),
		].sort(),
	);
});

test('two runs give the same text, in whatever order Cloudflare lists', async () => {
	seedEstate();
	const first = await runOn(emulator, getAll(everything));
	const reversed = (items: readonly unknown[]) => [...items].reverse();
	const fault = (path: string, body: object) => emulator.fault({ path, status: 200, body });
	fault('cni/interconnects$', { items: reversed(emulator.interconnects), next: null });
	fault('cni/cnis$', { items: reversed(emulator.cnis) });
	fault('magic/routes$', {
		success: true,
		errors: [],
		messages: [],
		result: { routes: reversed(emulator.magicRoutes) },
	});
	const second = await runOn(emulator, getAll(everything));
	const text = ({ items }: typeof first) => JSON.stringify(items.map(({ json }) => json));
	expect(text(second)).toBe(text(first));
});

test.each([
	[['cnis'], ['GET /cni/cnis']],
	[['magicInterconnect'], ['GET /magic/cf_interconnects']],
	[['magicRoutes'], ['GET /magic/cf_interconnects', 'GET /magic/routes']],
	[['status'], ['GET /cni/interconnects/ams01-1/status']],
	[[], []],
	['cnis', ['GET /cni/cnis']],
])('%j asks only for what it needs', async (include, more) => {
	emulator.addInterconnect({ name: 'ams01-1' });
	const { items } = await runOn(emulator, getAll(include));
	expect(items).toHaveLength(1);
	expect(paths().sort()).toEqual(['GET /cni/interconnects', ...more].sort());
});

test('where there are no interconnects, nothing more is asked for', async () => {
	const { items } = await runOn(emulator, getAll(everything));
	expect(items).toEqual([]);
	expect(paths()).toEqual(['GET /cni/interconnects']);
});

test('200 interconnects take at most 250 requests', async () => {
	for (let i = 0; i < 200; i++) {
		const { name } = emulator.addInterconnect({ type: 'gcp_partner' });
		emulator.addCni({ interconnect: name });
		emulator.addRoute({ interconnect: name });
	}
	const { items } = await runOn(emulator, getAll(everything));
	expect(items).toHaveLength(200);
	for (const { json } of items) {
		expect(json).toMatchObject({ cnis: [{}], magic_routes: [{}], status: { state: 'Healthy' } });
	}
	// Two pages of interconnects and of CNIs, two listings, and a status each.
	expect(emulator.requests).toHaveLength(206);
});

test('the statuses keep to Max Concurrency', async () => {
	for (let i = 0; i < 5; i++) emulator.addInterconnect();
	let open = () => {};
	const until = new Promise<void>((resolve) => (open = resolve));
	emulator.fault({ path: 'status', times: 99, until });
	const running = runOn(emulator, getAll(['status'], { options: { maxConcurrency: 2 } }), {
		input: [{}, {}],
	});
	const underWay = () => paths().filter((path) => path.endsWith('status')).length;
	await emulator.until(() => underWay() === 2);
	await untilRead();
	expect(underWay()).toBe(2);
	open();
	expect((await running).items).toHaveLength(10);
});

describe('what can not be known', () => {
	test('is told where Cloudflare does not tie an interconnect to its tunnel', async () => {
		const older = await startEmulator({ answers: 'documented' });
		try {
			const { name } = older.addInterconnect();
			older.addRoute({ interconnect: name });
			const { items, hints } = await runOn(older, getAll(everything));
			expect(items[0]!.json).toMatchObject({ magic_interconnect: null, magic_routes: [] });
			expect(hints).toEqual([
				`Cloudflare does not say which magic interconnect belongs to '${name}': there, none is included, and no routes.`,
			]);
		} finally {
			await older.stop();
		}
	});

	test('is told where several tunnels have the same tie', async () => {
		const { name } = emulator.addInterconnect();
		const tunnel = tunnelOf(name);
		const others = ['z', 'a'].map((one) => ({ ...tunnel, id: one, name: one }));
		emulator.fault({
			path: 'cf_interconnects',
			status: 200,
			body: { success: true, errors: [], messages: [], result: { interconnects: others } },
		});
		const { items, hints } = await runOn(emulator, getAll(['magicInterconnect']));
		expect(items[0]!.json).toMatchObject({ magic_interconnect: { id: 'a' } });
		expect(hints).toEqual([
			`Several magic interconnects belong to '${name}': the first by name is included.`,
		]);
	});

	test('the status of an interconnect that was deleted meanwhile is null', async () => {
		const names = [1, 2].map(() => emulator.addInterconnect().name);
		emulator.fault({ path: `${names[0]}/status`, status: 404, body: { error: 'gone' } });
		const { items } = await runOn(emulator, getAll(['status']));
		const byName = Object.fromEntries(items.map(({ json }) => [String(json.name), json.status]));
		expect(byName).toEqual({ [names[0]!]: null, [names[1]!]: { state: 'Healthy' } });
	});

	test.each(['cni/cnis', 'cf_interconnects', 'magic/routes', 'status'])(
		'a listing that fails is no empty one: %s',
		async (path) => {
			seedEstate();
			emulator.fault({ path, status: 403, body: '' });
			const { items, error } = await runOn(emulator, getAll(everything));
			expect(error!.httpCode).toBe('403');
			expect(items).toEqual([]);
		},
	);
});

test('the routes are asked for as the SDK does', async () => {
	const { apiToken } = credentials.magicWanWrite as { apiToken: string };
	const client = new Cloudflare({
		baseURL: emulator.baseUrl,
		apiToken,
		apiEmail: null,
		apiKey: null,
	});
	await client.magicTransit.routes.list({ account_id: accounts.main.id });
	emulator.addInterconnect();
	await runOn(emulator, getAll(['magicRoutes']));
	const asked = emulator.requests.filter(({ url }) => url.includes('/magic/routes'));
	const [sdk, ours] = asked.map(({ method, url, query, body }) => ({ method, url, query, body }));
	expect(ours).toEqual(sdk);
});

test('what can not be included is rejected before any request', async () => {
	const { error } = await runOn(emulator, getAll(['cnis', 'routes']));
	expect(error!.message).toBe(
		"'Include' must be a list of cnis, magicInterconnect, magicRoutes, status; 'routes' is none of them",
	);
	const nothing = await runOn(emulator, getAll('={{ $json.none }}'));
	expect(nothing.error!.message).toMatch(/^'Include' is empty: its expression must return/);
	expect(emulator.requests).toEqual([]);
});
