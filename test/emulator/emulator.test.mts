import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import {
	accounts,
	authHeaders,
	credentials,
	hashPairingKey,
	startEmulator,
	type Credential,
	type Emulator,
	type EmulatorOptions,
	type Fault,
	type Slot,
} from './index.mts';

// The emulator's own promises: strictness, refusals, listings, letters, limits, faults and records. What Cloudflare's
// client makes of it is in emulator-sdk.test.mts.

const account = accounts.main.id;
const cni = `/accounts/${account}/cni`;
const uuid = '11111111-2222-4333-8444-555555555555';
const pairing_key = `${uuid}/europe-west4/2`;

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(() => emulator.stop());
beforeEach(() => emulator.reset());

const http = axios.create({
	validateStatus: () => true,
	maxRedirects: 0,
	proxy: false,
	timeout: 5000,
});

interface Call extends AxiosRequestConfig {
	as?: Credential | null;
	at?: Emulator;
}

/** Sends a request, by default as the user token that may do everything. Never throws for a status. */
function send(
	method: string,
	url: string,
	data?: unknown,
	call: Call = {},
): Promise<AxiosResponse> {
	const { as = credentials.magicWanWrite, at = emulator, ...config } = call;
	const headers = { ...(as && authHeaders(as)), ...config.headers };
	return http.request({ ...config, method, url: `${at.baseUrl}${url}`, data, headers });
}
const get = (url: string, call?: Call) => send('GET', url, undefined, call);
const freeSlot = (): Slot => emulator.slots.find(({ occupied }) => !occupied)!;
const direct = (more: object = {}) => ({
	account,
	type: 'direct',
	slot_id: freeSlot().id,
	...more,
});
const gcpPartner = (more: object = {}) => ({
	account,
	type: 'gcp_partner',
	bandwidth: '50M',
	pairing_key,
	...more,
});
const order = (body: object) => send('POST', `${cni}/interconnects`, body);
const conduit = (interconnect: string, more: object = {}) => ({
	account,
	interconnect,
	magic: { conduit_name: 'conduit-1', description: '', mtu: 1500 },
	...more,
});

/** Emulators with other options, stopped after the test. */
const others: Emulator[] = [];
afterEach(async () => {
	await Promise.all(others.splice(0).map((other) => other.stop()));
});
async function another(options: EmulatorOptions): Promise<Emulator> {
	const other = await startEmulator(options);
	others.push(other);
	return other;
}

const bare = { error: expect.stringMatching(/./) };
const envelope = (code: number, chain?: number[]) => ({
	success: false,
	errors: [
		expect.objectContaining({
			code,
			message: expect.stringMatching(/./),
			...(chain && {
				error_chain: chain.map((link) => ({ code: link, message: expect.stringMatching(/./) })),
			}),
		}),
	],
	messages: [],
	result: null,
});

