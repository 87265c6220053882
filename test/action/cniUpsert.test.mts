import { beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, type Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import type { Outcome } from '../harness/engine.mts';
import { locator, operation, runOn } from '../harness/support.mts';

/* CNIs that are declared: created, changed or left. And what a person reads before approving one. */

let name: string;

beforeEach(() => {
	({ name } = emulator.addInterconnect());
});

const below = `/accounts/${accounts.main.id}/cni/cnis`;
const key = 'an-md5-key';
const described = (parameters: INodeParameters = {}): INodeParameters => ({
	interconnectName: locator(name, 'name'),
	conduitName: 'ams-primary',
	...parameters,
});
const upsert = (parameters: INodeParameters = {}) =>
	operation('cni', 'upsert', described(parameters));
const bgp = (settings: INodeParameters) => ({
	settings: { customerAsn: 65001, extraPrefixes: '', md5Key: '', ...settings },
});
const sent = () =>
	emulator.requests.map(({ method, path }) => `${method} ${path.replace(below, '')}`);
const writes = () => emulator.requests.filter(({ method }) => method !== 'GET');
const jsonsOf = ({ items, error }: Outcome) => {
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

describe('Create or Update', () => {
	test('creates what is not there', async () => {
		const { items, error } = await runOn(
			emulator,
			upsert({ description: 'office', bgp: bgp({ extraPrefixes: '10.0.0.0/8', md5Key: key }) }),
		);
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{ json: { ...emulator.cnis[0], upserted: 'created' }, pairedItem: { item: 0 } },
		]);
		expect(writes().map(({ body }) => body)).toEqual([
			{
				account: accounts.main.id,
				interconnect: name,
				magic: { conduit_name: 'ams-primary', description: 'office', mtu: 1500 },
				bgp: { customer_asn: 65001, extra_prefixes: ['10.0.0.0/8'], md5_key: key },
			},
		]);
		expect(sent()).toEqual(['GET ', 'POST ']);
	});

	test.each<[string, INodeParameters]>([
		['nothing beside the name', {}],
		['an empty description', { description: '' }],
		['the same description', { description: 'office' }],
		['the same session', { bgp: bgp({ extraPrefixes: '10.0.0.0/8, 10.0.0.0/8', md5Key: key }) }],
		['no MD5 key', { bgp: bgp({ extraPrefixes: '10.0.0.0/8' }) }],
	])('leaves what is as described: %s', async (_what, parameters) => {
		const session = { customer_asn: 65001, extra_prefixes: ['10.0.0.0/8'], md5_key: key };
		const existing = emulator.addCni({
			interconnect: name,
			conduitName: 'ams-primary',
			description: 'office',
			bgp: session,
		});
		const outcome = await runOn(emulator, upsert(parameters));
		expect(jsonsOf(outcome)).toEqual([{ ...existing, upserted: 'unchanged' }]);
		expect(sent()).toEqual(['GET ']);
	});

	test.each<[string, INodeParameters, (cni: Cni) => object]>([
		['an MTU', { mtu: 1400 }, ({ magic }) => ({ magic: { ...magic, mtu: 1400 } })],
		[
			'a description',
			{ description: 'new' },
			({ magic }) => ({ magic: { ...magic, description: 'new' } }),
		],
		[
			'an ASN, and keeps the MD5 key',
			{ bgp: bgp({ customerAsn: 65009, extraPrefixes: '10.0.0.0/8' }) },
			({ bgp: session }) => ({ bgp: { ...session, customer_asn: 65009 } }),
		],
		[
			'prefixes',
			{ bgp: bgp({ extraPrefixes: '10.0.0.0/8, 192.0.2.0/24' }) },
			({ bgp: session }) => ({
				bgp: { ...session, extra_prefixes: ['10.0.0.0/8', '192.0.2.0/24'] },
			}),
		],
	])('changes %s, and sends the whole object', async (_what, parameters, changed) => {
		const existing = emulator.addCni({
			interconnect: name,
			conduitName: 'ams-primary',
			bgp: { customer_asn: 65001, extra_prefixes: ['10.0.0.0/8'], md5_key: key },
		});
		const outcome = await runOn(emulator, upsert(parameters));
		const after = { ...existing, ...changed(existing) };
		expect(jsonsOf(outcome)).toEqual([{ ...after, upserted: 'updated' }]);
		expect(writes().map(({ method, body }) => [method, body])).toEqual([['PUT', after]]);
		expect(sent()).toEqual(['GET ', `GET /${existing.id}`, `PUT /${existing.id}`]);
	});

	test('a list that is as it should be costs one request', async () => {
		const input = Array.from({ length: 20 }, (_, i) => ({ conduit: `conduit-x${i}` }));
		const wanted = upsert({ conduitName: '={{ $json.conduit }}' });
		jsonsOf(await runOn(emulator, wanted, { input }));
		const from = emulator.requests.length;
		const again = jsonsOf(await runOn(emulator, wanted, { input }));
		expect(again.map(({ upserted }) => upserted)).toEqual(input.map(() => 'unchanged'));
		expect(sent().slice(from)).toEqual(['GET ']);
	});

	test('items that agree share the object; one that does not is refused before anything is sent', async () => {
		const wanted = upsert({ mtu: '={{ $json.mtu }}' });
		const { error } = await runOn(emulator, wanted, { input: [{ mtu: 1400 }, { mtu: 1500 }] });
		expect(error!.message).toBe(
			`Item 0 wants conduit 'ams-primary' of interconnect '${name}' to be otherwise (item 1)`,
		);
		expect(error!.context).toMatchObject({ outcome: 'notSent', itemIndex: 1 });
		expect(emulator.requests).toEqual([]);
		const agreed = await runOn(emulator, wanted, { input: [{ mtu: 1400 }, { mtu: 1400 }] });
		const [first, second] = jsonsOf(agreed);
		expect([first!.upserted, second!.upserted]).toEqual(['created', 'unchanged']);
		expect(second!.id).toBe(first!.id);
		expect(emulator.orders).toHaveLength(1);
	});

	test('an object that a listing has twice is one', async () => {
		const existing = emulator.addCni({ interconnect: name, conduitName: 'ams-primary' });
		const body = { items: [existing, existing], next: null };
		emulator.fault({ method: 'GET', path: /cnis$/, status: 200, body });
		expect(jsonsOf(await runOn(emulator, upsert()))).toMatchObject([{ upserted: 'unchanged' }]);
	});

	test('a lost create is found, and not sent twice', async () => {
		emulator.fault({ method: 'POST', when: 'after', drop: true });
		expect(jsonsOf(await runOn(emulator, upsert()))).toMatchObject([{ upserted: 'created' }]);
		expect(emulator.orders).toHaveLength(1);
		expect(jsonsOf(await runOn(emulator, upsert()))).toMatchObject([{ upserted: 'unchanged' }]);
	});

	test('a conduit name on another interconnect stops it', async () => {
		const other = emulator.addInterconnect().name;
		const { id } = emulator.addCni({ interconnect: other, conduitName: 'ams-primary' });
		const { error } = await runOn(emulator, upsert());
		expect(error!.message).toContain(`is already used on interconnect '${other}' (CNI '${id}')`);
		expect(emulator.cnis).toHaveLength(1);
	});

	test('no message repeats the MD5 key that exists', async () => {
		const existing = emulator.addCni({
			interconnect: name,
			conduitName: 'ams-primary',
			bgp: { customer_asn: 65001, extra_prefixes: [], md5_key: key },
		});
		emulator.fault({ method: 'PUT', status: 400, body: { error: `md5_key ${key} is refused` } });
		const { error } = await runOn(emulator, upsert({ mtu: 1400 }));
		expect(error!.context.outcome).toBe('refused');
		expect(JSON.stringify([error!.message, error!.description])).not.toContain(key);
		expect(emulator.cnis).toEqual([existing]);
	});
});

