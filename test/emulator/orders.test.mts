import { expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts } from './index.mts';
import { against, bare, conduit, gcpPartner } from './support.mts';

// What orders, changes and deletions do, and what stands in their way.

const cni = `/accounts/${accounts.main.id}/cni`;
const uuid = '11111111-2222-4333-8444-555555555555';

const { send, get, freeSlot, direct, order, another } = against(() => emulator);

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