describe('strictness', () => {
	const magic = { conduit_name: 'c', description: '', mtu: 1500 };
	const bgp = { customer_asn: 64512, extra_prefixes: [] };
	const whole = { id: uuid, cust_ip: '10.0.0.0/31', p2p_ip: '10.0.0.1/31' };

	test.each<[string, string, string, object]>([
		['an unknown member', 'POST', 'interconnects', direct2({ name: 'mine' })],
		['a member of the other type', 'POST', 'interconnects', direct2({ bandwidth: '50M' })],
		['a missing type', 'POST', 'interconnects', { account, slot_id: uuid }],
		['an unknown type', 'POST', 'interconnects', { account, type: 'physical', slot_id: uuid }],
		['a missing account', 'POST', 'interconnects', { type: 'direct', slot_id: uuid }],
		['another account', 'POST', 'interconnects', direct2({ account: accounts.second.id })],
		['a slot that is no UUID', 'POST', 'interconnects', direct2({ slot_id: 'slot-1' })],
		['a number as speed', 'POST', 'interconnects', direct2({ speed: 10 })],
		['an unknown bandwidth', 'POST', 'interconnects', gcpPartner({ bandwidth: '3G' })],
		['an empty pairing key', 'POST', 'interconnects', gcpPartner({ pairing_key: '' })],
		[
			'a pairing key without zone',
			'POST',
			'interconnects',
			gcpPartner({ pairing_key: `${uuid}/us-east4` }),
		],
		['zone 3', 'POST', 'interconnects', gcpPartner({ pairing_key: `${uuid}/us-east4/3` })],
		['MTU 1501', 'POST', 'cnis', conduit('mine', { magic: { ...magic, mtu: 1501 } })],
		['MTU as text', 'POST', 'cnis', conduit('mine', { magic: { ...magic, mtu: '1500' } })],
		[
			'a missing description',
			'POST',
			'cnis',
			conduit('mine', { magic: { conduit_name: 'c', mtu: 1 } }),
		],
		[
			'an empty conduit name',
			'POST',
			'cnis',
			conduit('mine', { magic: { ...magic, conduit_name: '' } }),
		],
		[
			'an unknown member of magic',
			'POST',
			'cnis',
			conduit('mine', { magic: { ...magic, ttl: 1 } }),
		],
		['an interconnect that is not there', 'POST', 'cnis', conduit('unknown')],
		['missing prefixes', 'POST', 'cnis', conduit('mine', { bgp: { customer_asn: 1 } })],
		[
			'an ASN of 33 bits',
			'POST',
			'cnis',
			conduit('mine', { bgp: { ...bgp, customer_asn: 2 ** 32 } }),
		],
		[
			'a prefix without length',
			'POST',
			'cnis',
			conduit('mine', { bgp: { ...bgp, extra_prefixes: ['10.0.0.0'] } }),
		],
		[
			'octet 256',
			'POST',
			'cnis',
			conduit('mine', { bgp: { ...bgp, extra_prefixes: ['10.0.0.256/8'] } }),
		],
		[
			'length 33',
			'POST',
			'cnis',
			conduit('mine', { bgp: { ...bgp, extra_prefixes: ['10.0.0.0/33'] } }),
		],
		['an empty MD5 key', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: '' } })],
		['an MD5 key with "', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: 'a"b' } })],
		['an MD5 key with ?', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: 'a?' } })],
		['an MD5 key with ä', 'POST', 'cnis', conduit('mine', { bgp: { ...bgp, md5_key: 'ä' } })],
		[
			'an MD5 key of 81 characters',
			'POST',
			'cnis',
			conduit('mine', { bgp: { ...bgp, md5_key: 'k'.repeat(81) } }),
		],
		[
			"the account's own ASN",
			'POST',
			'cnis',
			conduit('mine', { bgp: { ...bgp, customer_asn: 13335 } }),
		],
		['an id at creation', 'POST', 'cnis', conduit('mine', { id: uuid })],
		['half a CNI', 'PUT', `cnis/${uuid}`, conduit('mine')],
		[
			'an unknown BGP mode',
			'PUT',
			`cnis/${uuid}`,
			conduit('mine', { ...whole, bgp_mode: 'static' }),
		],
		['an ASN as text', 'PUT', 'settings', { default_asn: '64512' }],
		['ASN 0', 'PUT', 'settings', { default_asn: 0 }],
		['a fraction as ASN', 'PUT', 'settings', { default_asn: 1.5 }],
		['an unknown setting', 'PUT', 'settings', { default_mtu: 1500 }],
	])('refuses %s', async (_what, method, path, body) => {
		emulator.addInterconnect({ name: 'mine' });
		const { status, data } = await send(method, `${cni}/${path}`, body);
		expect({ status, data }).toEqual({ status: 400, data: bare });
		expect(emulator.orders).toEqual([]);
	});

	/** For the table, which is made before there is an emulator: the slot does not matter. */
	function direct2(more: object) {
		return { account, type: 'direct', slot_id: uuid, ...more };
	}

	test.each([
		'interconnects?page=1',
		'interconnects?limit=',
		'interconnects?limit=0',
		'interconnects?limit=1001',
		'interconnects?limit=1.5',
		'interconnects?limit=ten',
		'interconnects?limit=1&limit=2',
		'interconnects?cursor=-1',
		'interconnects?type=physical',
		'interconnects?site=',
		'interconnects/mine?type=direct',
		'interconnects/mine/status?verbose=true',
		'interconnects/mine/loa?name=',
		`interconnects/mine/loa?name=${'x'.repeat(201)}`,
		'slots?occupied=maybe',
		'slots?occupied=1',
		'slots/not-a-uuid',
		'cnis?slot=not-a-uuid',
		'cnis/not-a-uuid',
		'settings?default_asn=1',
	])('refuses GET %s', async (path) => {
		emulator.addInterconnect({ name: 'mine' });
		const { status, data } = await get(`${cni}/${path}`);
		expect({ status, data }).toEqual({ status: 400, data: bare });
	});

	test.each(['?per_page=4', '?per_page=51', '?page=0', '?direction=up', '?cursor=1'])(
		'refuses GET /accounts%s in the envelope',
		async (query) => {
			const { status, data } = await get(`/accounts${query}`);
			expect({ status, data }).toEqual({ status: 400, data: envelope(10400) });
		},
	);

	test.each<[string, string, string, unknown, Record<string, string>]>([
		['broken JSON', 'POST', 'interconnects', '{"account":', { 'content-type': 'application/json' }],
		['no body', 'POST', 'interconnects', undefined, { 'content-type': 'application/json' }],
		[
			'a form',
			'PUT',
			'settings',
			'default_asn=1',
			{ 'content-type': 'application/x-www-form-urlencoded' },
		],
		['JSON sent as text', 'PUT', 'settings', '{"default_asn":1}', { 'content-type': 'text/plain' }],
		['a GET with a body', 'GET', 'settings', '{}', { 'content-type': 'application/json' }],
		[
			'a DELETE with a body',
			'DELETE',
			'interconnects/mine',
			'{}',
			{ 'content-type': 'application/json' },
		],
	])('refuses %s', async (_what, method, path, body, headers) => {
		emulator.addInterconnect({ name: 'mine' });
		const { status, data } = await send(method, `${cni}/${path}`, body, { headers });
		expect({ status, data }).toEqual({ status: 400, data: bare });
		expect(emulator.interconnects).toHaveLength(1);
	});

	test.each([
		['GET', '/accounts/short/cni/slots'],
		['GET', `/accounts/${account.toUpperCase()}/cni/slots`],
		['GET', `${cni}/ports`],
		['POST', `${cni}/slots`],
		['DELETE', `${cni}/interconnects`],
		['GET', '/zones'],
		['GET', `${cni}/interconnects/%E0%A4`],
	])('does not route %s %s', async (method, path) => {
		const { status, data } = await send(method, path, method === 'POST' ? {} : undefined);
		expect(status).toBe(400);
		expect(data).toMatchObject({ success: false, messages: [], result: null });
		expect(data.errors.map(({ code }: { code: number }) => code)).toEqual([7003, 7000]);
	});
});