describe('Check Only', () => {
	interface Checked {
		ok: boolean | null;
		wouldSend: { method: string; path: string; body: object } | null;
		checks: Array<{ check: string; ok: boolean | null; message: string }>;
		existing?: object;
	}
	const check = async (
		value: string,
		parameters: INodeParameters,
		options: INodeParameters = {},
	) => {
		const before = JSON.stringify(emulator.cnis);
		const outcome = await runOn(
			emulator,
			operation(
				'cni',
				value,
				described({ ...parameters, options: { checkOnly: true, ...options } }),
			),
		);
		const [json] = jsonsOf(outcome) as unknown as [Checked];
		expect(writes()).toEqual([]);
		expect(JSON.stringify(emulator.cnis)).toBe(before);
		expect(JSON.stringify(json)).not.toContain(key);
		return json;
	};
	const verdicts = ({ checks }: Checked) =>
		Object.fromEntries(checks.map(({ check: one, ok }) => [one, ok]));
	const messageOf = ({ checks }: Checked, one: string) =>
		checks.find(({ check: other }) => other === one)!.message;

	test.each(['create', 'upsert'])('%s of a new CNI says what would be sent', async (value) => {
		const json = await check(value, { bgp: bgp({ md5Key: key }) });
		expect(json.wouldSend).toEqual({
			method: 'POST',
			path: below,
			body: {
				account: accounts.main.id,
				interconnect: name,
				magic: { conduit_name: 'ams-primary', description: '', mtu: 1500 },
				bgp: { customer_asn: 65001, extra_prefixes: [] },
			},
		});
		expect(json.checks.map(({ check: one }) => one)).toEqual([
			'interconnectExists',
			'interconnectReady',
			'customerAsn',
			'bgp',
			'mtu',
			'conduitName',
			'noOpenOrder',
		]);
		expect(json.ok).toBe(true);
	});

	test('of an interconnect that does not exist', async () => {
		const json = await check('create', { interconnectName: locator('ams01-none', 'name') });
		expect(verdicts(json)).toMatchObject({ interconnectExists: false, interconnectReady: null });
		expect(json.ok).toBe(false);
	});

	test('of a pending interconnect', async () => {
		emulator.setStatus(name, { state: 'Pending' });
		const json = await check('create', {});
		expect(verdicts(json)).toMatchObject({ interconnectReady: false });
		expect(messageOf(json, 'interconnectReady')).toContain('is Pending: wait');
	});

	test('of the account’s own ASN, and of an account without one', async () => {
		const own = async (default_asn: number | null) => {
			emulator.fault({ path: 'settings$', status: 200, body: { default_asn } });
			return verdicts(await check('create', { bgp: bgp({}) })).customerAsn;
		};
		expect(await own(65001)).toBe(false);
		expect(await own(65002)).toBe(true);
		expect(await own(null)).toBe(null);
		expect(await own(0)).toBe(null);
	});

	test('of BGP over a Google Cloud partner interconnect', async () => {
		({ name } = emulator.addInterconnect({ type: 'gcp_partner' }));
		const json = await check('create', { bgp: bgp({}) });
		expect(verdicts(json)).toMatchObject({ bgp: false });
		expect(messageOf(json, 'bgp')).toContain('create magic routes');
		expect(verdicts(await check('create', {}))).not.toHaveProperty('bgp');
	});

	test('of a conduit name that is used', async () => {
		const session = { customer_asn: 65001, extra_prefixes: [], md5_key: key };
		emulator.addCni({ interconnect: name, conduitName: 'ams-primary', bgp: session });
		const json = await check('create', {});
		expect(verdicts(json)).toMatchObject({ conduitName: false });
		expect(messageOf(json, 'conduitName')).toContain('on this interconnect');
		const returned = await check('create', {}, { returnExisting: true });
		expect(returned).toMatchObject({ ok: true, wouldSend: null });
		const other = emulator.addInterconnect().name;
		const elsewhere = await check('create', { interconnectName: locator(other, 'name') });
		expect(messageOf(elsewhere, 'conduitName')).toContain(`on '${name}'`);
	});

	test('of Create or Update says whether it would change something', async () => {
		const { id } = emulator.addCni({ interconnect: name, conduitName: 'ams-primary' });
		expect(await check('upsert', {})).toMatchObject({ ok: true, wouldSend: null });
		const changed = await check('upsert', { mtu: 1400, bgp: bgp({ md5Key: key }) });
		expect(changed.wouldSend).toMatchObject({
			method: 'PUT',
			path: `${below}/${id}`,
			body: { id, magic: { mtu: 1400 }, bgp: { customer_asn: 65001, extra_prefixes: [] } },
		});
	});
});
