import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, type Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { locator, runOn } from '../harness/support.mts';
import { bgp, cni, existingCni, named } from './cnis.mts';

const below = `/accounts/${accounts.main.id}/cni/cnis`;
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);

const existing = async (settings?: INodeParameters) => await existingCni(emulator, settings);

describe('Create', () => {
	test('orders a connection with its defaults', async () => {
		const { name } = emulator.addInterconnect();
		const { items, error } = await runOn(emulator, named(name));
		expect(error).toBeUndefined();
		expect(emulator.requests[1]!.body).toEqual({
			account: accounts.main.id,
			interconnect: name,
			magic: { conduit_name: 'ams-primary', description: '', mtu: 1500 },
		});
		expect(items[0]).toMatchObject({
			json: { interconnect: name, id: expect.any(String) },
			pairedItem: { item: 0 },
		});
		expect(sent()).toEqual([`GET ${below}`, `POST ${below}`]);
	});

	test.each([
		['10.0.0.0/24, 192.0.2.0/25', ['10.0.0.0/24', '192.0.2.0/25']],
		['={{ ["10.0.0.0/24"] }}', ['10.0.0.0/24']],
		['', []],
	])('sends BGP with its prefixes, from text or an array: %s', async (extraPrefixes, prefixes) => {
		const { name } = emulator.addInterconnect();
		const { error } = await runOn(
			emulator,
			named(name, { bgp: bgp({ customerAsn: 4200000000, extraPrefixes, md5Key: 'a key' }) }),
		);
		expect(error).toBeUndefined();
		expect((emulator.requests[1]!.body as Cni).bgp).toEqual({
			customer_asn: 4200000000,
			extra_prefixes: prefixes,
			md5_key: 'a key',
		});
	});

	test('a lost answer is looked up by interconnect and conduit name', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ method: 'POST', drop: true, when: 'after' });
		const { items, hints } = await runOn(emulator, named(name));
		expect(sent()).toEqual([`GET ${below}`, `POST ${below}`, `GET ${below}`]);
		expect(emulator.orders).toHaveLength(1);
		expect(hints[0]).toContain(
			`'${String(items[0]!.json.id)}' is new on conduit 'ams-primary' of interconnect '${name}'`,
		);
	});

	test('Retry On Fail never sends again what is not known', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ method: 'POST', drop: true, when: 'after' });
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { items, error } = await runOn(emulator, named(name), { maxTries: 3 });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});

	test('Return Existing gives what has the name on the interconnect, and its differences', async () => {
		const { interconnect, id } = await existing();
		const options = { returnExisting: true };
		const { items, hints, error } = await runOn(
			emulator,
			named(interconnect, { mtu: 1476, options }),
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json.id).toBe(id);
		expect(hints[0]).toContain(
			'It differs from the order: MTU is 1500, not 1476; customer ASN is 65001, not none.',
		);
		expect(emulator.orders).toHaveLength(1);
	});

	const found = { customerAsn: 65001, extraPrefixes: '10.0.0.0/8, 10.1.0.0/16' };
	const differences: Array<[string, INodeParameters, INodeParameters, string]> = [
		[
			'the order of prefixes',
			found,
			{ bgp: bgp({ ...found, extraPrefixes: '10.1.0.0/16 10.0.0.0/8' }) },
			'',
		],
		[
			'other prefixes',
			found,
			{ bgp: bgp({ ...found, extraPrefixes: '10.0.0.0/8' }) },
			'other extra prefixes',
		],
		['a description', found, { bgp: bgp(found), description: 'mine' }, 'another description'],
		[
			'no key',
			{ ...found, md5Key: 'kept-key' },
			{ bgp: bgp(found) },
			'an MD5 key, where none was ordered',
		],
		['a key', found, { bgp: bgp({ ...found, md5Key: 'our-key' }) }, 'no MD5 key'],
		[
			'another key',
			{ ...found, md5Key: 'kept-key' },
			{ bgp: bgp({ ...found, md5Key: 'our-key' }) },
			'another MD5 key',
		],
	];
	test.each(differences)('Return Existing and %s', async (_name, settings, ordered, words) => {
		const { interconnect } = await existing(settings);
		const options = { returnExisting: true, addOutcome: true };
		const { hints, error, items } = await runOn(
			emulator,
			named(interconnect, { ...ordered, options }),
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({
			outcome: 'existing',
			differences: words ? [words] : [],
		});
		expect(hints).toHaveLength(1);
		if (words) expect(hints[0]).toContain(` It differs from the order: ${words}.`);
		else expect(hints[0]).not.toContain('differs');
		expect(hints[0]).not.toMatch(/(kept|our)-key/);
	});

	test('BGP without an ASN is refused', async () => {
		const { error } = await runOn(emulator, named('a', { bgp: bgp({ md5Key: 'key' }) }));
		expect(error!.message).toBe("'Customer ASN' is empty");
		expect(emulator.requests).toEqual([]);
	});

	test('the same name on another interconnect is not handed out', async () => {
		await existing();
		const { name } = emulator.addInterconnect();
		const { error } = await runOn(emulator, named(name, { options: { returnExisting: true } }));
		expect(error!.httpCode).toBe('409');
	});
});

test('Get, Get Many with its filters, and Delete', async () => {
	const first = await existing();
	const slot = emulator.interconnects.find(({ name }) => name === first.interconnect) as {
		slot_id?: string;
	};
	const { name } = emulator.addInterconnect();
	await runOn(emulator, named(name, { conduitName: 'other' }));

	const got = await runOn(emulator, cni('get', { cniId: locator(first.id) }));
	expect(got.items).toEqual([{ json: first, pairedItem: { item: 0 } }]);

	const all = await runOn(emulator, cni('getAll', { returnAll: true }));
	expect(all.items).toHaveLength(2);

	const order = emulator.orders.find((made) => made.kind === 'cni')!;
	for (const filters of [
		{ slotId: locator(slot.slot_id!) },
		{ tunnelId: order.kind === 'cni' ? order.tunnelId : '' },
	]) {
		const found = await runOn(emulator, cni('getAll', { filters }));
		expect(found.items.map(({ json }) => json)).toEqual([first]);
	}
	expect(emulator.requests.at(-2)!.query).toEqual({ limit: '50', slot: slot.slot_id });

	const deleted = await runOn(emulator, cni('delete', { cniId: locator(first.id) }));
	expect(deleted.items[0]!.json).toEqual({ deleted: true, id: first.id });
	expect(sent().at(-1)).toBe(`DELETE ${below}/${first.id}`);
});
