import { describe, expect, jest, test } from '@jest/globals';

import { accounts, clock } from './index.mts';
import { emulator } from '../harness/emulator.mts';
import { account, current, google, magic, newTarget, put, seed, send } from './magicSetting.mts';
import { refused } from './support.mts';

// Magic interconnects: the ties to CNI interconnects and what updates do. What is refused is in
// magicInterconnectRefusals.test.mts, what Cloudflare's client makes of them in sdk.test.mts.

describe('ties', () => {
	test('one comes with each order of an interconnect and goes with it, and with no other', async () => {
		const cni = `/accounts/${account}/cni`;
		const slot_id = emulator.slots.find(({ occupied }) => !occupied)!.id;
		const { data: direct } = await send('POST', `${cni}/interconnects`, {
			account,
			type: 'direct',
			slot_id,
		});
		const { data: partner } = await send('POST', `${cni}/interconnects`, {
			account,
			type: 'gcp_partner',
			bandwidth: '50M',
			pairing_key: '11111111-2222-4333-8444-555555555555/us-east4/any',
		});
		const expected = [
			{
				colo_name: direct.site,
				version: '2',
				virtual_port_reservation_id: direct.virtual_port_reservation_id,
			},
			{
				colo_name: 'us-east4',
				version: '1.5',
				virtual_port_reservation_id: partner.virtual_port_reservation_id,
			},
		];
		const { data } = await send('GET', magic, undefined, { headers: newTarget });
		expect(data).toEqual({
			success: true,
			errors: [],
			messages: [],
			result: { interconnects: emulator.magicInterconnects },
		});
		expect(data.result.interconnects).toMatchObject(expected);
		expect(data.result.interconnects[1]).not.toHaveProperty('gre');

		await send('DELETE', `${cni}/interconnects/${direct.name}`);
		expect(emulator.magicInterconnects).toMatchObject([expected[1]!]);
		const { id } = data.result.interconnects[0];
		expect(await send('GET', `${magic}/${id}`)).toEqual(refused(404, 1011));
		expect(await put(id, {})).toEqual(refused(404, 1011));
	});

	test("another account's are not there, and a reset takes all away", async () => {
		const { id } = seed({ account: accounts.second.id });
		const elsewhere = `/accounts/${accounts.second.id}/magic/cf_interconnects`;
		expect((await send('GET', `${elsewhere}/${id}`)).status).toBe(200);
		expect(await send('GET', `${magic}/${id}`)).toEqual(refused(404, 1011));
		expect(await put(id, {})).toEqual(refused(404, 1011));
		expect((await send('GET', magic)).data.result).toEqual({ interconnects: [] });
		emulator.reset();
		expect(emulator.magicInterconnects).toEqual([]);
	});
});

