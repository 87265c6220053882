import { expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { locator, operation, runOn } from '../harness/support.mts';

/* The filters of slots that the API does not have. */

const getAll = (filters: INodeParameters, parameters: INodeParameters = { returnAll: true }) =>
	operation('slot', 'getAll', { filters, ...parameters });
const from = (name: string) => ({ differentDeviceFrom: locator(name, 'name') });
const ids = (items: Array<{ json: object }>) =>
	items.map(({ json }) => (json as { id: string }).id);

test('a part of the name of the facility, in whatever case, before the limit applies', async () => {
	const there = emulator.slots.filter(({ facility }) => facility.name.includes('Telehouse'));
	const all = await runOn(emulator, getAll({ facility: 'telehouse' }));
	expect(ids(all.items)).toEqual(there.map(({ id }) => id));
	const some = await runOn(emulator, getAll({ facility: 'Telehouse' }, { limit: 3 }));
	expect(ids(some.items)).toEqual(there.slice(0, 3).map(({ id }) => id));
	expect(some.items[0]!.pairedItem).toEqual({ item: 0 });
	// The others are the API's.
	await runOn(emulator, getAll({ facility: 'Telehouse', site: 'lhr01', occupied: false }));
	expect(emulator.requests.at(-1)!.query).toMatchObject({ site: 'lhr01', occupied: 'false' });
	expect(emulator.requests.at(-1)!.query).not.toHaveProperty('facility');
});

test('another device than an interconnect', async () => {
	const { name } = emulator.addInterconnect();
	const { slot_id: own } = emulator.interconnects[0] as { slot_id: string };
	const { ccr_device_name: device, site } = emulator.slots.find(({ id }) => id === own)!;
	const { items, hints } = await runOn(emulator, getAll({ ...from(name), site }));
	const others = emulator.slots.filter(
		(slot) => slot.site === site && slot.ccr_device_name !== device,
	);
	expect(others.length).toBeGreaterThan(0);
	expect(ids(items)).toEqual(others.map(({ id }) => id));
	expect(hints).toEqual([]);
	expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('a slot whose device is not known is left out, and a hint says how many', async () => {
	const { name } = emulator.addInterconnect();
	const { slot_id: own } = emulator.interconnects[0] as { slot_id: string };
	const { ccr_device_name: device } = emulator.slots.find(({ id }) => id === own)!;
	const known = emulator.slots.find((slot) => slot.ccr_device_name !== device)!;
	const [first, second] = emulator.slots;
	const unknown = [
		{ ...first!, ccr_device_name: null },
		{ ...second!, ccr_device_name: undefined },
	];
	emulator.fault({ path: 'cni/slots$', status: 200, body: { items: [...unknown, known] } });
	const { items, hints } = await runOn(emulator, getAll(from(name)));
	expect(ids(items)).toEqual([known.id]);
	expect(hints).toEqual(['2 slots were left out: Cloudflare does not name the device.']);
});

test('where the device of the interconnect is not known, no slot is returned as another one', async () => {
	const older = await startEmulator({ answers: 'documented' });
	try {
		const { name } = older.addInterconnect();
		const { error } = await runOn(older, getAll(from(name)));
		expect(error!.message).toBe(
			`The device of interconnect '${name}' is not known: Cloudflare does not name it`,
		);
		expect(error!.description).toContain('Different Device From');
	} finally {
		await older.stop();
	}
	const { name } = emulator.addInterconnect({ type: 'gcp_partner' });
	const { error } = await runOn(emulator, getAll(from(name)));
	expect(error!.message).toBe(
		`Interconnect '${name}' has no port, so no slot can be on another device`,
	);
});

test('an interconnect that does not exist, and filters without a value', async () => {
	const none = await runOn(emulator, getAll(from('ams01-none')));
	expect(none.error!.httpCode).toBe('404');
	const before = emulator.requests.length;
	for (const [filters, label] of [
		[from(''), 'Different Device From'],
		[from('={{ $json.none }}'), 'Different Device From'],
		[from('..'), 'Different Device From'],
		[{ facility: ' ' }, 'Facility'],
	] as const) {
		const { error } = await runOn(emulator, getAll(filters));
		expect(error!.message).toMatch(new RegExp(`^'${label}' (is empty|can't be)`));
	}
	expect(emulator.requests).toHaveLength(before);
	const any = await runOn(emulator, getAll({ ...from('*'), facility: '*' }));
	expect(any.items).toHaveLength(emulator.slots.length);
});
