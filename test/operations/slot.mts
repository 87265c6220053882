import { locator } from '../harness/support.mts';
import { read, readObject, type Resource } from './known.mts';
import { boolean, collection, listing, picker, reading, string } from './saved.mts';
import { account_id, freeSlot } from './fixtures.mts';

export const slot: Resource = {
	get: {
		isDefault: true,
		saved: [picker('slotId'), reading()],
		wire: [
			{
				parameters: { slotId: locator('={{ $json.slot }}') },
				sdk: async ({ networkInterconnects: { slots } }, { slot: id }) =>
					await slots.get(id, { account_id }),
			},
		],
		attempts: { any: (emulator) => readObject({ slotId: freeSlot(emulator) }) },
		runs: [({ slot: id }) => ({ slotId: locator(id) })],
	},
	getAll: {
		listed: { member: 'items', searches: ['searchFreeSlots', 'searchSlots'] },
		saved: [
			...listing,
			collection(
				'filters',
				string('addressContains'),
				picker('differentDeviceFrom', 'name'),
				string('facility'),
				boolean('occupied'),
				string('site'),
				string('speed'),
			),
			reading(),
		],
		wire: [
			{
				parameters: {
					limit: 9,
					filters: {
						addressContains: 'Straße & Co',
						occupied: true,
						site: 'FRA 1',
						speed: '100G',
					},
				},
				sdk: async ({ networkInterconnects: { slots } }) =>
					await slots.list({
						account_id,
						limit: 9,
						address_contains: 'Straße & Co',
						occupied: true,
						site: 'FRA 1',
						speed: '100G',
					}),
			},
		],
		attempts: { any: () => read({ limit: 1 }) },
		runs: [() => ({ returnAll: true })],
	},
};
