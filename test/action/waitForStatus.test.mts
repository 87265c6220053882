import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { callTool, pauses, type Run } from '../harness/engine.mts';
import { load } from '../harness/n8n.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/* "Wait for Status": how often it looks, what ends it, and that a wait holds up nothing else. */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterEach(() => {
	pauses.wait.second = 1;
});
afterAll(async () => {
	// A wait reads only.
	expect(emulator.orders).toEqual([]);
	await emulator.stop();
});

const PENDING = { state: 'Pending' } as const;
const HEALTHY = { state: 'Healthy' } as const;

const wait = (name: string, parameters: INodeParameters = {}) =>
	interconnect('waitForStatus', { interconnectName: locator(name, 'name'), ...parameters });
const looks = (name: string) =>
	emulator.requests.filter(({ url }) => url.includes(`/interconnects/${name}`)).length;

/** Starts a wait that does not end by its own time-out while a test runs. */
function started(parameters: INodeParameters, more: Partial<Run> = {}) {
	pauses.wait.second = 5;
	return runOn(emulator, { ...parameters, maxMinutes: 60 }, more);
}

describe('what is there already', () => {
	test.each([
		['healthy', HEALTHY],
		['notPending', { state: 'Down', reason: 'no light' }],
	] as const)('%s takes one request', async (waitFor, status) => {
		const { name } = emulator.addInterconnect({ status });
		const { items } = await runOn(emulator, wait(name, { waitFor }));
		expect(items).toEqual([
			{
				json: { ...status, name, waitedSeconds: expect.any(Number), timedOut: false },
				pairedItem: { item: 0 },
			},
		]);
		expect(emulator.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
			expect.stringMatching(new RegExp(`^GET .*/cni/interconnects/${name}/status$`)),
		]);
	});

	test('what is gone already may be a wrong name, and a hint says so', async () => {
		const { items, hints } = await runOn(emulator, wait('ams01-none', { waitFor: 'deleted' }));
		expect(items[0]!.json).toMatchObject({ name: 'ams01-none', deleted: true, timedOut: false });
		expect(hints).toEqual([
			"'ams01-none' did not exist at the first check: make sure that this is its name.",
		]);
	});

	test('what does not exist will not become healthy', async () => {
		const { error } = await runOn(emulator, wait('ams01-none'));
		expect(error!.httpCode).toBe('404');
		expect(looks('ams01-none')).toBe(1);
	});
});

describe('what comes later', () => {
	test('is returned as soon as it is seen', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		const running = started(wait(name));
		await emulator.until(() => looks(name) >= 2);
		// It has a port, but no light yet.
		emulator.setStatus(name, { state: 'Down' });
		const soFar = looks(name);
		await emulator.until(() => looks(name) >= soFar + 2);
		emulator.setStatus(name, HEALTHY);
		const { items, hints } = await running;
		expect(items[0]!.json).toMatchObject({ state: 'Healthy', name, timedOut: false });
		expect(items[0]!.json.waitedSeconds).toBeGreaterThan(0);
		expect(hints).toEqual([]);
		expect(new Set(emulator.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
	});

	test('a delete too', async () => {
		const { name } = emulator.addInterconnect();
		const running = started(wait(name, { waitFor: 'deleted' }));
		await emulator.until(() => looks(name) >= 2);
		await runOn(emulator, interconnect('delete', { interconnectName: locator(name, 'name') }));
		const { items, hints } = await running;
		expect(items[0]!.json).toMatchObject({ name, deleted: true, timedOut: false });
		expect(hints).toEqual([]);
	});
});

describe('when the time is over', () => {
	const reason = 'cross-connect not seen';

	test('it stops with what was last seen, and names the way for days', async () => {
		const { name } = emulator.addInterconnect({ status: { state: 'Unhealthy', reason } });
		const { error } = await runOn(emulator, wait(name, { maxMinutes: 1 }));
		expect(error!.message).toBe(
			`Interconnect '${name}' is not Healthy after 1 minute: it is Unhealthy (${reason})`,
		);
		expect(error!.description).toBe(
			"Run it again to wait longer, or set the option 'On Timeout' to Continue. To wait for days or weeks, start a workflow with the Cloudflare Network Interconnect Trigger, or loop over Get Status and a Wait node.",
		);
		// At once, after each pause that fits into a minute, and at its end.
		expect(looks(name)).toBeGreaterThanOrEqual(2);
		expect(looks(name)).toBeLessThanOrEqual(4);
	});

	test('or goes on with it', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		const options = { onTimeout: 'continue' };
		const pending = await runOn(emulator, wait(name, { maxMinutes: 1, options }));
		const { waitedSeconds, ...rest } = pending.items[0]!.json;
		expect(rest).toEqual({ state: 'Pending', name, timedOut: true });
		expect(waitedSeconds).toBeGreaterThanOrEqual(60);

		const deleted = { maxMinutes: 1, waitFor: 'deleted', options };
		const there = await runOn(emulator, wait(name, deleted));
		expect(there.items[0]!.json).toMatchObject({ name, deleted: false, timedOut: true });
	});

	test('of one item, its message names the item', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		const other = emulator.addInterconnect().name;
		const parameters = wait('={{ $json.name }}', { maxMinutes: 1, waitFor: 'notPending' });
		const { items } = await runOn(emulator, parameters, {
			input: [{ name: other }, { name }],
			onError: 'continueRegularOutput',
		});
		expect(items[0]!.json).toMatchObject({ name: other, timedOut: false });
		expect(items[1]!.json.error).toBe(
			`Interconnect '${name}' is not ready after 1 minute: it is Pending (item 1)`,
		);
	});
});

