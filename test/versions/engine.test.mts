import { realpathSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from '@jest/globals';
import { PackageDirectoryLoader, WorkflowExecute } from 'n8n-core';
import { sleep, type INodeParameters } from 'n8n-workflow';

import { startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { bytesOf, callTool, listSearch, node, testCredential } from '../harness/engine.mts';
import { core, n8nWorkflow } from '../harness/n8n.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/*
 * What differs between the versions of n8n that the package supports, on the engine of each. What the node does is
 * tested on the newest n8n alone.
 */

const root = join(import.meta.dirname, '../..');
const built = join(
	root,
	'dist/nodes/CloudflareNetworkInterconnect/CloudflareNetworkInterconnect.node.js',
);

const get = (options: INodeParameters = {}) =>
	interconnect('get', { interconnectName: locator('={{ $json.name }}', 'name'), options });
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const sent = () => emulator.requests.map(({ method }) => method);

/** Waits for something that is going to happen. */
async function until(happened: () => boolean): Promise<void> {
	while (!happened()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The timers of this process that are not over. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('n8n is of the version that the report names', () => {
	const { engineFolder } = globalThis as unknown as { engineFolder: string };
	const folder = realpathSync(engineFolder);
	expect(require.resolve('n8n-core')).toContain(join(folder, 'n8n-core/'));
	expect(require.resolve('n8n-workflow')).toContain(join(folder, 'n8n-workflow/'));
	// The harness and the package load it the same way.
	expect(core.WorkflowExecute).toBe(WorkflowExecute);
	expect(n8nWorkflow.sleep).toBe(sleep);
	expect(node).toBeInstanceOf(require(built).CloudflareNetworkInterconnect);
});

describe('loading', () => {
	test('takes the package as n8n does when it starts', async () => {
		const loader = new PackageDirectoryLoader(root);
		await loader.loadAll();
		expect(loader.types.nodes.map(({ name }) => name)).toContain('cloudflareNetworkInterconnect');
		expect(loader.types.credentials.map(({ name }) => name)).toEqual([
			'cloudflareNetworkInterconnectApi',
		]);
		for (const { inputs, outputs, iconUrl } of loader.types.nodes) {
			expect({ inputs, outputs }).toMatchObject({ outputs: ['main'] });
			expect(iconUrl).toMatchObject({ light: expect.stringMatching(/\.svg$/) });
		}
		expect(node.description.inputs).toEqual(['main']);
	});
});

describe('an item that did not succeed', () => {
	const slot = () => free()[0]!;
	const input = () => [{ slot: 'none' }, { slot: slot() }, { slot: emulator.slots[0]!.id }];
	const create = () =>
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}') });
	const bad = {
		error: expect.stringContaining("'Slot'"),
		message: { description: expect.any(String), outcome: 'notSent', codes: [] },
	};
	const refused = {
		error: expect.stringContaining('occupied'),
		message: {
			description: expect.any(String),
			outcome: 'refused',
			httpStatus: 409,
			codes: expect.any(Array),
		},
	};

	beforeEach(() => {
		emulator.addInterconnect({ slotId: emulator.slots[0]!.id });
	});

	test('goes to the error output, with the fields of its input', async () => {
		const [first, , last] = input();
		const { items, errorItems, error } = await runOn(emulator, create(), {
			input: input(),
			onError: 'continueErrorOutput',
		});
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{ json: expect.objectContaining({ name: expect.any(String) }), pairedItem: { item: 1 } },
		]);
		expect(errorItems).toEqual([
			{ json: { ...first, ...bad }, pairedItem: { item: 0 } },
			{ json: { ...last, ...refused }, pairedItem: { item: 2 } },
		]);
	});

	test('keeps its place under "Continue"', async () => {
		const { items, error } = await runOn(emulator, create(), {
			input: input(),
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{ json: bad, pairedItem: { item: 0 } },
			{ json: expect.objectContaining({ name: expect.any(String) }), pairedItem: { item: 1 } },
			{ json: refused, pairedItem: { item: 2 } },
		]);
	});

	test('stops the run otherwise, with all that n8n shows', async () => {
		const { error } = await runOn(emulator, get(), { input: [{ name: 'nowhere' }] });
		expect(error).toMatchObject({
			message: expect.stringContaining('There is no interconnect named "nowhere"'),
			description: expect.any(String),
			httpCode: '404',
			context: { itemIndex: 0, outcome: 'refused', httpStatus: 404 },
		});
	});
});

describe('a wait', () => {
	test('ends when it is the turn of the item, and leaves no timer behind', async () => {
		const names = Array.from({ length: 25 }, () => emulator.addInterconnect().name);
		const before = timers();
		const { items } = await runOn(emulator, get(), { input: names.map((name) => ({ name })) });
		expect(items.map(({ json }) => json.name)).toEqual(names);
		await until(() => timers() <= before);
	});

	test('before a request is repeated takes as long as it should', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ status: 503, body: '' });
		const { items } = await runOn(emulator, get(), { input: [{ name }] });
		expect(items.map(({ json }) => json.name)).toEqual([name]);
		expect(sent()).toEqual(['GET', 'GET']);
	});

	test('for a response is over after the time-out', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ delay: 60_000 });
		const { error } = await runOn(emulator, get({ timeout: 1000, maxRetries: 0 }), {
			input: [{ name }],
		});
		expect(error!.message).toContain('within 1000 ms');
	});

	test.each([
		['for the rate limit', { status: 429, headers: { 'retry-after': '300' }, body: '' }],
		['for a response', { delay: 60_000 }],
	])('%s is over when the execution is cancelled', async (_what, fault) => {
		const before = timers();
		// One of its own: what a service has blocked must not hold up the other tests.
		const service = await startEmulator();
		const { name } = service.addInterconnect();
		service.fault(fault);
		const cancel = new AbortController();
		const run = runOn(service, get(), { input: [{ name }], cancel: cancel.signal });
		await until(() => service.requests.length === 1);
		cancel.abort();
		await run;
		expect(service.requests).toHaveLength(1);
		await service.stop();
		await until(() => timers() <= before);
	});
});