describe('credentials', () => {
	const token = credentials.magicWanWrite.apiToken;
	const { email, apiKey } = credentials.globalApiKey;

	test('without any: 9106, without messages and result', async () => {
		const { status, data } = await get(`${cni}/slots`, { as: null });
		expect(status).toBe(400);
		expect(data).toEqual({
			success: false,
			errors: [{ code: 9106, message: expect.stringMatching(/^Missing/) }],
		});
	});

	test.each<[string, Record<string, string>, number[]]>([
		['a token without Bearer', { Authorization: token }, [6111]],
		['a short token', { Authorization: 'Bearer short' }, [6111]],
		['an empty token', { Authorization: 'Bearer ' }, [6111]],
		['a token with a quotation mark', { Authorization: `Bearer "${token}` }, [6111]],
		['a malformed email', { 'X-Auth-Email': 'jane', 'X-Auth-Key': apiKey }, [6102]],
		['a malformed key', { 'X-Auth-Email': email, 'X-Auth-Key': 'key' }, [6103]],
		['both malformed', { 'X-Auth-Email': 'jane', 'X-Auth-Key': 'key' }, [6102, 6103]],
		['no email', { 'X-Auth-Key': apiKey }, [6100]],
		['no key', { 'X-Auth-Email': email }, [6101]],
		[
			'both kinds at once',
			{ Authorization: `Bearer ${token}`, 'X-Auth-Email': email, 'X-Auth-Key': apiKey },
			[6111],
		],
	])('%s: 6003 with its chain', async (_what, headers, chain) => {
		const { status, data } = await get(`${cni}/slots`, { as: null, headers });
		expect({ status, data }).toEqual({ status: 400, data: envelope(6003, chain) });
	});

	test.each<[string, Record<string, string>, string]>([
		['an unknown token', { Authorization: `Bearer ${token.replace('0', '1')}` }, `${cni}/slots`],
		['a disabled token', authHeaders(credentials.disabledUserToken), `${cni}/slots`],
		['a wrong key', { 'X-Auth-Email': email, 'X-Auth-Key': apiKey.replace('0', '1') }, '/user'],
		['a wrong email', { 'X-Auth-Email': `x${email}`, 'X-Auth-Key': apiKey }, `${cni}/slots`],
	])('%s: 10000', async (_what, headers, path) => {
		const { status, data } = await get(path, { as: null, headers });
		expect({ status, data }).toEqual({ status: 403, data: envelope(10000) });
	});

	const elsewhere = `/accounts/${accounts.second.id}/cni/slots`;
	test.each<[string, Credential, string, string]>([
		['Magic WAN Read may not order', credentials.magicWanRead, 'POST', `${cni}/interconnects`],
		['Magic WAN Read may not delete', credentials.magicWanRead, 'DELETE', `${cni}/interconnects/a`],
		['Magic WAN Read may not set', credentials.magicWanRead, 'PUT', `${cni}/settings`],
		['without CNI permission', credentials.noCniPermission, 'GET', `${cni}/slots`],
		['accounts may not be listed', credentials.noAccountList, 'GET', '/accounts'],
		['an account-owned token lists no accounts', credentials.accountToken, 'GET', '/accounts'],
		['an account-owned token has no user', credentials.accountToken, 'GET', '/user'],
		['a user token without User Details', credentials.magicWanWrite, 'GET', '/user'],
		['another account', credentials.magicTransitWrite, 'GET', elsewhere],
		[
			'an account that is not there',
			credentials.globalApiKey,
			'GET',
			`/accounts/${'a'.repeat(32)}/cni/slots`,
		],
	])('%s: 9109', async (_what, as, method, path) => {
		// The body would be refused too: the gateway comes first.
		const body = method === 'POST' || method === 'PUT' ? { nonsense: true } : undefined;
		const { status, data } = await send(method, path, body, { as });
		expect({ status, data }).toEqual({ status: 403, data: envelope(9109) });
	});

	const inAccount = `/accounts/${account}/tokens/verify`;
	test.each<[string, string, Credential]>([
		['an account-owned token', '/user/tokens/verify', credentials.accountToken],
		['an older account-owned token', '/user/tokens/verify', credentials.olderAccountToken],
		['an email and key', '/user/tokens/verify', credentials.globalApiKey],
		['a user token', inAccount, credentials.magicWanWrite],
		[
			'an account-owned token elsewhere',
			inAccount.replace(account, accounts.second.id),
			credentials.accountToken,
		],
		[
			'an unknown token',
			'/user/tokens/verify',
			{ ...credentials.magicWanWrite, apiToken: token.replace('0', '1') },
		],
	])('%s is not verified at %s: 1000', async (_what, path, as) => {
		const { status, data } = await get(path, { as });
		expect({ status, data }).toEqual({ status: 401, data: envelope(1000) });
	});

	test.each<[string, Credential]>([
		['Magic WAN Write', credentials.magicWanWrite],
		['Magic Transit Write', credentials.magicTransitWrite],
		['an older user token', credentials.olderUserToken],
		['a token that may not list accounts', credentials.noAccountList],
		['an account-owned token', credentials.accountToken],
		['an older account-owned token', credentials.olderAccountToken],
		['email and key', credentials.globalApiKey],
	])('%s may order', async (_what, as) => {
		const { status } = await send('POST', `${cni}/interconnects`, direct(), { as });
		expect(status).toBe(200);
	});

	test('the older key belongs to another user, in the second account', async () => {
		const as = credentials.olderGlobalApiKey;
		expect((await get(`/accounts/${accounts.second.id}/cni/slots`, { as })).status).toBe(200);
		expect((await get(`${cni}/slots`, { as })).status).toBe(403);
		expect((await get('/accounts', { as })).data.result).toEqual([accounts.second]);
	});

	test('a reader sees its one account', async () => {
		const { data } = await get('/accounts', { as: credentials.magicWanRead });
		expect(data).toEqual({
			success: true,
			errors: [],
			messages: [],
			result: [accounts.main],
			result_info: { page: 1, per_page: 20, count: 1, total_count: 1, total_pages: 1 },
		});
	});
});

