import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Emulator } from '../emulator/index.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';
import { leaksOnEmulators, passedOn } from './leaks.mts';

/* Keys that are sent are in nothing that the node adds to what n8n stores, shows or logs, whatever repeats them. */

const leaks = leaksOnEmulators(true);

const uuid = '123e4567-e89b-12d3-a456-426614174000';
const pairingKey = `${uuid}/us-east4/any`;

describe('the pairing key', () => {
	const parameters = interconnect('create', {
		type: 'gcp_partner',
		pairingKey: '={{ $json.key }}',
		options: { maxRetries: 0 },
	});
	const input = [{ key: pairingKey }];

	test.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'in a refusal of the order, on error: %s',
		async (onError) => {
			const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
				emulator.fault({ ...fault, method: 'POST' });
				// No time is lost with looking it up.
				emulator.fault({ method: 'GET', skip: 1, status: 500, body: '' });
				return await runOn(emulator, parameters, { input, onError });
			});
			expect(leaked).toEqual([]);
		},
		60_000,
	);

	test('in the look-up of a lost order', async () => {
		const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
			emulator.fault({ method: 'POST', drop: true });
			emulator.fault({ ...fault, method: 'GET', skip: 1, times: 9 });
			return await runOn(emulator, parameters, { input });
		});
		expect(leaked).toEqual([]);
	}, 60_000);

	test('in a check of the order', async () => {
		const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
			emulator.fault({ ...fault, times: 9 });
			const options = { maxRetries: 0, checkOnly: true };
			return await runOn(emulator, { ...parameters, options }, { input });
		});
		expect(leaked).toEqual([]);
	}, 60_000);

	test('in what is read again for the next try of "Retry On Fail"', async () => {
		const leaked = await leaks(pairingKey, uuid, async (emulator, fault) => {
			emulator.fault({ method: 'POST', skip: 1, status: 400, body: 'not now' });
			emulator.fault({ ...fault, method: 'GET', path: 'interconnects/', times: 9 });
			return await runOn(emulator, parameters, {
				input: [...input, { key: `${pairingKey.slice(0, 8)}-0000-4000-8000-000000000000/a-b1/1` }],
				maxTries: 2,
			});
		});
		// What a successful answer holds is the service's and comes out as it is.
		expect(leaked.filter((name) => !passedOn('get', name))).toEqual([]);
	}, 60_000);
});

describe('an MD5 key', () => {
	const md5Key = 'md5-key-of-the-test';
	const input = [{ key: md5Key }];
	const bgp = { settings: { customerAsn: 65001, md5Key: '={{ $json.key }}' } };
	const updateFields = { bgp };

	/** An interconnect with a CNI. */
	const carried = (emulator: Emulator) => {
		const { name } = emulator.addInterconnect();
		return { name, id: emulator.addCni({ interconnect: name }).id };
	};
	const writes: Array<[string, (emulator: Emulator) => INodeParameters]> = [
		[
			'cni.create',
			(emulator) =>
				operation('cni', 'create', {
					interconnectName: locator(carried(emulator).name, 'name'),
					conduitName: 'two',
					bgp,
				}),
		],
		[
			'cni.update',
			(emulator) =>
				operation('cni', 'update', { cniId: locator(carried(emulator).id), updateFields }),
		],
		[
			'magicInterconnect.update',
			(emulator) => {
				carried(emulator);
				const magicInterconnectId = locator(emulator.magicInterconnects[0]!.id!);
				return operation('magicInterconnect', 'update', { magicInterconnectId, updateFields });
			},
		],
	];

	test.each(writes)(
		'in the response to %s',
		async (title, parameters) => {
			const leaked = await leaks(md5Key, md5Key, async (emulator, fault) => {
				const own = parameters(emulator);
				emulator.fault({ ...fault, method: title === 'cni.create' ? 'POST' : 'PUT' });
				return await runOn(emulator, { ...own, options: { maxRetries: 0 } }, { input });
			});
			// What a successful answer holds is the service's and comes out as it is.
			expect(leaked.filter((echo) => !passedOn(title.split('.')[1]!, echo))).toEqual([]);
		},
		60_000,
	);
});
