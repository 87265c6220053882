import { describe, expect, test } from '@jest/globals';

import { emulator } from '../harness/emulator.mts';
import { callTool, startProcessAnew } from '../harness/engine.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';
import { direct, key, lost, partner, swallowed } from './ordering.mts';

/* The same order in several items, in the tries of a node, and as a tool: it is made once. */

const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const sent = () => emulator.requests.map(({ method }) => method);
const names = () => emulator.interconnects.map(({ name }) => name);

describe('the same order in several items', () => {
	test('is made once, with a message for the others', async () => {
		const [slot] = free();
		const { items } = await runOn(emulator, direct('={{ $json.slot }}'), {
			input: [{ slot }, { slot: slot!.toUpperCase() }],
			onError: 'continueRegularOutput',
		});
		expect(items[0]!.json.name).toBe(names()[0]);
		expect(items[1]!.json).toEqual({
			error: `The order was not sent: item 0 already ordered '${names()[0]}' with the same slot (item 1)`,
			message: {
				description:
					"Only one order is placed per slot. To return the same object for each of these items, turn on the option 'Return Existing'.",
				outcome: 'notSent',
				codes: [],
			},
		});
		expect(sent()).toEqual(['GET', 'POST']);
	});

	test('gives the same object with Return Existing', async () => {
		const [slot] = free();
		const { items, error } = await runOn(emulator, direct(slot!, { returnExisting: true }), {
			input: [{}, {}],
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			[names()[0], { item: 0 }],
			[names()[0], { item: 1 }],
		]);
		expect(emulator.orders).toHaveLength(1);
	});

	test('a pairing key twice', async () => {
		const { items } = await runOn(emulator, partner(), {
			input: [{}, {}],
			onError: 'continueRegularOutput',
		});
		expect(items[1]!.json.error).toMatch(
			/item 0 already ordered '.*' with the same pairing key \(item 1\)$/,
		);
		expect(JSON.stringify(items)).not.toContain(key());
		expect(sent()).toEqual(['GET', 'POST']);
	});
});

test('what was ordered before the run stopped is named', async () => {
	const [first, second, third] = free();
	emulator.fault({ method: 'POST', skip: 2, status: 403, body: '' });
	const { error } = await runOn(emulator, direct('={{ $json.slot }}'), {
		input: [{ slot: first }, { slot: second }, { slot: third }],
	});
	expect(error!.context.itemIndex).toBe(2);
	expect(error!.description).toMatch(
		new RegExp(`^Done so far: '${names()[0]}' \\(item 0\\), '${names()[1]}' \\(item 1\\)\\. `),
	);
	expect(emulator.orders).toHaveLength(2);
});

describe('Retry On Fail', () => {
	test('never sends again what an earlier try ordered', async () => {
		const [first, second] = free();
		emulator.fault({ method: 'POST', skip: 1, status: 403, body: '' });
		const { items, error, hints } = await runOn(emulator, direct('={{ $json.slot }}'), {
			input: [{ slot: first }, { slot: second }],
			maxTries: 3,
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.slot_id)).toEqual([first, second]);
		expect(emulator.orders).toHaveLength(2);
		expect(sent()).toEqual(['GET', 'POST', 'POST', 'GET', 'GET', 'GET', 'POST']);
		expect(hints).toEqual([
			`Item 0: '${names()[0]}' was ordered earlier in this execution and was returned. Nothing was ordered again.`,
		]);
	});

	test('nor under "continue on fail"', async () => {
		const [first, second] = free();
		emulator.fault({ method: 'POST', status: 403, body: '' });
		const { items } = await runOn(emulator, direct('={{ $json.slot }}'), {
			input: [{ slot: first }, { slot: second }],
			maxTries: 3,
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.slot_id)).toEqual([first, second]);
		expect(emulator.orders).toHaveLength(2);
	});

	test('looks up what an earlier try left unknown', async () => {
		const [slot] = free();
		emulator.fault(lost);
		// The lookup of the first attempt can't be read.
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { items, error } = await runOn(emulator, direct(slot!), { maxTries: 2 });
		expect(error).toBeUndefined();
		expect(items[0]!.json.name).toBe(names()[0]);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});

	test('and does not send it even where nothing is found', async () => {
		const [slot] = free();
		emulator.fault(swallowed);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { error } = await runOn(emulator, direct(slot!), { maxTries: 2 });
		expect(error!.message).toBe(
			`The order was probably not placed: the response to an earlier attempt was lost, and nothing exists on slot ${slot}`,
		);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET', 'GET']);
		expect(emulator.orders).toEqual([]);
	});

	test('a Google Cloud partner order is compared with the listing before the first try', async () => {
		emulator.fault(lost);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { items, error } = await runOn(emulator, partner(), { maxTries: 2 });
		expect(error).toBeUndefined();
		expect(items[0]!.json.name).toBe(names()[0]);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});

	test('what stands in the execution is no secret', async () => {
		emulator.fault(lost);
		const { run } = await runOn(emulator, partner('={{ $json.key }}'), { input: [{ key: key() }] });
		const { contextData } = run.data.executionData!;
		expect(JSON.stringify(contextData)).toContain(names()[0]);
		expect(JSON.stringify(contextData)).not.toContain(key());
	});
});

describe('as the tool of an AI agent', () => {
	const parameters = interconnect('create', {
		type: 'direct',
		slotId: locator("={{ $fromAI('slot') }}"),
	});
	const credential = () => stored(emulator);

	test('each call orders what the model asks for', async () => {
		const [first, second] = free();
		const answers = await callTool({ parameters, credential: credential() }, [
			{ slot: first },
			{ slot: second },
		]);
		expect(answers.map((answer) => answer?.slot_id)).toEqual([first, second]);
		expect(emulator.orders).toHaveLength(2);
	});

	test('a call that is repeated orders nothing twice', async () => {
		const [slot] = free();
		const answers = await callTool({ parameters, credential: credential() }, [{ slot }, { slot }]);
		expect(answers.map((answer) => answer?.name)).toEqual([names()[0], names()[0]]);
		expect(emulator.orders).toHaveLength(1);
	});

	test('Retry On Fail never sends again what is not known', async () => {
		const [slot] = free();
		emulator.fault(lost);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const run = { parameters, credential: credential(), maxTries: 3 };
		const [answer] = await callTool(run, [{ slot }]);
		expect(answer?.name).toBe(names()[0]);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);

		emulator.reset();
		startProcessAnew();
		emulator.fault(lost);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const asked = { ...run, parameters: partner("={{ $fromAI('key') }}") };
		const [found] = await callTool(asked, [{ key: key() }]);
		expect(found?.name).toBe(names()[0]);
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(emulator.orders).toHaveLength(1);
	});
});