describe('a later look that does not succeed', () => {
	const options = { maxRetries: 0, onTimeout: 'continue' };

	test('is made again, and said at the end', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		emulator.fault({ path: 'status', skip: 1, times: 99, status: 500, body: '' });
		const goesOn = await runOn(emulator, wait(name, { maxMinutes: 1, options }));
		expect(goesOn.items[0]!.json).toMatchObject({ state: 'Pending', timedOut: true });

		const stops = await runOn(emulator, wait(name, { maxMinutes: 1, options: { maxRetries: 0 } }));
		// The fault strikes its first look.
		expect(stops.error!.message).not.toContain('after 1 minute');
		emulator.reset();
		const again = emulator.addInterconnect({ status: PENDING }).name;
		emulator.fault({ path: 'status', skip: 1, times: 99, status: 500, body: '' });
		const { error } = await runOn(
			emulator,
			wait(again, { maxMinutes: 1, options: { maxRetries: 0 } }),
		);
		expect(error!.message).toBe(
			`Interconnect '${again}' is not Healthy after 1 minute: it is Pending`,
		);
		expect(error!.description).toMatch(/^The last check did not succeed: /);
	});

	test('ends the wait where Cloudflare rejects it', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		emulator.fault({ path: 'status', skip: 1, status: 403, body: '' });
		const { error } = await started(wait(name, { options }));
		expect(error!.httpCode).toBe('403');
		expect(looks(name)).toBe(2);
	});

	test('an interconnect that was deleted ends it too', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		const running = started(wait(name));
		await emulator.until(() => looks(name) >= 1);
		await runOn(emulator, interconnect('delete', { interconnectName: locator(name, 'name') }));
		expect((await running).error!.httpCode).toBe('404');
	});
});

describe('one that sleeps', () => {
	test('takes no place of Max Concurrency', async () => {
		const waiting = emulator.addInterconnect({ status: PENDING }).name;
		const others = [1, 2, 3].map(() => emulator.addInterconnect().name);
		const input = [waiting, ...others].map((name) => ({ name }));
		const running = started(wait('={{ $json.name }}', { options: { maxConcurrency: 1 } }), {
			input,
		});
		await emulator.until(() => others.every((name) => looks(name) === 1));
		emulator.setStatus(waiting, HEALTHY);
		const { items } = await running;
		expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual(
			input.map(({ name }, item) => [name, { item }]),
		);
	});

	test('wakes up at once when the execution is cancelled', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		const cancel = new AbortController();
		// Real seconds: the test would end by its own time-out.
		pauses.wait.second = 1000;
		const running = runOn(emulator, wait(name), { cancel: cancel.signal });
		await emulator.until(() => looks(name) === 1);
		cancel.abort();
		await running;
		expect(looks(name)).toBe(1);
	});

	test('wakes up at once when another item stops the run, and the message is that of the other', async () => {
		const { name } = emulator.addInterconnect({ status: PENDING });
		pauses.wait.second = 1000;
		const { error } = await runOn(emulator, wait('={{ $json.name }}'), {
			input: [{ name }, { name: 'ams01-none' }],
		});
		expect(error!.httpCode).toBe('404');
		expect((error as { context?: { itemIndex?: number } }).context!.itemIndex).toBe(1);
		expect(looks(name)).toBe(1);
	});
});

test('looks are further and further apart, and all waits of a run together leave half of the quota', () => {
	const { secondsUntilLook } = load<{
		secondsUntilLook(looks: number, interval: number, others: number): number;
	}>(
		join(
			__dirname,
			'../../dist/nodes/CloudflareNetworkInterconnect/resources/interconnect/waitPauses.js',
		),
	);
	expect([1, 2, 3, 4, 5, 9].map((look) => secondsUntilLook(look, 15, 0))).toEqual([
		15, 22.5, 33.75, 50.625, 60, 60,
	]);
	expect([1, 2].map((look) => secondsUntilLook(look, 300, 0))).toEqual([300, 300]);
	// A thousand that wait look once in 500 seconds each: 600 requests in five minutes.
	expect(secondsUntilLook(1, 15, 999)).toBe(500);
});

test.each([
	[{ maxMinutes: 0 }, "'Max Minutes' must be a whole number from 1 to 60, not '0'"],
	[{ maxMinutes: 61 }, "'Max Minutes' must be a whole number from 1 to 60, not '61'"],
	[{ waitFor: 'active' }, "'Wait For' must be one of deleted, healthy, notPending, not 'active'"],
	[{ options: { interval: 4 } }, "'Interval' must be a whole number from 5 to 300, not '4'"],
	[{ options: { onTimeout: 'fail' } }, "'On Timeout' must be one of continue, stop, not 'fail'"],
])('%j is rejected before any request', async (parameters, message) => {
	const { error } = await runOn(emulator, wait('ams01-1', parameters));
	expect(error!.message).toBe(message);
	expect(emulator.requests).toEqual([]);
});

test('as a tool, it answers with the status, or with what was last seen', async () => {
	const { name } = emulator.addInterconnect();
	const pending = emulator.addInterconnect({ status: PENDING }).name;
	const parameters = wait("={{ $fromAI('Name', ``, 'string') }}", { maxMinutes: 1 });
	const [first, second] = await callTool({ parameters, credential: stored(emulator) }, [
		{ Name: name },
		{ Name: pending },
	]);
	expect(first).toMatchObject({ state: 'Healthy', name, timedOut: false });
	expect(second!.error).toContain(`'${pending}' is not Healthy after 1 minute: it is Pending`);
});
