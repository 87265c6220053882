import { describe, expect, test } from '@jest/globals';

import { startEmulator, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, runOn } from '../harness/support.mts';

const key = (number = 0, region = 'us-east4') =>
	`123e4567-e89b-12d3-a456-42661417${String(number).padStart(4, '0')}/${region}/1`;
const partner = (pairingKey: string | undefined = key(), bandwidth = '1G') =>
	interconnect('create', { type: 'gcp_partner', bandwidth, pairingKey });
const direct = (slot: string, options = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options });
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const sent = () => emulator.requests.map(({ method }) => method);
const names = () => emulator.interconnects.map(({ name }) => name);

/** The answer is lost although the order was carried out. */
const lost: Fault = { method: 'POST', drop: true, when: 'after' };
/** The order never reached the service, and nobody knows. */
const swallowed: Fault = { method: 'POST', drop: true };

describe('a direct create whose answer is lost', () => {
	const answers: Array<[string, Fault]> = [
		['a dropped connection', lost],
		['half an answer', { ...lost, drop: undefined, truncate: true }],
		['a gateway that gave up', { method: 'POST', status: 504, body: 'timeout', when: 'after' }],
		['a gateway’s page', { method: 'POST', status: 502, body: '<html></html>', when: 'after' }],
		['408', { method: 'POST', status: 408, body: '', when: 'after' }],
		['a redirect', { method: 'POST', status: 302, headers: { location: '/' }, when: 'after' }],
		['no JSON', { method: 'POST', status: 200, body: '<html>', when: 'after' }],
		['an object without a name', { method: 'POST', status: 200, body: {}, when: 'after' }],
		['nothing', { method: 'POST', status: 200, body: '', when: 'after' }],
	];
	test.each(answers)('%s: is found by its slot and not sent again', async (_name, fault) => {
		const [slot] = free();
		emulator.fault(fault);
		const { items, hints, error } = await runOn(emulator, direct(slot!));
		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);
		expect(emulator.orders).toHaveLength(1);
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
		expect(hints).toEqual([
			`The response was lost, and a lookup found what was ordered: '${names()[0]}' is new on slot ${slot}.`,
		]);
	});

	test('and nothing was made: sent again after two look-ups', async () => {
		const [slot] = free();
		emulator.fault(swallowed);
		const { items, error, hints } = await runOn(emulator, direct(slot!));
		expect(error).toBeUndefined();
		expect(items[0]!.json.slot_id).toBe(slot);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET', 'POST']);
		expect(emulator.orders).toHaveLength(1);
		expect(hints).toEqual([]);
	});

	test('and a second look finds it: the lost request was still at work', async () => {
		const [slot] = free();
		emulator.fault(lost);
		// As long as the service is acting, it does not show what it makes.
		const body = { items: [], next: null };
		emulator.fault({ method: 'GET', skip: 1, status: 200, body });
		const { items, error } = await runOn(emulator, direct(slot!));
		expect(error).toBeUndefined();
		expect(items[0]!.json.name).toBe(names()[0]);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});

	test('and nobody can look: says what is known and what to check', async () => {
		const [slot] = free();
		emulator.fault(lost);
		emulator.fault({ method: 'GET', skip: 1, status: 500, body: '', times: 99 });
		const { error } = await runOn(emulator, direct(slot!, { maxRetries: 0 }));
		expect(error!.message).toBe(
			'The order may have been placed, but its outcome is unknown. Check before you order again',
		);
		expect(error!.description).toMatch(
			new RegExp(
				`^It was not sent again\\. The lookup failed: .*HTTP 500.*\\. Run it again with 'Return Existing': it returns what exists on slot ${slot}, and orders only if nothing does\\. Or check the slot with Slot > Get\\. What happened: .*the connection was lost before the response was complete\\.$`,
			),
		);
		expect(error!.context.outcome).toBe('unknown');
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
	});

	test('and stays lost: gives up after the retries', async () => {
		const [slot] = free();
		emulator.fault({ ...swallowed, times: 9 });
		const { error } = await runOn(emulator, direct(slot!, { maxRetries: 0 }));
		expect(error!.message).toBe(
			`The order was probably not placed: the response was lost, and nothing exists on slot ${slot}`,
		);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toEqual([]);
	});
});

