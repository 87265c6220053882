import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import { startProcessAnew } from '../harness/engine.mts';
import { register, type Registered } from '../harness/polling.mts';
import { seedOf } from '../harness/random.mts';
import { locator, stored } from '../harness/support.mts';

/*
 * The event "Notification Sent" through random histories of an account's alerts: several pages, entries of the same
 * time, entries that turn up late, polls that do not succeed and restarts. Nothing is lost, nothing is told twice while
 * n8n runs, and what is told again after a restart has the same ID.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());

/** The most that the trigger asks for in a page. */
const PAGE = 100;
const HISTORY = 'alerting/v3/history$';

const sending = fc.record({
	/** How many seconds ago it was sent: what turns up late was sent before what is known already. */
	age: fc.integer({ min: 1, max: 1800 }),
	/** How many alerts were sent at that moment. */
	count: fc.oneof(
		{ weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
		fc.constantFrom(PAGE - 1, PAGE, PAGE + 30),
	),
});
const poll = fc.record({
	before: fc.array(sending, { maxLength: 3 }),
	fault: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(undefined) },
		fc.constantFrom('first page', 'second page', 'lost'),
	),
	killed: fc.option(fc.constantFrom('unsaved', 'saved'), { freq: 4 }),
});
const history = fc.record({
	durable: fc.boolean(),
	polls: fc.array(poll, { minLength: 3, maxLength: 8 }),
});

/** A trigger, and what it has to tell. */
class Watched {
	private trigger: Registered;
	private told = new Set<string>();
	private saved?: { data: IDataObject; told: Set<string> };
	private readonly ids = new Map<string, unknown>();
	private readonly durable: boolean;
	private sent: string[] = [];
	private remembers = false;

	constructor(durable: boolean) {
		this.durable = durable;
		this.trigger = this.register();
	}

	private register(): Registered {
		return register({
			credential: stored(emulator, credentials.magicAndNotifications),
			parameters: { accountId: locator(accounts.main.id), events: ['notificationSent'] },
			activation: this.saved ? 'init' : 'activate',
			saved: structuredClone(this.saved?.data),
			durable: this.durable,
		});
	}

	send(count: number, age: number): void {
		const sent = new Date(Date.now() - age * 1000).toISOString();
		for (let i = 0; i < count; i++) this.sent.push(emulator.addHistory({ sent }).id);
	}

	restart(): void {
		startProcessAnew();
		this.trigger = this.register();
		this.told = new Set(this.saved?.told);
		this.remembers = this.saved !== undefined;
	}

	async poll(fault: string | undefined, saves: boolean): Promise<void> {
		const page = fault === 'second page' ? 2 : 1;
		const strikes = fault?.endsWith('page') && this.sent.length > PAGE * (page - 1);
		if (strikes) emulator.fault({ path: HISTORY, skip: page - 1, status: 400, body: 'no' });
		if (fault === 'lost') emulator.fault({ path: HISTORY, drop: true });
		if (strikes) {
			const before = structuredClone(this.trigger.staticData);
			await expect(this.trigger.poll()).rejects.toThrow('HTTP 400');
			expect(this.trigger.staticData).toEqual(before);
			return;
		}
		const items = (await this.trigger.poll()) ?? [];
		const untold = this.sent.filter((id) => !this.told.has(id));
		const told = items.map(({ notification }) => (notification as { id: string }).id);
		expect(told.sort()).toEqual(this.remembers ? untold.sort() : []);
		for (const { eventId, notification } of items) {
			const { id } = notification as { id: string };
			expect(this.ids.get(id) ?? eventId).toBe(eventId);
			this.ids.set(id, eventId);
		}
		expect(new Set(this.ids.values()).size).toBe(this.ids.size);
		for (const id of untold) this.told.add(id);
		// n8n saves at activation, after a poll that starts a run, and with durable cursors after every poll.
		if (saves && (this.durable || !this.remembers || told.length > 0)) {
			const data = structuredClone(this.trigger.staticData);
			this.saved = { data, told: new Set(this.told) };
		}
		this.remembers = true;
	}
}

test('every alert is told exactly once, and over a restart with the same ID', async () => {
	await fc.assert(
		fc.asyncProperty(history, async ({ polls, durable }) => {
			emulator.reset();
			startProcessAnew();
			const watched = new Watched(durable);
			for (const { before, fault, killed } of polls) {
				for (const { count, age } of before) watched.send(count, age);
				await watched.poll(fault, killed !== 'unsaved');
				if (killed) watched.restart();
			}
		}),
		{ seed: seedOf('Histories of alerts', 20261126), numRuns: 30 },
	);
});
