import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, startEmulator, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { callTool, startProcessAnew, type Run } from '../harness/engine.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';
import { messageOf, verdicts, type Checked } from './checked.mts';

/* "Check Only": what a person reads before approving an order, and that it never sends one. */

const uuid = '123e4567-e89b-12d3-a456-426614174000';
const pairingKey = `${uuid}/us-east4/1`;

const check = (parameters: INodeParameters, options: INodeParameters = {}) =>
	interconnect('create', { ...parameters, options: { checkOnly: true, ...options } });
const direct = (slot: string, parameters: INodeParameters = {}, options: INodeParameters = {}) =>
	check({ type: 'direct', slotId: locator(slot), ...parameters }, options);
const google = (parameters: INodeParameters = {}, options: INodeParameters = {}) =>
	check({ type: 'gcp_partner', bandwidth: '1G', pairingKey, ...parameters }, options);

/** Runs a check, which sends reads only. */
async function checked(parameters: INodeParameters, more: Partial<Run> = {}) {
	const before = JSON.stringify([emulator.interconnects, emulator.orders]);
	const from = emulator.requests.length;
	const outcome = await runOn(emulator, parameters, more);
	const requests = emulator.requests.slice(from);
	expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(JSON.stringify([emulator.interconnects, emulator.orders])).toBe(before);
	return { ...outcome, requests, json: outcome.items[0]?.json as unknown as Checked };
}

const slotsAt = (site: string) => emulator.slots.filter((slot) => slot.site === site);
const freeAt = (site: string) => slotsAt(site).filter(({ occupied }) => !occupied);
const order = { account: accounts.main.id, type: 'direct' };

