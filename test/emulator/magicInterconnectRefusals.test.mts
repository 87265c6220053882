import { describe, expect, test } from '@jest/globals';

import { credentials, type Credential } from './index.mts';
import { current, google, magic, newTarget, put, seed, send } from './magicSetting.mts';
import { refused } from './support.mts';

// What the emulator refuses of magic interconnects.

const unknownId = 'a'.repeat(32);

describe('strictness', () => {
	const bgp = (more: object) => ({ bgp: { customer_asn: 64512, ...more } });
	const check = (health_check: object) => ({ health_check });

	test.each<object>([
		{ ttl: 1 },
		{ id: unknownId },
		{ colo_name: 'ams01' },
		{ virtual_port_reservation_id: unknownId },
		{ bgp: { customer_asn: 64512, asn: 1 } },
		{ gre: { endpoint: '10.0.0.1' } },
		check({ interval: 1 }),
		{ automatic_return_routing: 'true' },
		{ bgp: null },
		{ bgp: {} },
		{ bgp: { md5_key: 'k' } },
		bgp({ customer_asn: 2 ** 32 }),
		bgp({ customer_asn: 0 }),
		bgp({ customer_asn: '64512' }),
		bgp({ extra_prefixes: '10.0.0.0/8' }),
		bgp({ extra_prefixes: ['10.0.0.0'] }),
		bgp({ md5_key: '' }),
		bgp({ md5_key: 'a?' }),
		bgp({ md5_key: 'a"' }),
		bgp({ md5_key: null }),
		bgp({ import_filter_id: '' }),
		bgp({ cloudflare_endpoint: '10.0.0.0/31' }),
		{ description: null },
		{ gre: { cloudflare_endpoint: 'gre.example.com' } },
		check({ direction: 'both' }),
		check({ enabled: 'yes' }),
		check({ rate: 'medium' }),
		check({ type: 'icmp' }),
		check({ target: '' }),
		check({ target: 'example.com' }),
		check({ target: { saved: '192.0.2.1' } }),
		check({ source: '10.0.0.1' }),
		{ interface_address: '10.0.0.0' },
		{ interface_address: '10.0.0.0/29' },
		{ interface_address: '10.0.0.0/32' },
		{ interface_address: '10.0.0.4/30' },
		{ interface_address: '10.0.0.7/30' },
		{ interface_address: '203.0.113.0/31' },
		{ interface_address: '172.32.0.0/31' },
		{ interface_address: '169.254.239.254/31' },
		{ interface_address6: '2001:db8::2' },
		{ interface_address6: '2001:db8::2/126' },
		{ interface_address6: '2001:db8::1/127' },
		{ interface_address6: '10.0.0.0/127' },
		{ mtu: 575 },
		{ mtu: 1501 },
		{ mtu: '1500' },
		{ name: '' },
		[],
	])('refuses %j', async (body) => {
		const { id, ...before } = seed();
		expect(await put(id, body)).toEqual(refused(400, 1022));
		expect(current(id)).toEqual({ ...before, id });
	});

	test.each<object>([
		check({ target: '192.0.2.1' }),
		check({ target: { saved: 'example.com' } }),
		check({ target: { saved: '', ttl: 1 } }),
	])('refuses %j with the header for the object form', async (body) => {
		const call = { headers: newTarget };
		expect(await put(seed().id, body, call)).toEqual(refused(400, 1022));
	});

	test('ignores the effective target', async () => {
		const { id, ...before } = seed();
		const body = check({ target: { effective: '192.0.2.1' } });
		expect((await put(id, body, { headers: newTarget })).status).toBe(200);
		expect(current(id)?.health_check).toEqual(before.health_check);
	});

	test.each<object>([
		{ gre: { cloudflare_endpoint: '203.0.113.7' } },
		bgp({ cloudflare_endpoint: '10.0.0.0' }),
		bgp({ customer_endpoint: '10.0.0.1' }),
		{ interface_address: '10.0.0.1/30' },
	])('refuses %j for version 1.5', async (body) => {
		expect(await put(seed(google).id, body)).toEqual(refused(400, 1022));
	});

	test.each([
		['GET', '?page=1'],
		['GET', '?cursor=1'],
		['GET', '/:id?validate_only=true'],
		['PUT', '/:id?validate_only='],
		['PUT', '/:id?validate_only=1'],
		['PUT', '/:id?dry_run=true'],
		['GET', '/short'],
	])('refuses %s %s', async (method, path) => {
		const { id } = seed();
		const body = method === 'PUT' ? {} : undefined;
		const answer = await send(method, `${magic}${path.replace(':id', id)}`, body);
		expect(answer).toEqual(refused(400, 1022));
	});

	test.each(['yes', '1', 'TRUE'])('refuses x-magic-new-hc-target: %s', async (value) => {
		const { id } = seed();
		const call = { headers: { 'x-magic-new-hc-target': value } };
		for (const path of [magic, `${magic}/${id}`]) {
			expect(await send('GET', path, undefined, call)).toEqual(refused(400, 1022));
		}
		expect(await put(id, {}, call)).toEqual(refused(400, 1022));
	});

	test.each([
		['PUT', ''],
		['POST', ''],
		['DELETE', `/${unknownId}`],
		['PATCH', `/${unknownId}`],
	])('does not route %s %s', async (method, path) => {
		const { status, data } = await send(method, `${magic}${path}`, {});
		expect(status).toBe(400);
		expect(data.errors).toMatchObject([{ code: 7003 }, { code: 7000 }]);
	});
});

describe('permissions', () => {
	test.each<[string, Credential, number, number]>([
		['Magic WAN Write', credentials.magicWanWrite, 200, 200],
		['Magic Transit Write', credentials.magicTransitWrite, 200, 200],
		['an account-owned token', credentials.accountToken, 200, 200],
		['email and key', credentials.globalApiKey, 200, 200],
		['Magic WAN Read', credentials.magicWanRead, 200, 403],
		['neither', credentials.noCniPermission, 403, 403],
		['another account', credentials.olderGlobalApiKey, 403, 403],
	])('%s', async (_what, as, reads, writes) => {
		const { id } = seed();
		const answers = [
			await send('GET', magic, undefined, { as }),
			await send('GET', `${magic}/${id}`, undefined, { as }),
			await put(id, { mtu: 1400 }, { as }),
		];
		expect(answers.map(({ status }) => status)).toEqual([reads, reads, writes]);
		expect(current(id)?.mtu).toBe(writes === 200 ? 1400 : 1500);
		for (const { status, data } of answers) {
			if (status === 403) expect(data.errors).toMatchObject([{ code: 9109 }]);
		}
	});
});
