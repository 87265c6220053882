import { describe, expect, test } from '@jest/globals';

import { accounts, startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, runOn } from '../harness/support.mts';

const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';

const freeSlots = () => emulator.slots.filter(({ occupied }) => !occupied);
const ordered = () =>
	emulator.requests.flatMap(({ method, body }) => (method === 'POST' ? [body] : []));

describe('Create', () => {
	test('sends nothing of the other type, and no empty speed', async () => {
		const [slot] = freeSlots();
		// A workflow keeps what was entered before the type was changed.
		await runOn(
			emulator,
			interconnect('create', {
				type: 'direct',
				slotId: locator(slot!.id),
				speed: '',
				bandwidth: '50G',
				pairingKey,
			}),
		);
		await runOn(
			emulator,
			interconnect('create', {
				type: 'gcp_partner',
				slotId: locator(slot!.id),
				speed: '10G',
				pairingKey,
			}),
		);
		expect(ordered()).toEqual([
			{ account: accounts.main.id, type: 'direct', slot_id: slot!.id },
			{
				account: accounts.main.id,
				type: 'gcp_partner',
				bandwidth: '50M',
				pairing_key: pairingKey,
			},
		]);
	});

	test('gives the older form of the answer as it came', async () => {
		const older = await startEmulator({ answers: 'documented' });
		try {
			const slot = older.slots.find(({ occupied }) => !occupied)!;
			const direct = await runOn(
				older,
				interconnect('create', { type: 'direct', slotId: locator(slot.id) }),
			);
			const partner = await runOn(
				older,
				interconnect('create', { type: 'gcp_partner', pairingKey }),
			);
			const { account, facility, site, speed } = slot;
			expect(direct.items[0]!.json).toEqual({
				account: account ?? accounts.main.id,
				facility,
				name: older.interconnects[0]!.name,
				site,
				slot_id: slot.id,
				speed,
				type: 'direct',
			});
			expect(partner.items[0]!.json).toEqual({
				account: accounts.main.id,
				name: older.interconnects[1]!.name,
				region: 'us-east4',
				type: 'gcp_partner',
			});
		} finally {
			await older.stop();
		}
	});

	test('takes type and parameters from the item, in the order of the items', async () => {
		const [first, second] = freeSlots();
		const { items, error } = await runOn(
			emulator,
			interconnect('create', {
				type: '={{ $json.type }}',
				slotId: locator('={{ $json.slot }}'),
				speed: '={{ $json.speed }}',
				bandwidth: '={{ $json.bandwidth }}',
				pairingKey: '={{ $json.key }}',
			}),
			{
				input: [
					{ type: 'direct', slot: first!.id, speed: first!.speed },
					{ type: 'gcp_partner', bandwidth: '5G', key: pairingKey },
					{ type: 'direct', slot: second!.id, speed: second!.speed },
				],
			},
		);
		expect(error).toBeUndefined();
		expect(ordered()).toEqual([
			{
				account: accounts.main.id,
				type: 'direct',
				slot_id: first!.id,
				speed: first!.speed,
			},
			{
				account: accounts.main.id,
				type: 'gcp_partner',
				bandwidth: '5G',
				pairing_key: pairingKey,
			},
			{
				account: accounts.main.id,
				type: 'direct',
				slot_id: second!.id,
				speed: second!.speed,
			},
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(items.map(({ json }) => json)).toEqual(emulator.interconnects);
	});
});
