import { expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { PollBudget } from '../../nodes/CloudflareNetworkInterconnectTrigger/pollBudget.ts';
import { emptyMemory } from '../../nodes/CloudflareNetworkInterconnectTrigger/memory.ts';
import { readStatuses } from '../../nodes/CloudflareNetworkInterconnectTrigger/statuses.ts';
import type { Api, Tries } from '../../nodes/shared/api/index.ts';
import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { register, type Registration } from '../harness/polling.mts';
import { locator, stored, untilRead } from '../harness/support.mts';

/* Where events could get lost, be taken for others, or keep others waiting. */

const registered = (more: Partial<Registration> = {}) =>
	register({
		credential: stored(emulator, credentials.magicAndNotifications),
		...more,
		parameters: { accountId: locator(accounts.main.id), ...more.parameters },
	});

test('a token that is replaced loses nothing', async () => {
	const { name } = emulator.addInterconnect();
	const credential = stored(emulator, credentials.magicWanWrite);
	const trigger = registered({ credential });
	await trigger.poll();
	emulator.setStatus(name, { state: 'Down' });
	Object.assign(credential, stored(emulator, credentials.magicAndNotifications));
	expect(await trigger.poll()).toMatchObject([{ name, state: 'Down' }]);
});

test('the same change after the workflow was published anew has another ID', async () => {
	const { name } = emulator.addInterconnect();
	const told: unknown[] = [];
	let saved: IDataObject = {};
	for (let time = 0; time < 2; time++) {
		emulator.setStatus(name, { state: 'Healthy' });
		const trigger = registered({ saved });
		await trigger.poll();
		emulator.setStatus(name, { state: 'Down' });
		const [event] = (await trigger.poll())!;
		told.push(event!.eventId);
		saved = structuredClone(trigger.staticData);
	}
	expect(new Set(told).size).toBe(2);
});

const names = Array.from({ length: 40 }, (_, i) => `port-${String(i).padStart(2, '0')}`);

/** What the statuses are read with: a number of reads that there is time for, and what answers them. */
async function read(tries: Tries, most: number, get: (name: string) => { state: string }) {
	let left = most;
	const budget = {
		get isOpen() {
			return left-- > 0;
		},
	} as PollBudget;
	const api = { get: async (path: string[]) => await Promise.resolve(get(path[2]!)) };
	return await readStatuses(names, emptyMemory('one'), tries, budget, api as unknown as Api);
}

test('statuses that can’t be read keep no others waiting, though their poll stores nothing', async () => {
	const tries: Tries = { reads: [], triedAt: new Map() };
	const get = (name: string) => {
		if (name < 'port-20') throw new Error('no answer');
		return { state: 'Healthy' };
	};
	expect((await read(tries, 20, get)).statuses.size).toBe(0);
	expect([...(await read(tries, 20, get)).statuses.keys()]).toEqual(names.slice(20));
});

test('reads of polls that failed count for half of the quota', async () => {
	const tries: Tries = { reads: [[Date.now(), 590]], triedAt: new Map() };
	const { statuses } = await read(tries, Infinity, () => ({ state: 'Healthy' }));
	expect(statuses.size).toBe(10);
});

test('a poll that hangs is over in its time, and repeats nothing then', async () => {
	emulator.fault({ path: 'interconnects$', until: new Promise(() => {}), times: 9 });
	const trigger = registered({ pollBudget: 300, parameters: { events: ['interconnectCreated'] } });
	await expect(trigger.poll()).rejects.toThrow(/none came within \d+ ms$/);
	expect(emulator.requests).toHaveLength(1);
});

const history = { parameters: { events: ['notificationSent'] } };

test.each([['some day'], [undefined]])(
	'entries of the history that were sent %s are reported once, and stop nothing',
	async (sent) => {
		const shown = emulator.addHistory({ id: 'good' });
		const odd = (id: string) => ({ ...shown, id, sent });
		const show = (...result: object[]) => {
			const body = { success: true, errors: [], messages: [], result };
			emulator.fault({ path: 'history', status: 200, body });
		};
		const trigger = registered(history);
		show(odd('known'));
		await trigger.poll();
		show(odd('known'), odd('new'), shown);
		const items = await trigger.poll();
		const ids = items?.map(({ notification }) => (notification as IDataObject).id);
		expect(ids?.sort()).toEqual(['good', 'new']);
		show(odd('known'), odd('new'), shown);
		expect(await trigger.poll()).toBeNull();
	},
);

test.each([
	['a time that is none', { history: { until: 'some day', ids: [] } }],
	['a missing list', { reads: undefined }],
	['a missing record', { interconnects: null }],
])('a memory with %s begins anew', async (_what, damage) => {
	const { name } = emulator.addInterconnect();
	const parameters = { events: ['interconnectStatusChanged', 'notificationSent'] };
	const first = registered({ parameters });
	await first.poll();
	const saved = structuredClone(first.staticData);
	Object.assign(saved.memory as object, damage);
	const trigger = registered({ parameters, activation: 'init', saved });
	expect(await trigger.poll()).toBeNull();
	emulator.setStatus(name, { state: 'Down' });
	expect(await trigger.poll()).toMatchObject([{ name, state: 'Down' }]);
});

test('the message of a poll that has to wait names no option that the trigger lacks', async () => {
	emulator.fault({ status: 429, headers: { 'retry-after': '300' }, body: '' });
	const trigger = registered({ parameters: { events: ['interconnectCreated'] } });
	await expect(trigger.poll()).rejects.toThrow();
	const waiting = trigger.poll();
	await expect(waiting).rejects.toMatchObject({
		message: expect.stringContaining('leaves no request for'),
		description: expect.stringContaining('A poll is tried again by itself'),
	});
});

test('a poll that fails leaves no request behind', async () => {
	let open = () => {};
	emulator.fault({ path: 'slots$', until: new Promise<void>((resolve) => (open = resolve)) });
	emulator.fault({ path: 'interconnects$', status: 400, body: { error: 'no' } });
	const trigger = registered({
		parameters: { events: ['interconnectCreated', 'slotAvailable'] },
	});
	let over = false;
	const poll = trigger.poll().catch(() => (over = true));
	await emulator.until(() => emulator.requests.some(({ status }) => status === 400));
	await untilRead();
	expect(over).toBe(false);
	open();
	await poll;
	expect(emulator.requests.map(({ status }) => status).sort()).toEqual([200, 400]);
});
