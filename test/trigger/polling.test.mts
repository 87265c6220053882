import { describe, expect, test } from '@jest/globals';

import { accounts, authHeaders, credentials, type Interconnect } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { startProcessAnew } from '../harness/engine.mts';
import { pollingTrigger, register, type Registration } from '../harness/polling.mts';
import { locator, stored } from '../harness/support.mts';

const below = `/accounts/${accounts.main.id}/cni`;
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);

const slotOf = (interconnect: Interconnect) => 'slot_id' in interconnect && interconnect.slot_id;

/** Deletes an interconnect as somebody else does. */
async function remove(name: string): Promise<void> {
	const headers = authHeaders(credentials.magicWanWrite);
	const { ok } = await fetch(`${emulator.baseUrl}${below}/interconnects/${name}`, {
		method: 'DELETE',
		headers,
	});
	expect(ok).toBe(true);
}

const registered = (more: Partial<Registration> = {}) =>
	register({
		credential: stored(emulator),
		...more,
		parameters: { accountId: locator(accounts.main.id), ...more.parameters },
	});
const all = [
	'interconnectCreated',
	'interconnectDeleted',
	'interconnectStatusChanged',
	'slotAvailable',
];

test('the first poll remembers and emits nothing', async () => {
	const { name } = emulator.addInterconnect();
	const trigger = registered({ parameters: { events: all } });
	expect(await trigger.poll()).toBeNull();
	expect(sent().sort()).toEqual(
		[
			`GET ${below}/interconnects`,
			`GET ${below}/interconnects/${name}/status`,
			`GET ${below}/slots`,
		].sort(),
	);
	expect(await trigger.poll()).toBeNull();
});

test.each([false, true])(
	'tells what has changed, one item each (durable cursors: %s)',
	async (durable) => {
		const gone = emulator.addInterconnect();
		const kept = emulator.addInterconnect();
		const [slot] = emulator.slots.filter(({ occupied }) => !occupied);
		const trigger = registered({ parameters: { events: all }, durable });
		await trigger.poll();

		await remove(gone.name);
		emulator.setStatus(kept.name, { state: 'Down', reason: 'no light' });
		const made = emulator.addInterconnect({ slotId: slot!.id });

		const items = await trigger.poll();
		const id = { eventId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown };
		expect(items).toEqual([
			{ event: 'interconnectDeleted', ...id, name: gone.name, previousState: 'Healthy' },
			{ event: 'interconnectCreated', ...id, name: made.name, interconnect: made },
			{
				event: 'interconnectStatusChanged',
				...id,
				name: kept.name,
				state: 'Down',
				previousState: 'Healthy',
				reason: 'no light',
				interconnect: kept,
			},
			{
				event: 'slotAvailable',
				...id,
				slot: expect.objectContaining({ id: slotOf(gone), occupied: false }) as unknown,
			},
		]);
		expect(await trigger.poll()).toBeNull();
	},
);

test('reads only what the chosen events need', async () => {
	emulator.addInterconnect();
	await registered({ parameters: { events: ['interconnectCreated'] } }).poll();
	expect(sent()).toEqual([`GET ${below}/interconnects`]);
	emulator.reset();
	await registered({ parameters: { events: ['slotAvailable'] } }).poll();
	expect(sent()).toEqual([`GET ${below}/slots`]);
});

test('filters are those of the listings, and states choose among the new ones', async () => {
	const { name } = emulator.addInterconnect();
	const trigger = registered({
		parameters: {
			events: ['interconnectStatusChanged', 'slotAvailable'],
			states: ['Healthy'],
			filters: {
				interconnectSite: 'ams01',
				interconnectType: 'direct',
				slotAddressContains: 'Street',
				slotSite: 'fra01',
				slotSpeed: '10G',
			},
		},
	});
	await trigger.poll();
	const queries = Object.fromEntries(
		emulator.requests.map(({ path, query }) => [path.replace(below, ''), query]),
	);
	expect(queries['/interconnects']).toEqual({ site: 'ams01', type: 'direct', limit: '100' });
	expect(queries['/slots']).toEqual({
		occupied: 'false',
		address_contains: 'Street',
		site: 'fra01',
		speed: '10G',
		limit: '100',
	});
	emulator.setStatus(name, { state: 'Down' });
	expect(await trigger.poll()).toBeNull();
});

