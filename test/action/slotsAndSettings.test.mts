import { describe, expect, test } from '@jest/globals';

import { emulator } from '../harness/emulator.mts';
import { locator, operation, runOn } from '../harness/support.mts';

describe('slots and settings', () => {
	test('Get and Get Many with filters', async () => {
		const slot = emulator.slots[5]!;
		const got = await runOn(emulator, operation('slot', 'get', { slotId: locator(slot.id) }));
		expect(got.items).toEqual([{ json: slot, pairedItem: { item: 0 } }]);

		const filters = { addressContains: slot.facility.address[0]!, occupied: false, speed: '10G' };
		const found = await runOn(
			emulator,
			operation('slot', 'getAll', { returnAll: true, filters: { ...filters, site: slot.site } }),
		);
		expect(found.items.map(({ json }) => json)).toEqual(
			emulator.slots.filter(
				({ occupied, speed, site, facility }) =>
					!occupied &&
					speed === '10G' &&
					site === slot.site &&
					facility.address.join(' ').includes(slot.facility.address[0]!),
			),
		);
		expect(emulator.requests.at(-1)!.query).toEqual({
			address_contains: slot.facility.address[0],
			limit: '100',
			occupied: 'false',
			site: slot.site,
			speed: '10G',
		});

		const all = await runOn(emulator, operation('slot', 'getAll', { returnAll: true }));
		expect(all.items.map(({ json }) => json)).toEqual(emulator.slots);
	});

	test('the default ASN is set and cleared', async () => {
		const set = await runOn(emulator, operation('settings', 'update', { defaultAsn: 65010 }));
		expect(set.items[0]!.json).toEqual({ default_asn: 65010 });
		const got = await runOn(emulator, operation('settings', 'get'));
		expect(got.items[0]!.json).toEqual({ default_asn: 65010 });
		const cleared = await runOn(
			emulator,
			operation('settings', 'update', { clearDefaultAsn: true, defaultAsn: 65010 }),
		);
		expect(cleared.items[0]!.json).toEqual({ default_asn: 13335 });
		expect(emulator.requests.map(({ body }) => body)).toEqual([
			{ default_asn: 65010 },
			undefined,
			{ default_asn: null },
		]);
	});

	test('a default ASN that is none', async () => {
		const { error } = await runOn(emulator, operation('settings', 'update'));
		expect(error!.message).toBe("'Default ASN' is empty");
		expect(emulator.requests).toEqual([]);
	});
});