describe('of a direct port', () => {
	test('on a free slot, it says what would be sent and where', async () => {
		const [slot] = freeAt('ams01');
		const { json, requests, hints } = await checked(direct(slot!.id, { speed: slot!.speed }));
		expect(json).toEqual({
			ok: true,
			wouldSend: {
				method: 'POST',
				path: `/accounts/${accounts.main.id}/cni/interconnects`,
				body: { ...order, slot_id: slot!.id, speed: slot!.speed },
			},
			checks: [
				{
					check: 'slotExists',
					ok: true,
					message: `Slot ${slot!.id} is at site ams01, Equinix AM5.`,
				},
				{ check: 'slotFree', ok: true, message: 'The slot is free.' },
				{ check: 'speed', ok: true, message: `The slot has ${slot!.speed}, as ordered.` },
				{
					check: 'otherDevice',
					ok: true,
					message: `The account has no other port at site ams01. The slot is on ${slot!.ccr_device_name!}.`,
				},
				{
					check: 'noOpenOrder',
					ok: true,
					message: 'This n8n process knows of no such order that is open.',
				},
			],
		});
		expect(requests.map(({ url }) => url.replace(/^.*\/cni|\?.*$/g, ''))).toEqual([
			'/interconnects',
			`/slots/${slot!.id}`,
		]);
		expect(hints).toEqual([]);
	});

	test('what it would send is what the order sends', async () => {
		const [slot] = freeAt('ams01');
		for (const speed of ['', slot!.speed]) {
			emulator.reset();
			const parameters = { type: 'direct', slotId: locator(slot!.id), speed };
			const { json } = await checked(check(parameters));
			await runOn(emulator, interconnect('create', parameters));
			const { method, url, body } = emulator.requests.at(-1)!;
			expect({ method, body }).toEqual({
				method: json.wouldSend!.method,
				body: json.wouldSend!.body,
			});
			expect(url).toBe(new URL(emulator.baseUrl).pathname + json.wouldSend!.path);
		}
	});

	test('the same device as another port of the site is not redundant', async () => {
		const [first, second] = freeAt('ams01').filter(
			({ ccr_device_name: device }, _i, [one]) => device === one!.ccr_device_name,
		);
		const other = freeAt('ams01').find((slot) => slot.ccr_device_name !== first!.ccr_device_name)!;
		const { name } = emulator.addInterconnect({ slotId: first!.id });
		emulator.addInterconnect({ slotId: freeAt('fra03')[0]!.id });

		const same = await checked(direct(second!.id));
		expect(same.json.ok).toBe(false);
		expect(messageOf(same.json, 'otherDevice')).toBe(
			`Not redundant: the slot is on ${first!.ccr_device_name!}, the same device as '${name}'.`,
		);
		const redundant = await checked(direct(other.id));
		expect(redundant.json.ok).toBe(true);
		expect(messageOf(redundant.json, 'otherDevice')).toBe(
			`The slot is on ${other.ccr_device_name!}, another device than '${name}'.`,
		);
	});

	test('a device that Cloudflare does not name can not be told', async () => {
		const older = await startEmulator({ answers: 'documented' });
		try {
			const [first, second] = older.slots.filter(
				({ occupied, site }) => !occupied && site === 'ams01',
			);
			const { name } = older.addInterconnect({ slotId: first!.id });
			const { items } = await runOn(older, direct(second!.id));
			const json = items[0]!.json as unknown as Checked;
			expect(json.ok).toBe(null);
			expect(verdicts(json)).toMatchObject({ slotFree: true, speed: true, otherDevice: null });
			expect(messageOf(json, 'otherDevice')).toBe(
				`Can't be told: Cloudflare does not say the slot's device. At site ams01: '${name}'.`,
			);
		} finally {
			await older.stop();
		}
	});

	test('a device that the interconnect does not name is read from its slot', async () => {
		const [first, second] = freeAt('ams01');
		const { name } = emulator.addInterconnect({ slotId: first!.id });
		const listed = emulator.interconnects.map((one) => ({ ...one, ccr_device_name: null }));
		emulator.fault({ path: '/interconnects', status: 200, body: { items: listed, next: null } });
		const { json, requests } = await checked(direct(second!.id));
		const isSame = first!.ccr_device_name === second!.ccr_device_name;
		expect(verdicts(json).otherDevice).toBe(!isSame);
		expect(messageOf(json, 'otherDevice')).toContain(`'${name}'`);
		expect(requests.at(-1)!.url).toContain(`/cni/slots/${first!.id}`);
	});

	test('a slot that is occupied, does not exist, or has another speed', async () => {
		const taken = slotsAt('ams01').find(({ occupied }) => occupied)!;
		const occupied = await checked(direct(taken.id));
		expect(occupied.json.ok).toBe(false);
		expect(messageOf(occupied.json, 'slotFree')).toBe(
			'The slot is occupied, and not by this account.',
		);
		expect(occupied.json).not.toHaveProperty('existing');

		const none = await checked(direct(uuid));
		expect(none.json.ok).toBe(false);
		expect(verdicts(none.json)).toEqual({
			slotExists: false,
			slotFree: null,
			speed: null,
			otherDevice: null,
			noOpenOrder: true,
		});

		const [slot] = freeAt('ams01');
		const fast = await checked(direct(slot!.id, { speed: '400G' }));
		expect(messageOf(fast.json, 'speed')).toBe(`The slot has ${slot!.speed}, not 400G.`);
		expect(fast.json.ok).toBe(false);
	});

	test("the account's own port on the slot is named, and is fine with Return Existing", async () => {
		const there = emulator.addInterconnect();
		const slot = (there as { slot_id: string }).slot_id;
		const without = await checked(direct(slot));
		expect(without.json).toMatchObject({ ok: false, existing: there });
		expect(messageOf(without.json, 'slotFree')).toBe(`Your interconnect '${there.name}' is on it.`);
		expect(without.json.wouldSend).not.toBe(null);

		const returned = await checked(direct(slot, {}, { returnExisting: true }));
		expect(returned.json).toMatchObject({ ok: true, wouldSend: null, existing: there });
	});

	test('an order of this process whose outcome is unknown is told', async () => {
		const [slot] = freeAt('ams01');
		const parameters = { type: 'direct', slotId: locator(slot!.id) };
		emulator.fault({ method: 'POST', drop: true });
		emulator.fault({ method: 'GET', skip: 1, times: 99, status: 500, body: '' });
		const options = { maxRetries: 0 };
		const lost = await runOn(emulator, interconnect('create', { ...parameters, options }));
		expect(lost.error).toBeDefined();
		emulator.reset();
		const { json } = await checked(check(parameters));
		expect(verdicts(json).noOpenOrder).toBe(false);
		expect(messageOf(json, 'noOpenOrder')).toContain('and its outcome is unknown');
	});
});