describe('a refused create', () => {
	test('names what stands on the slot, and the option that returns it', async () => {
		const { name, slot_id: slot } = emulator.addInterconnect() as { name: string; slot_id: string };
		const { error } = await runOn(emulator, direct(slot));
		expect(error!.httpCode).toBe('409');
		expect(error!.message).toBe(`Slot ${slot} is already occupied by '${name}'`);
		expect(error!.description).toMatch(
			/^To return it instead of failing, turn on the option 'Return Existing'\. What happened: .*HTTP 409: Slot .* is occupied/,
		);
		expect(error!.context).toMatchObject({ outcome: 'refused', httpStatus: 409 });
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
	});

	test('with Return Existing gives what stands there, and says how it differs', async () => {
		const { name, slot_id: slot } = emulator.addInterconnect() as { name: string; slot_id: string };
		const { items, hints, error } = await runOn(emulator, {
			...direct(slot, { returnExisting: true }),
			speed: '100G',
		});
		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);
		expect(hints).toEqual([
			`'${name}' already exists on slot ${slot} and was returned. Nothing was ordered. It differs from the order: speed is 10G, not 100G.`,
		]);
		// What exists is known before: the order is not even sent.
		expect(sent()).toEqual(['GET', 'GET']);
	});

	test('429 is waited for and repeated', async () => {
		const [slot] = free();
		emulator.fault({ method: 'POST', status: 429, headers: { 'retry-after': '1' }, body: '' });
		const since = Date.now();
		const { items, error } = await runOn(emulator, direct(slot!));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(Date.now() - since).toBeGreaterThanOrEqual(1000);
		expect(sent()).toEqual(['GET', 'POST', 'POST']);
	});
});

describe('a Google Cloud partner create whose answer is lost', () => {
	test('is found by being new in its region with its bandwidth, to be confirmed', async () => {
		emulator.addInterconnect({ type: 'gcp_partner', region: 'us-east4', speed: '1G' });
		emulator.fault(lost);
		const { items, hints, error } = await runOn(emulator, partner());
		expect(error).toBeUndefined();
		expect(items[0]!.json.name).toBe(names()[1]);
		expect(hints).toEqual([
			`The response was lost, and a lookup found what was ordered: '${names()[1]}' is new and matches its region and bandwidth. Confirm in Google Cloud that it belongs to this pairing key.`,
		]);
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});

	test('and nothing is new: never sent again, and how to make sure', async () => {
		emulator.fault(swallowed);
		const { error } = await runOn(emulator, partner());
		expect(error!.message).toBe(
			'The order could not be confirmed: the response was lost, and no matching new interconnect was found. Check before you order again',
		);
		expect(error!.description).toMatch(/^It was not sent again\. Check in Google Cloud whether/);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toEqual([]);
	});

	test('and the new one has no speed, or there are two: unknown', async () => {
		const older = await startEmulator({ answers: 'documented' });
		try {
			older.fault(lost);
			const { error } = await runOn(older, partner());
			expect(error!.message).toMatch(/may have been placed, but its outcome is unknown/);
			expect(older.orders).toHaveLength(1);
			expect(older.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		} finally {
			await older.stop();
		}

		// Somebody else orders the same meanwhile.
		const meanwhile = emulator
			.until(() => emulator.orders.length === 1)
			.then(() =>
				emulator.addInterconnect({ type: 'gcp_partner', region: 'us-east4', speed: '1G' }),
			);
		emulator.fault({ ...lost, until: meanwhile });
		const { error } = await runOn(emulator, partner());
		expect(error!.message).toMatch(/may have been placed, but its outcome is unknown/);
		expect(error!.description).toContain('It was not sent again.');
	});

	test('the listing before is read once per run, and grows with the creates', async () => {
		emulator.fault({ ...lost, skip: 1 });
		const { items, error } = await runOn(emulator, partner('={{ $json.key }}'), {
			input: [{ key: key(1) }, { key: key(2) }, { key: key(3) }],
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.name)).toEqual(names());
		expect(sent()).toEqual(['GET', 'POST', 'POST', 'GET', 'POST']);
	});

	test('without a listing before nothing is ordered', async () => {
		emulator.fault({ method: 'GET', status: 403, body: '', times: 9 });
		const { error } = await runOn(emulator, partner());
		expect(error!.message).toBe('The order was not sent: The credential has no access (HTTP 403)');
		expect(error!.description).toMatch(
			/^The list of interconnects, needed in case the response is lost, could not be read\. /,
		);
		expect(error!.context).toMatchObject({ outcome: 'notSent', httpStatus: 403 });
		expect(sent()).toEqual(['GET']);
	});
});