describe('what could not be read', () => {
	test('a listing fails the poll, changes nothing, and is made up for', async () => {
		emulator.addInterconnect();
		const trigger = registered({ parameters: { events: all } });
		await trigger.poll();
		const before = structuredClone(trigger.staticData);
		const made = emulator.addInterconnect();
		emulator.fault({
			path: 'slots$',
			status: 403,
			body: { success: false, errors: [{ code: 10000, message: 'no' }] },
		});
		await expect(trigger.poll()).rejects.toThrow(/HTTP 403|permission/i);
		expect(trigger.staticData).toEqual(before);
		expect((await trigger.poll())!.map(({ event, name }) => [event, name])).toEqual([
			['interconnectCreated', made.name],
		]);
	});

	test('a status is tried again at the next poll while the others are told', async () => {
		const [one, other] = [emulator.addInterconnect(), emulator.addInterconnect()];
		const trigger = registered({ parameters: { events: all } });
		await trigger.poll();
		for (const { name } of [one, other]) emulator.setStatus(name, { state: 'Down' });
		emulator.fault({ path: `${one.name}/status`, status: 400, body: { error: 'no' } });
		expect((await trigger.poll())!.map(({ name }) => name)).toEqual([other.name]);
		expect((await trigger.poll())!.map(({ name, previousState }) => [name, previousState])).toEqual(
			[[one.name, 'Healthy']],
		);
	});

	test('no status at all fails the poll', async () => {
		const { name } = emulator.addInterconnect();
		const trigger = registered();
		await trigger.poll();
		emulator.fault({ path: 'status$', status: 400, body: { error: 'no' } });
		await expect(trigger.poll()).rejects.toThrow(/HTTP 400/);
		emulator.setStatus(name, { state: 'Down' });
		expect(await trigger.poll()).toHaveLength(1);
	});
});

test('a poll that starts while the previous one runs returns nothing', async () => {
	const { name } = emulator.addInterconnect();
	const trigger = registered();
	await trigger.poll();
	emulator.setStatus(name, { state: 'Down' });
	const polls = await Promise.all([trigger.poll(), trigger.poll()]);
	expect(polls.filter((items) => items !== null)).toHaveLength(1);
});

test('what does not fit into half of the quota goes on in the next poll, oldest first', async () => {
	for (let i = 0; i < 40; i++) emulator.addInterconnect({ type: 'gcp_partner' });
	const trigger = registered();
	// As if so many had been read in the last minutes.
	await trigger.poll();
	const memory = trigger.staticData.memory as { reads: Array<[number, number]> };
	memory.reads = [[Date.now(), 590]];
	const readNames = () =>
		emulator.requests.filter(({ path }) => path.endsWith('/status')).map(({ path }) => path);
	const before = readNames().length;
	await trigger.poll();
	const first = readNames().slice(before);
	expect(first).toHaveLength(10);
	(trigger.staticData.memory as typeof memory).reads = [[Date.now(), 590]];
	// The process itself would know of the ten.
	startProcessAnew();
	await trigger.poll();
	const second = readNames().slice(before + 10);
	expect(second).toHaveLength(10);
	expect(second.some((path) => first.includes(path))).toBe(false);
});

test('a poll ends in the time that n8n gives it', async () => {
	emulator.addInterconnect();
	const trigger = registered({ pollBudget: 1500 });
	await trigger.poll();
	expect(sent()).toEqual([`GET ${below}/interconnects`]);
});

describe('Fetch Test Event', () => {
	test('shows what there is and remembers nothing', async () => {
		const made = emulator.addInterconnect();
		const trigger = registered({ activation: 'manual', parameters: { events: all } });
		const items = await trigger.poll();
		expect(items!.map(({ event }) => event)).toEqual(all);
		expect(items![2]).toMatchObject({ name: made.name, state: 'Healthy', interconnect: made });
		expect(trigger.staticData).toEqual({});
	});

	test('says where there is nothing to show', async () => {
		const trigger = registered({ activation: 'manual' });
		await expect(trigger.poll()).rejects.toThrow(
			'There is nothing yet that a test event could show',
		);
	});
});

test.each([
	[{ events: [] }, /'Events' is empty/],
	[{ events: ['nothing'] }, /'Events' must be a list of/],
	[{ accountId: locator('x') }, /'Account'/],
])('refuses %j before any request', async (parameters, message) => {
	await expect(registered({ parameters: parameters as never }).poll()).rejects.toThrow(message);
	expect(emulator.requests).toEqual([]);
});

test('the credential is tested whichever node opens it', () => {
	const [credential] = pollingTrigger.description.credentials!;
	expect(pollingTrigger.methods!.credentialTest).toHaveProperty([credential!.testedBy as string]);
});

test('a second page that cannot be read fails the poll, and nothing is remembered or reported', async () => {
	for (let i = 0; i <= 100; i++) emulator.addInterconnect({ type: 'gcp_partner' });
	const events = ['interconnectCreated', 'interconnectDeleted'];
	const trigger = registered({ parameters: { events } });
	await trigger.poll();
	expect(sent()).toHaveLength(2);
	const before = structuredClone(trigger.staticData);
	await remove(emulator.interconnects[0]!.name);
	for (let i = 0; i < 2; i++) emulator.addInterconnect({ type: 'gcp_partner' });
	emulator.fault({ path: /interconnects$/, skip: 1, status: 400, body: { error: 'not now' } });
	await expect(trigger.poll()).rejects.toThrow('not now');
	expect(emulator.pendingFaults).toBe(0);
	expect(trigger.staticData).toEqual(before);
	const items = await trigger.poll();
	expect(items!.map(({ event }) => event)).toEqual([
		'interconnectDeleted',
		'interconnectCreated',
		'interconnectCreated',
	]);
});
