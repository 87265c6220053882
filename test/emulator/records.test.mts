import { describe, expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, hashPairingKey } from './index.mts';
import { against, bare, conduit, control, gcpPartner, pairing_key } from './support.mts';

// What is recorded, and control over HTTP.

const account = accounts.main.id;
const cni = `/accounts/${accounts.main.id}/cni`;

const { send, get, direct, order } = against(() => emulator);

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
		expect(Math.abs(Date.now() - first!.time)).toBeLessThan(60_000);
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
		const rays = emulator.requests.map(({ ray }) => ray);
		expect(emulator.orders).toEqual([
			{ kind: 'direct', account, name, slotId: body.slot_id, time, ray: rays[0] },
			{
				kind: 'gcp_partner',
				account,
				name: cloud,
				pairingKeyHash: hashPairingKey(pairing_key),
				time,
				ray: rays[1],
			},
			{
				kind: 'cni',
				account,
				id,
				interconnect: name,
				conduitName: 'conduit-1',
				tunnelId: expect.stringMatching(/^[0-9a-f]{32}$/),
				time,
				ray: rays[2],
			},
		]);
		expect(JSON.stringify(emulator.orders)).not.toContain(pairing_key);
	});
});

describe('control over HTTP', () => {
	test('reads records, orders faults, sets states and resets', async () => {
		const { name } = (await order(direct())).data;
		expect((await control(emulator, 'GET', 'orders')).data).toEqual(emulator.orders);
		expect((await control(emulator, 'GET', 'requests')).data).toEqual(
			JSON.parse(JSON.stringify(emulator.requests)),
		);

		const status = { state: 'Unhealthy', reason: 'flapping' };
		expect((await control(emulator, 'PUT', `interconnects/${name}/status`, status)).status).toBe(
			204,
		);
		expect((await get(`${cni}/interconnects/${name}/status`)).data).toEqual(status);

		const fault = { method: 'GET', path: 'settings', status: 503, body: { busy: true } };
		expect((await control(emulator, 'POST', 'faults', fault)).status).toBe(204);
		expect(await get(`${cni}/settings`)).toMatchObject({ status: 503, data: { busy: true } });

		expect((await control(emulator, 'POST', 'reset')).status).toBe(204);
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
		const { status, data } = await control(emulator, method, path, body);
		expect({ status, data }).toEqual({ status: expected, data: bare });
		expect(emulator.pendingFaults).toBe(0);
	});
});