describe('orders', () => {
	test('a slot cannot be taken twice, and is free again after the deletion', async () => {
		const slot = { ...freeSlot() };
		const body = direct();
		const { data: first } = await order(body);
		expect(await order(body)).toMatchObject({ status: 409, data: bare });
		expect(emulator.orders).toHaveLength(1);

		const deleted = await send('DELETE', `${cni}/interconnects/${first.name}`);
		expect(deleted).toMatchObject({ status: 204, data: '' });
		const gone = await send('DELETE', `${cni}/interconnects/${first.name}`);
		expect(gone).toMatchObject({ status: 404, data: bare });

		expect(emulator.slots.find(({ id }) => id === body.slot_id)).toEqual(slot);

		const { status, data: second } = await order(body);
		expect(status).toBe(200);
		expect(second.name).not.toBe(first.name);
		expect(emulator.orders).toHaveLength(2);
	});

	test('an occupied slot, an unknown one and the wrong speed are refused', async () => {
		const occupied = emulator.slots.find((slot) => slot.occupied)!;
		expect((await order(direct({ slot_id: occupied.id }))).status).toBe(409);
		expect((await order(direct({ slot_id: uuid }))).status).toBe(404);
		const { speed } = freeSlot();
		const wrong = speed === '10G' ? '100G' : '10G';
		expect((await order(direct({ speed: wrong }))).status).toBe(400);
		expect((await order(direct({ speed: '1T' }))).status).toBe(400);
		expect((await order(direct({ speed: null }))).data.speed).toBe(speed);
	});

	test('two orders at the same moment: one slot, one interconnect', async () => {
		const body = direct();
		const answers = await Promise.all([order(body), order(body), order(body)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
		expect(emulator.interconnects).toHaveLength(1);
	});

	test('a pairing key works once, even if its interconnect is gone', async () => {
		const { data } = await order(gcpPartner());
		expect(data).toMatchObject({ region: 'europe-west4', speed: '50M', type: 'gcp_partner' });
		expect((await order(gcpPartner())).status).toBe(409);
		await send('DELETE', `${cni}/interconnects/${data.name}`);
		expect((await order(gcpPartner())).status).toBe(409);
		expect(emulator.orders).toHaveLength(1);
		const other = gcpPartner({ pairing_key: `${uuid}/us-east4/any` });
		expect((await order(other)).data).toMatchObject({ region: 'us-east4' });
	});

	test('a conduit name is unique in its account', async () => {
		const { name } = emulator.addInterconnect();
		const { data: first } = await send('POST', `${cni}/cnis`, conduit(name));
		expect((await send('POST', `${cni}/cnis`, conduit(name))).status).toBe(409);
		const magic = { conduit_name: 'conduit-2', description: '', mtu: 1500 };
		const { data: second } = await send('POST', `${cni}/cnis`, conduit(name, { magic }));
		const renamed = { ...second, magic: first.magic };
		expect((await send('PUT', `${cni}/cnis/${second.id}`, renamed)).status).toBe(409);
		// Its own name is no conflict.
		expect((await send('PUT', `${cni}/cnis/${second.id}`, second)).status).toBe(200);
	});

	test('a PUT needs the same id, and both addresses in one prefix', async () => {
		const { name } = emulator.addInterconnect();
		const { data } = await send('POST', `${cni}/cnis`, conduit(name));
		const put = (change: object) => send('PUT', `${cni}/cnis/${data.id}`, { ...data, ...change });
		expect((await put({ id: uuid })).status).toBe(400);
		expect((await put({ account: accounts.second.id })).status).toBe(400);
		expect((await put({ cust_ip: '10.0.0.1/31', p2p_ip: '10.0.0.2/31' })).status).toBe(400);
		expect((await put({ cust_ip: '10.0.0.1/31', p2p_ip: '10.0.0.0/30' })).status).toBe(400);
		expect((await put({ cust_ip: '10.0.0.1/31', p2p_ip: '10.0.0.0/31' })).status).toBe(200);
		expect((await send('PUT', `${cni}/cnis/${uuid}`, { ...data, id: uuid })).status).toBe(404);
	});

	test('what is added past the API cannot take a name or slot twice either', () => {
		const one = emulator.addInterconnect({ name: 'mine' });
		expect(() => emulator.addInterconnect({ name: 'mine' })).toThrow('mine');
		const slotId = (one as { slot_id: string }).slot_id;
		expect(() => emulator.addInterconnect({ slotId })).toThrow(slotId);
	});

	test('CNIs added past the API are no orders, and need an interconnect and a name of their own', async () => {
		const { name } = emulator.addInterconnect({ account: accounts.second.id });
		const bgp = { customer_asn: 64512, extra_prefixes: [] };
		const added = emulator.addCni({ interconnect: name, conduitName: 'mine', bgp });
		const { id, cust_ip, p2p_ip } = added;
		expect(added).toEqual({
			id,
			account: accounts.second.id,
			interconnect: name,
			cust_ip,
			p2p_ip,
			magic: { conduit_name: 'mine', description: '', mtu: 1500 },
			bgp,
			bgp_mode: 'dynamic_route_exchange',
		});
		const tunnelId = 'f'.repeat(32);
		const plain = emulator.addCni({ interconnect: name, tunnelId });
		expect(plain).not.toHaveProperty('bgp');
		expect(plain).not.toHaveProperty('bgp_mode');
		expect(emulator.cnis).toEqual([added, plain]);
		expect(emulator.orders).toEqual([]);
		const elsewhere = `/accounts/${accounts.second.id}/cni/cnis`;
		expect((await get(`${elsewhere}/${id}`)).data).toEqual(added);
		expect((await get(`${elsewhere}?tunnel_id=${tunnelId}`)).data.items).toEqual([plain]);
		expect(() => emulator.addCni({ interconnect: 'unknown' })).toThrow('unknown');
		expect(() => emulator.addCni({ interconnect: name, conduitName: 'mine' })).toThrow('mine');
	});

	test("a session needs another ASN than the account's, as it is set", async () => {
		const { name } = emulator.addInterconnect();
		const bgp = { customer_asn: 64512, extra_prefixes: [], md5_key: 'k'.repeat(80) };
		const { status, data } = await send('POST', `${cni}/cnis`, conduit(name, { bgp }));
		expect({ status, key: data.bgp.md5_key }).toEqual({ status: 200, key: bgp.md5_key });
		await send('PUT', `${cni}/settings`, { default_asn: 64512 });
		expect((await send('PUT', `${cni}/cnis/${data.id}`, data)).status).toBe(400);
		await send('PUT', `${cni}/settings`, { default_asn: null });
		expect((await send('PUT', `${cni}/cnis/${data.id}`, data)).status).toBe(200);
	});

	test('an interconnect with CNIs is not deleted', async () => {
		const { name } = emulator.addInterconnect();
		const { data } = await send('POST', `${cni}/cnis`, conduit(name));
		expect((await send('DELETE', `${cni}/interconnects/${name}`)).status).toBe(409);
		await send('DELETE', `${cni}/cnis/${data.id}`);
		expect((await send('DELETE', `${cni}/interconnects/${name}`)).status).toBe(204);
	});

	test("another account's objects are not there, and its slots are nobody's", async () => {
		const { name } = emulator.addInterconnect({ account: accounts.second.id });
		expect((await get(`${cni}/interconnects/${name}`)).status).toBe(404);
		expect((await get(`${cni}/interconnects`)).data.items).toEqual([]);
		const elsewhere = `/accounts/${accounts.second.id}/cni/cnis`;
		const { id } = (await send('POST', elsewhere, conduit(name, { account: accounts.second.id })))
			.data;
		expect((await get(`${elsewhere}/${id}`)).status).toBe(200);
		expect((await get(`${cni}/cnis/${id}`)).status).toBe(404);
		expect((await get(`${cni}/cnis`)).data.items).toEqual([]);
		expect((await send('POST', `${cni}/cnis`, conduit(name))).status).toBe(400);
		const slot = emulator.slots.find((one) => one.account === accounts.second.id)!;
		const { data } = await get(`${cni}/slots/${slot.id}`);
		expect(data).toEqual({ ...slot, account: undefined });
	});

	test.each(['a/b c%20ü', '%2F', '100%', 'x'.repeat(300), '名前?#&;=+'])(
		'finds an interconnect named %s',
		async (name) => {
			emulator.addInterconnect({ name });
			const path = `${cni}/interconnects/${encodeURIComponent(name)}`;
			expect((await get(path)).data.name).toBe(name);
			expect((await get(`${path}/status`)).data).toEqual({ state: 'Healthy' });
			expect((await send('DELETE', path)).status).toBe(204);
		},
	);

	test('the older answers leave out what came later', async () => {
		const older = await another({ answers: 'documented' });
		const post = (body: object) => send('POST', `${cni}/interconnects`, body, { at: older });
		const made = [(await post(direct())).data, (await post(gcpPartner())).data];
		expect(Object.keys(made[0]).sort()).toEqual(
			['account', 'facility', 'name', 'site', 'slot_id', 'speed', 'type'].sort(),
		);
		expect(Object.keys(made[1]).sort()).toEqual(['account', 'name', 'region', 'type'].sort());
		expect((await get(`${cni}/interconnects`, { at: older })).data.items).toEqual(made);
		const { data } = await get(`${cni}/slots?limit=1`, { at: older });
		expect(data.items[0]).not.toHaveProperty('ccr_device_name');
	});

	test('two fresh emulators give the same names to the same orders', async () => {
		const twin = await another({});
		const body = direct();
		const mine = (await order(body)).data;
		const theirs = (await send('POST', `${cni}/interconnects`, body, { at: twin })).data;
		expect(theirs).toEqual(mine);
	});
});

describe('listings', () => {
	const walk = async (path: string, limit: number, at = emulator) => {
		const items: unknown[] = [];
		const sizes: number[] = [];
		for (let cursor: number | null = 0; cursor !== null;) {
			const { data } = await get(
				`${cni}/${path}${path.includes('?') ? '&' : '?'}limit=${limit}&cursor=${cursor}`,
				{ at },
			);
			items.push(...data.items);
			sizes.push(data.items.length);
			cursor = data.next;
		}
		return { items, sizes };
	};

	test('the inventory: over 120 slots at twelve sites, both speeds, free and occupied', () => {
		const { slots } = emulator;
		expect(slots.length).toBeGreaterThan(120);
		expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
		expect(new Set(slots.map(({ site }) => site)).size).toBe(12);
		for (const speed of ['10G', '100G']) {
			for (const occupied of [true, false]) {
				const found = slots.filter((one) => one.speed === speed && one.occupied === occupied);
				expect(found.length).toBeGreaterThan(9);
			}
		}
	});

	test('cursors lead over the whole listing, once and in order', async () => {
		const { items, sizes } = await walk('slots', 50);
		expect(items).toEqual(emulator.slots);
		expect(sizes).toEqual([50, 50, 32]);
		expect((await walk('slots', 132)).sizes).toEqual([132]);
		expect((await walk('slots?site=ams01', 4)).sizes).toEqual([4, 4, 3]);
	});

	test('10,000 CNIs and 10,000 interconnects are seeded and listed quickly', async () => {
		const number = 10_000;
		const large = await another({ rateLimit: { perSecond: 1000 } });
		const names = Array.from(
			{ length: number },
			() => large.addInterconnect({ type: 'gcp_partner' }).name,
		);
		for (const interconnect of names) large.addCni({ interconnect });

		for (const path of ['cnis', 'interconnects'] as const) {
			const start = performance.now();
			const { items, sizes } = await walk(path, 100, large);
			expect(performance.now() - start).toBeLessThan(3000);
			expect(sizes).toEqual(Array(100).fill(100));
			expect(items).toEqual(large[path]);
		}
		const addresses = [
			...large.cnis.map(({ cust_ip }) => cust_ip),
			...large.magicInterconnects.map((magic) => magic.interface_address),
		];
		expect(new Set(addresses).size).toBe(2 * number);
	}, 30_000);

	test('a page has the default size, and an object deleted between two pages does no harm', async () => {
		const small = await another({ pageSize: 2 });
		for (const name of ['a', 'b', 'c', 'd', 'e']) small.addInterconnect({ name });
		const names = ({ data }: AxiosResponse) => data.items.map(({ name }: { name: string }) => name);
		const first = await get(`${cni}/interconnects`, { at: small });
		expect(names(first)).toEqual(['a', 'b']);
		await send('DELETE', `${cni}/interconnects/a`, undefined, { at: small });
		await send('DELETE', `${cni}/interconnects/c`, undefined, { at: small });
		const query = `?cursor=${first.data.next}`;
		const second = await get(`${cni}/interconnects${query}`, { at: small });
		expect(names(second)).toEqual(['d', 'e']);
		expect(second.data.next).toBeNull();
	});

	test('filters', async () => {
		const slots = async (query: string) =>
			(await get(`${cni}/slots?limit=1000&${query}`)).data.items;
		const all = emulator.slots;
		expect(await slots('occupied=true')).toEqual(all.filter((slot) => slot.occupied));
		expect(await slots('occupied=false')).toEqual(all.filter((slot) => !slot.occupied));
		expect(await slots('speed=100G')).toEqual(all.filter((slot) => slot.speed === '100G'));
		expect(await slots('address_contains=santana%20de%20parna%C3%ADba')).toHaveLength(11);
		expect(await slots('address_contains=Equinix')).toEqual([]);
		expect(await slots('site=ams01&speed=400G')).toEqual([]);

		const one = emulator.addInterconnect({
			slotId: all.find((s) => s.site === 'sin01' && !s.occupied)!.id,
		});
		const other = emulator.addInterconnect({ type: 'gcp_partner' });
		const list = async (query: string) => (await get(`${cni}/interconnects?${query}`)).data.items;
		expect(await list('site=sin01')).toEqual([one]);
		expect(await list('type=gcp_partner')).toEqual([other]);
		expect(await list('type=direct&site=ams01')).toEqual([]);
	});
});

describe('letter of authorization', () => {
	/** The text that pdfkit writes: hexadecimal strings, cut where letters are kerned. */
	const textOf = (pdf: Buffer) =>
		pdf
			.toString('latin1')
			.split('\n')
			.filter((line) => line.endsWith(' TJ'))
			.map((line) =>
				[...line.matchAll(/<([0-9a-f]+)>/g)]
					.map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
					.join(''),
			);
	const letter = async (query = '') => {
		const path = `${cni}/interconnects/mine/loa${query}`;
		const answer = await get(path, { responseType: 'arraybuffer' });
		expect(answer.headers['content-type']).toBe('application/pdf');
		return answer.data as Buffer;
	};

	test('is a PDF of one page about the port', async () => {
		const interconnect = emulator.addInterconnect({ name: 'mine' });
		const pdf = await letter();
		const source = pdf.toString('latin1');
		expect(source.startsWith('%PDF-')).toBe(true);
		expect(source.trimEnd().endsWith('%%EOF')).toBe(true);
		expect(source.match(/\/Type \/Page\b/g)).toHaveLength(1);
		const text = textOf(pdf);
		const { slot_id, facility } = interconnect as Extract<typeof interconnect, { slot_id: string }>;
		for (const shown of ['mine', slot_id, facility.name, accounts.main.name]) {
			expect(text).toContain(shown);
		}
	});

	test('names the customer that is asked for, and has the same bytes each time', async () => {
		emulator.addInterconnect({ name: 'mine' });
		const pdf = await letter('?name=J%C3%BCrgen%20%26%20S%C3%B6hne');
		expect(textOf(pdf)).toContain('Jürgen & Söhne');
		expect(textOf(pdf)).not.toContain(accounts.main.name);
		expect(await letter('?name=J%C3%BCrgen%20%26%20S%C3%B6hne')).toEqual(pdf);
		// The limit counts characters, not bytes or code units.
		const longest = await letter(`?name=${encodeURIComponent('𝕏'.repeat(200))}`);
		expect(longest.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
	});

	test('tells the name that is used when none is given', async () => {
		emulator.addInterconnect({ name: 'mine' });
		const { data } = await get(`${cni}/interconnects/mine/loa/default`);
		expect(data).toEqual({ name: accounts.main.name });
	});

	test('is only for direct interconnects', async () => {
		emulator.addInterconnect({ name: 'cloud', type: 'gcp_partner' });
		for (const path of ['loa', 'loa/default']) {
			const { status, data } = await get(`${cni}/interconnects/cloud/${path}`);
			expect({ status, data }).toEqual({ status: 404, data: bare });
		}
	});
});

describe('states', () => {
	test('an order is Pending, and Healthy after the time that was set', async () => {
		const quick = await another({ healthyAfter: 300 });
		const { data } = await send('POST', `${cni}/interconnects`, direct(), { at: quick });
		const path = `${cni}/interconnects/${data.name}/status`;
		expect((await get(path, { at: quick })).data).toEqual({ state: 'Pending' });
		await new Promise((resolve) => setTimeout(resolve, 310));
		expect((await get(path, { at: quick })).data).toEqual({ state: 'Healthy' });
	});

	test('a test sets the state, and its reason', async () => {
		const { name } = emulator.addInterconnect({ status: { state: 'Pending' } });
		const path = `${cni}/interconnects/${name}/status`;
		expect((await get(path)).data).toEqual({ state: 'Pending' });
		emulator.setStatus(name, { state: 'Down', reason: 'no light' });
		expect((await get(path)).data).toEqual({ state: 'Down', reason: 'no light' });
		expect(() => emulator.setStatus('unknown', { state: 'Healthy' })).toThrow('unknown');
	});
});

describe('rate limit', () => {
	test('every answer carries what is left', async () => {
		const slots = await get(`${cni}/slots`);
		expect(slots.headers).toMatchObject({
			ratelimit: '"default";r=1199;t=300',
			'ratelimit-policy': '"default";q=1200;w=300',
			'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-[A-Z]{3}$/),
		});
		const refused = await get('/zones', { as: null });
		expect(refused.headers).toMatchObject({
			ratelimit: '"default";r=1199;t=300',
			'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-[A-Z]{3}$/),
		});
		expect(refused.headers['cf-ray']).not.toBe(slots.headers['cf-ray']);
	});

	test('who exceeds the quota is blocked for a while; all of a user count together', async () => {
		const block = 1200;
		const strict = await another({ rateLimit: { quota: 3, block } });
		const from = async (as: Credential) => {
			const { status, headers, data } = await get(`${cni}/settings`, { as, at: strict });
			return { status, data, left: headers.ratelimit, retryAfter: headers['retry-after'] };
		};
		const { magicWanWrite, magicWanRead, globalApiKey, accountToken } = credentials;
		const left = ['"default";r=2;t=300', '"default";r=1;t=300', '"default";r=0;t=300'];
		for (const [index, as] of [magicWanWrite, magicWanRead, globalApiKey].entries()) {
			expect(await from(as)).toMatchObject({ status: 200, left: left[index] });
		}
		const blockedAt = Date.now();
		expect(await from(magicWanWrite)).toEqual({
			status: 429,
			data: envelope(971),
			left: '"default";r=0;t=2',
			retryAfter: '2',
		});
		expect(await from(globalApiKey)).toMatchObject({ status: 429 });
		expect(await from(accountToken)).toMatchObject({ status: 200, left: left[0] });
		await new Promise((resolve) => setTimeout(resolve, blockedAt + block + 50 - Date.now()));
		expect(await from(magicWanWrite)).toMatchObject({ status: 200, left: left[0] });
	});

	test('so is an address with too many requests in a second', async () => {
		const strict = await another({ rateLimit: { perSecond: 20 } });
		const burst = Array.from({ length: 50 }, () => get(`${cni}/settings`, { at: strict }));
		const answers = await Promise.all(burst);
		expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(9);
		const next = await get(`${cni}/settings`, { at: strict, as: credentials.accountToken });
		expect(next.status).toBe(429);
		expect(Number(next.headers['retry-after'])).toBeGreaterThan(290);
		strict.reset();
		expect((await get(`${cni}/settings`, { at: strict })).status).toBe(200);
	});
});

describe('faults', () => {
	const post = () => order(direct());
	const outcome = async (request: Promise<AxiosResponse>) =>
		await request.then(
			({ status, data }) => ({ status, data }),
			(error: { code: string }) => error.code,
		);

	test.each<[string, Fault, unknown, number]>([
		['dropped before', { drop: true }, 'ECONNRESET', 0],
		['dropped after', { when: 'after', drop: true }, 'ECONNRESET', 1],
		['a status before', { status: 500 }, { status: 500, data: '' }, 0],
		['an HTML page before', { status: 502, body: '<html>' }, { status: 502, data: '<html>' }, 0],
		[
			'an HTML page after',
			{ when: 'after', status: 502, body: '<html>' },
			{ status: 502, data: '<html>' },
			1,
		],
		['an empty body after', { when: 'after', body: '' }, { status: 200, data: '' }, 1],
		['another object after', { when: 'after', body: {} }, { status: 200, data: {} }, 1],
		[
			'broken JSON after',
			{ when: 'after', body: '{"name":' },
			{ status: 200, data: '{"name":' },
			1,
		],
		['truncated after', { when: 'after', truncate: true }, 'ERR_BAD_RESPONSE', 1],
		[
			'truncated before',
			{ status: 200, body: '{"name":"x"}', truncate: true },
			'ERR_BAD_RESPONSE',
			0,
		],
	])('%s', async (_what, fault, expected, ordered) => {
		emulator.fault({ method: 'POST', path: /interconnects$/, ...fault });
		expect(await outcome(post())).toEqual(expected);
		expect(emulator.orders).toHaveLength(ordered);
		expect(emulator.interconnects).toHaveLength(ordered);
		expect(emulator.pendingFaults).toBe(0);
		expect(emulator.requests[0]?.status).toBe(fault.drop ? null : (fault.status ?? 200));
	});

	test('headers: a redirect, a Retry-After, a content type', async () => {
		emulator.fault({ status: 307, headers: { Location: 'https://example.com/' } });
		emulator.fault({ status: 429, headers: { 'Retry-After': '7' } });
		emulator.fault({ status: 520, headers: { 'content-type': 'text/html' }, body: '<html>' });
		const redirect = await get(`${cni}/settings`);
		expect(redirect.status).toBe(307);
		expect(redirect.headers.location).toBe('https://example.com/');
		expect((await get(`${cni}/settings`)).headers['retry-after']).toBe('7');
		expect((await get(`${cni}/settings`)).headers['content-type']).toBe('text/html');
	});

	test('a delay, and a service that acts although the client has gone', async () => {
		const delay = 150;
		emulator.fault({ delay });
		const before = Date.now();
		expect((await post()).status).toBe(200);
		expect(Date.now() - before).toBeGreaterThanOrEqual(delay - 1);

		emulator.fault({ delay });
		const gone = send('POST', `${cni}/interconnects`, direct(), { timeout: 50 });
		expect(await outcome(gone)).toBe('ECONNABORTED');
		expect(emulator.orders).toHaveLength(1);
		await new Promise((resolve) => setTimeout(resolve, delay + 50));
		expect(emulator.orders).toHaveLength(2);
		expect(emulator.requests.at(-1)?.status).toBeNull();
	});

	test('skip and times, method and path choose whom it strikes', async () => {
		emulator.fault({ method: 'GET', path: 'cni/slots$', skip: 1, times: 2, status: 503 });
		const statuses: number[] = [];
		for (const path of ['slots', 'settings', 'slots?limit=1', 'slots', 'slots']) {
			statuses.push((await get(`${cni}/${path}`)).status);
		}
		expect(statuses).toEqual([200, 200, 503, 503, 200]);

		emulator.fault({ method: 'PUT', status: 503 });
		expect((await get(`${cni}/settings`)).status).toBe(200);
		expect((await send('PUT', `${cni}/settings`, {})).status).toBe(503);
	});

	test('a reset takes faults back, and ends what waits without acting', async () => {
		emulator.fault({ delay: 60_000, times: 2 });
		const waiting = post();
		while (emulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await new Promise((resolve) => setTimeout(resolve, 20));
		emulator.reset();
		expect(await outcome(waiting)).toBe('ECONNRESET');
		expect(emulator.orders).toEqual([]);
		expect((await post()).status).toBe(200);
	});

	test('one that could not strike is refused at once', () => {
		expect(() => emulator.fault({ body: 'x' })).toThrow('"status"');
		expect(() => emulator.fault({ truncate: true })).toThrow('"status"');
		expect(() => emulator.fault({ when: 'after', method: 'GET' })).toThrow('nothing');
		expect(() => emulator.fault({ drop: true, path: '(' })).toThrow(SyntaxError);
	});
});

describe('records', () => {
	test('every request, as it came, and how it was answered', async () => {
		emulator.addInterconnect({ name: 'a/b' });
		const { headers } = await get(`${cni}/interconnects/a%2Fb/loa?name=J%C3%BCrgen`);
		await send('PUT', `${cni}/settings`, { default_asn: 'x' });
		await send('PUT', `${cni}/settings`, 'no json', { as: null });
		const [first, second, third] = emulator.requests;
		expect(first).toEqual({
			method: 'GET',
			path: `${cni}/interconnects/a/b/loa`,
			url: `/client/v4${cni}/interconnects/a%2Fb/loa?name=J%C3%BCrgen`,
			query: { name: 'Jürgen' },
			headers: expect.objectContaining({
				authorization: `Bearer ${credentials.magicWanWrite.apiToken}`,
			}),
			body: undefined,
			time: expect.any(Number),
			ray: headers['cf-ray'],
			status: 200,
		});
		expect(Math.abs(Date.now() - first!.time)).toBeLessThan(5000);
		expect(second).toMatchObject({ method: 'PUT', body: { default_asn: 'x' }, status: 400 });
		expect(third).toMatchObject({ method: 'PUT', body: 'no json', status: 400 });
	});

	test('every order, and nothing else', async () => {
		const body = direct();
		const { name } = (await order(body)).data;
		const { name: cloud } = (await order(gcpPartner())).data;
		const { id } = (await send('POST', `${cni}/cnis`, conduit(name))).data;
		await order(body);
		emulator.addInterconnect();
		const time = expect.any(Number);
		expect(emulator.orders).toEqual([
			{ kind: 'direct', account, name, slotId: body.slot_id, time },
			{
				kind: 'gcp_partner',
				account,
				name: cloud,
				pairingKeyHash: hashPairingKey(pairing_key),
				time,
			},
			{
				kind: 'cni',
				account,
				id,
				interconnect: name,
				conduitName: 'conduit-1',
				tunnelId: expect.stringMatching(/^[0-9a-f]{32}$/),
				time,
			},
		]);
		expect(JSON.stringify(emulator.orders)).not.toContain(pairing_key);
	});
});

describe('control over HTTP', () => {
	const control = (method: string, path: string, data?: unknown) =>
		http.request({ method, url: `http://127.0.0.1:${emulator.port}/emulator/${path}`, data });

	test('reads records, orders faults, sets states and resets', async () => {
		const { name } = (await order(direct())).data;
		expect((await control('GET', 'orders')).data).toEqual(emulator.orders);
		expect((await control('GET', 'requests')).data).toEqual(
			JSON.parse(JSON.stringify(emulator.requests)),
		);

		const status = { state: 'Unhealthy', reason: 'flapping' };
		expect((await control('PUT', `interconnects/${name}/status`, status)).status).toBe(204);
		expect((await get(`${cni}/interconnects/${name}/status`)).data).toEqual(status);

		const fault = { method: 'GET', path: 'settings', status: 503, body: { busy: true } };
		expect((await control('POST', 'faults', fault)).status).toBe(204);
		expect(await get(`${cni}/settings`)).toMatchObject({ status: 503, data: { busy: true } });

		expect((await control('POST', 'reset')).status).toBe(204);
		expect(emulator.requests).toEqual([]);
		expect(emulator.orders).toEqual([]);
		expect(emulator.interconnects).toEqual([]);
	});

	test.each<[string, string, string, unknown, number]>([
		['an unknown member of a fault', 'POST', 'faults', { drop: true, code: 1 }, 400],
		['a fault that does nothing', 'POST', 'faults', {}, 400],
		['a path that is no regular expression', 'POST', 'faults', { drop: true, path: '(' }, 400],
		['a state that there is not', 'PUT', 'interconnects/mine/status', { state: 'Active' }, 400],
		[
			'a reason for Healthy',
			'PUT',
			'interconnects/mine/status',
			{ state: 'Healthy', reason: 'x' },
			400,
		],
		['an unknown interconnect', 'PUT', 'interconnects/none/status', { state: 'Healthy' }, 404],
	])('refuses %s', async (_what, method, path, body, expected) => {
		emulator.addInterconnect({ name: 'mine' });
		const { status, data } = await control(method, path, body);
		expect({ status, data }).toEqual({ status: expected, data: bare });
		expect(emulator.pendingFaults).toBe(0);
	});
});

test('listens on 127.0.0.1 only, on the port that was asked for, and says when it is taken', async () => {
	expect(emulator.baseUrl).toBe(`http://127.0.0.1:${emulator.port}/client/v4`);
	const taken = startEmulator({ port: emulator.port });
	await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('npm run emulator', () => {
	/** Runs the command itself, from the package's root folder, where npm runs it. */
	const run = (...args: string[]) => {
		const child = spawn(process.execPath, ['test/emulator/main.mts', ...args]);
		const output = { text: '' };
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
		}
		return { child, output, exit: once(child, 'exit') };
	};

	test('prints its address, every credential and a curl line that works; stops on SIGTERM', async () => {
		const { child, output, exit } = run('--port', '0');
		while (!output.text.includes('Ctrl-C')) await once(child.stdout, 'data');
		for (const credential of Object.values(credentials)) {
			for (const value of Object.values(authHeaders(credential))) {
				expect(output.text).toContain(value);
			}
			expect(output.text).toContain(credential.description);
		}
		const curl = /curl -s -H '(\w+): ([^']+)' '(http:[^']+)'/.exec(output.text);
		const [, name = '', value = '', url = ''] = curl ?? [];
		const { status, data } = await http.get(url, { headers: { [name]: value } });
		expect(status).toBe(200);
		expect(data.items).toHaveLength(5);
		child.kill('SIGTERM');
		expect(await exit).toEqual([0, null]);
	});

	test.each([
		['a port in use', () => String(emulator.port), () => `Port ${emulator.port} is in use`],
		['no port', () => 'http', () => '--port takes a number from 0 to 65535, not "http".'],
	])('says %s in a sentence', async (_what, port, message) => {
		const { output, exit } = run('--port', port());
		expect(await exit).toEqual([1, null]);
		expect(output.text).toContain(message());
	});
});