describe('of a Google Cloud partner attachment', () => {
	test('it leaves out the pairing key', async () => {
		const outcome = await checked(google());
		expect(outcome.json).toMatchObject({
			ok: true,
			wouldSend: { body: { account: accounts.main.id, type: 'gcp_partner', bandwidth: '1G' } },
		});
		expect(verdicts(outcome.json)).toEqual({
			pairingKey: true,
			region: true,
			nothingWaiting: true,
			noOpenOrder: true,
		});
		expect(JSON.stringify([outcome.items, outcome.hints])).not.toContain(uuid);
		expect(messageOf(outcome.json, 'region')).toBe('The key is for region us-east4.');
	});

	test('it tells of one of the same region and bandwidth that is Pending', async () => {
		const seed = { type: 'gcp_partner', region: 'us-east4', speed: '1G' } as const;
		emulator.addInterconnect(seed);
		emulator.addInterconnect({ ...seed, region: 'us-east5', status: { state: 'Pending' } });
		emulator.addInterconnect({ ...seed, speed: '2G', status: { state: 'Pending' } });
		expect((await checked(google())).json.ok).toBe(true);
		const { name } = emulator.addInterconnect({ ...seed, status: { state: 'Pending' } });
		const { json } = await checked(google());
		expect(json.ok).toBe(false);
		expect(messageOf(json, 'nothingWaiting')).toBe(
			`Of us-east4 and 1G, '${name}' is still Pending and may be what this key was ordered for. Check in Google Cloud.`,
		);
	});
});

test('bad input is rejected as without the option, before any request', async () => {
	for (const parameters of [direct('no UUID'), google({ pairingKey: 'no key' })]) {
		const { error } = await runOn(emulator, parameters);
		expect(error?.message).toMatch(/^'(Slot|Pairing Key)' must/);
	}
	expect(emulator.requests).toEqual([]);
});

describe('whatever goes wrong, nothing is sent that orders', () => {
	const faults: Record<string, Fault> = {
		'a dropped connection': { drop: true },
		'403 without permission': { status: 403, body: '' },
		'404 with an object': { status: 404, body: { error: 'none such' } },
		'429': { status: 429, headers: { 'retry-after': '0' }, body: '' },
		'500 without a body': { status: 500, body: '' },
		'200 with a page': { status: 200, body: '<html></html>' },
		'200 with an empty object': { status: 200, body: {} },
	};
	test.each(Object.entries(faults))('%s', async (_name, fault) => {
		const [slot] = freeAt('ams01');
		// A 429 blocks for a second at least: nobody waits for that here.
		const options = { maxRetries: 1, maxWait: 0 };
		for (const parameters of [direct(slot!.id, {}, options), google({}, options)]) {
			for (const path of ['/interconnects', '/slots', '/status']) {
				emulator.reset();
				startProcessAnew();
				emulator.addInterconnect({ type: 'gcp_partner', speed: '1G' });
				emulator.fault({ ...fault, path, times: 99 });
				await checked(parameters, { onError: 'continueRegularOutput' });
			}
		}
		expect(emulator.orders).toEqual([]);
	});
});

test('items are told apart, and a check is not reported as done when a later item stops the run', async () => {
	const [one, two] = freeAt('ams01');
	const parameters = check({ type: 'direct', slotId: locator('={{ $json.slot }}') });
	const input = [{ slot: one!.id }, { slot: two!.id }];
	const { items } = await checked(parameters, { input });
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(items.map(({ json }) => (json as unknown as Checked).wouldSend!.body)).toMatchObject([
		{ slot_id: one!.id },
		{ slot_id: two!.id },
	]);

	emulator.fault({ path: `/slots/${two!.id}`, status: 403, body: '' });
	const { error } = await checked(parameters, { input });
	expect(error!.description).not.toContain('Done so far');
});

test('as a tool, it answers with the findings', async () => {
	const [slot] = freeAt('ams01');
	const parameters = check({
		type: 'direct',
		slotId: locator("={{ $fromAI('Slot_ID', ``, 'string') }}"),
	});
	const [answer] = await callTool({ parameters, credential: stored(emulator) }, [
		{ Slot_ID: slot!.id },
	]);
	expect(answer).toMatchObject({ ok: true, wouldSend: { body: { slot_id: slot!.id } } });
	expect(emulator.orders).toEqual([]);
});