describe('updates', () => {
	test('what is left out stays, in bgp, gre and health_check too', async () => {
		const { id, ...before } = seed();
		const bgp = { customer_asn: 64512, extra_prefixes: ['203.0.113.0/24'], md5_key: 'k' };
		await put(id, { bgp, description: 'x' });
		await put(id, { bgp: { customer_asn: 64513 }, health_check: { rate: 'high' } });
		await put(id, {});
		expect(current(id)).toEqual({
			...before,
			id,
			bgp: { ...bgp, customer_asn: 64513 },
			description: 'x',
			health_check: { ...before.health_check, rate: 'high' },
			modified_on: expect.any(String),
		});
	});

	test('each one has a later time, even within a millisecond', async () => {
		const { id, modified_on, created_on = '' } = seed();
		const time = jest.spyOn(clock, 'now').mockReturnValue(Date.parse(created_on));
		const times = [modified_on];
		for (let count = 0; count < 10; count++) {
			await put(id, {});
			times.push(current(id)?.modified_on);
		}
		time.mockRestore();
		expect(new Set(times).size).toBe(11);
		expect(times).toEqual([...times].sort());
		expect(current(id)?.created_on).toBe(created_on);
	});

	test('validate_only refuses too, and changes nothing', async () => {
		const { id, ...before } = seed();
		const path = `${id}?validate_only=true`;
		expect(await put(path, { mtu: 1 })).toEqual(refused(400, 1022));
		expect((await put(path, { mtu: 1400 })).data.result.modified_interconnect.mtu).toBe(1400);
		expect(current(id)).toEqual({ ...before, id });
		await put(`${id}?validate_only=false`, { mtu: 1400 });
		expect(current(id)?.mtu).toBe(1400);
	});

	test('names and addresses are unique in their account', async () => {
		const [one, other] = [seed(), seed()];
		const { name, interface_address } = one;
		expect(await put(other.id, { name })).toEqual(refused(409, 1013));
		expect(await put(other.id, { interface_address })).toEqual(refused(409, 1013));
		await put(one.id, { interface_address: '10.0.0.1/30' });
		expect(await put(other.id, { interface_address: '10.0.0.2/31' })).toEqual(refused(409, 1013));
		// Its own, and those of another account, are no conflict.
		expect((await put(one.id, { name, interface_address: '10.0.0.2/31' })).status).toBe(200);
		const { id } = seed({ account: accounts.second.id });
		const elsewhere = `/accounts/${accounts.second.id}/magic/cf_interconnects/${id}`;
		const body = { name, interface_address: '10.0.0.2/31' };
		expect((await send('PUT', elsewhere, body)).status).toBe(200);
	});

	test('only an account with coupler_integration routes returns automatically', async () => {
		const { id } = seed({ account: accounts.second.id });
		const path = `/accounts/${accounts.second.id}/magic/cf_interconnects/${id}`;
		expect(await send('PUT', path, { automatic_return_routing: true })).toEqual(refused(400, 1022));
		expect((await send('PUT', path, { automatic_return_routing: false })).status).toBe(200);
	});

	test('version 1.5: a source with bidirectional health checks only, endpoints derived', async () => {
		const { id, interface_address = '' } = seed(google);
		const health = async (health_check: object) => {
			const { status, data } = await put(id, { health_check });
			return status === 400 ? data.errors[0].message : status;
		};
		const direction = 'bidirectional';
		expect(await health({ direction })).toMatch('needs a source');
		expect(await health({ source: '10.0.0.1' })).toMatch('for bidirectional');
		expect(await health({ direction, source: '203.0.113.1' })).toMatch('is not in');
		expect(await health({ direction, source: '198.41.199.225' })).toBe(200);
		expect(await health({ source: '10.0.0.1' })).toBe(200);
		expect(current(id)?.health_check).toMatchObject({ source: '10.0.0.1' });
		expect(await health({ direction: 'unidirectional' })).toBe(200);
		expect(current(id)?.health_check).not.toHaveProperty('source');

		await put(id, { bgp: { customer_asn: 64512 } });
		const cloudflare_endpoint = interface_address.replace('/31', '');
		const customer_endpoint = cloudflare_endpoint.replace(/\d+$/, (last) => `${Number(last) + 1}`);
		expect(current(id)?.bgp).toEqual({
			customer_asn: 64512,
			cloudflare_endpoint,
			customer_endpoint,
		});
		expect((await put(id, { interface_address: '10.0.0.1/31' })).status).toBe(200);
		expect(current(id)?.bgp).toMatchObject({ customer_endpoint: '10.0.0.0' });
	});

	test('the target goes to the peer where the probe goes both ways, whatever is saved', async () => {
		const { id } = seed();
		await put(id, { interface_address: '10.0.0.2/30', health_check: { target: '192.0.2.9' } });
		expect(current(id)?.health_check?.target).toEqual({
			effective: '192.0.2.9',
			saved: '192.0.2.9',
		});
		await put(id, { health_check: { direction: 'bidirectional' } });
		expect(current(id)?.health_check?.target).toEqual({
			effective: '10.0.0.1',
			saved: '192.0.2.9',
		});
	});

	test.each([
		{ interface_address: '172.31.255.255/31' },
		{ interface_address: '192.168.0.1/30' },
		{ interface_address: '169.254.255.254/31' },
		{ interface_address6: '2001:db8::/127' },
		{ mtu: 576 },
		{ bgp: { customer_asn: 4_294_967_295, cloudflare_endpoint: '10.0.0.1' } },
		{ bgp: { as_no: 1 } },
		{ health_check: { target: '192.0.2.1' } },
		{ description: '' },
	])('takes %j', async (body) => {
		expect((await put(seed().id, body)).status).toBe(200);
	});
});