describe('a hint', () => {
	const existing = () => {
		const [slot] = free();
		const { name } = emulator.addInterconnect({ slotId: slot });
		const options = { returnExisting: true };
		return { name, parameters: interconnect('create', { slotId: locator(slot!), options }) };
	};

	test('is shown with the output', async () => {
		const { name, parameters } = existing();
		const { items, hints } = await runOn(emulator, parameters);
		expect(items.map(({ json }) => json.name)).toEqual([name]);
		expect(hints).toEqual([expect.stringContaining(name)]);
	});

	test('does not make the call of a tool fail', async () => {
		const { name, parameters } = existing();
		const [answer] = await callTool({ parameters, credential: stored(emulator) }, [{}], true);
		expect(answer).toMatchObject({ name });
	});
});

describe('as the tool of an AI agent', () => {
	test('orders what the model asks for, and says what did not succeed', async () => {
		const parameters = interconnect('create', { slotId: locator("={{ $fromAI('slot') }}") });
		const [slot] = free();
		const answers = await callTool(
			{ parameters, credential: stored(emulator) },
			[{ slot }, { slot: 'none' }],
			true,
		);
		expect(answers[0]).toMatchObject({ slot_id: slot });
		expect(answers[1]).toMatchObject({ error: expect.stringContaining("'Slot'") });
		expect(emulator.orders).toHaveLength(1);
	});
});

test('each item of a listing is linked to its input item', async () => {
	const types = ['direct', 'direct', 'gcp_partner'] as const;
	const [a, b, c] = types.map((type) => emulator.addInterconnect({ type }).name);
	const { items } = await runOn(
		emulator,
		interconnect('getAll', { filters: { type: '={{ $json.type }}' } }),
		{ input: [{ type: 'gcp_partner' }, { type: 'direct' }] },
	);
	expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
		[c, { item: 0 }],
		[a, { item: 1 }],
		[b, { item: 1 }],
	]);
});

test('binary data is handed to n8n', async () => {
	const { name } = emulator.addInterconnect();
	const { items } = await runOn(
		emulator,
		interconnect('downloadLoa', { interconnectName: locator(name, 'name') }),
	);
	const bytes = await bytesOf(items[0]!.binary!.data!);
	expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
});

test('the editor lists interconnects and tests the credential', async () => {
	const { name } = emulator.addInterconnect();
	const run = { parameters: get(), credential: stored(emulator) };
	const { results } = await listSearch('searchInterconnects', run);
	expect(results.map(({ value }) => value)).toEqual([name]);
	expect(await testCredential(stored(emulator))).toMatchObject({ status: 'OK' });
});
