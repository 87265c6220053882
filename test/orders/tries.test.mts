import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { startProcessAnew } from '../harness/engine.mts';
import { withLog } from '../harness/log.mts';
import { locator, operation, runOn } from '../harness/support.mts';
import { direct, key, lost, partner, swallowed } from './ordering.mts';

/* An execution runs the node several times: the tries of "Retry On Fail", the rounds of a loop, the calls of an agent. */

const cni = (conduitName: string, more: INodeParameters = {}) =>
	operation('cni', 'create', {
		interconnectName: locator(emulator.addInterconnect().name, 'name'),
		conduitName,
		...more,
	});
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const names = () => emulator.interconnects.map(({ name }) => name);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST');

const listing = (items: object[]): Fault => ({
	method: 'GET',
	path: 'interconnects$',
	status: 200,
	body: { items, next: null },
});

describe('Retry On Fail', () => {
	test('sends nothing for an item whose parameters have changed since', async () => {
		emulator.fault({ method: 'POST', skip: 1, status: 401, body: '' });
		const { error } = await runOn(emulator, cni('=c{{ $json.n }}-{{ $now.toMillis() }}'), {
			input: [{ n: 0 }, { n: 1 }],
			maxTries: 2,
		});
		expect(emulator.orders).toHaveLength(1);
		expect(creates()).toHaveLength(2);
		const [made] = emulator.cnis;
		expect(error!.message).toBe(
			`The order was not sent: an earlier attempt in this execution created '${made!.id}' (conduit '${made!.magic.conduit_name}' of interconnect '${made!.interconnect}') with other parameters (item 0)`,
		);
		expect(error!.description).toContain("With 'Retry On Fail', use values that stay the same");
	});

	test('nor where the earlier one is not known', async () => {
		emulator.fault(lost);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { error } = await runOn(emulator, cni('=c{{ $now.toMillis() }}'), { maxTries: 2 });
		expect(creates()).toHaveLength(1);
		expect(error!.message).toMatch(
			/sent a create \(.*\), whose outcome is unknown, with other parameters$/,
		);
	});

	test.each([undefined, 'continueRegularOutput' as const])(
		'names what was ordered where an input does not do any more (on error: %s)',
		async (onError) => {
			emulator.fault({ method: 'POST', skip: onError ? 0 : 1, status: 401, body: '' });
			const input = onError ? [{ n: 1 }, { n: 0 }] : [{ n: 0 }, { n: 1 }];
			const variables = { mtu: 1500 };
			// All of the first try's input is read by then.
			void emulator.until(() => creates().length > 0).then(() => (variables.mtu = 9999));
			const { error, items } = await runOn(
				emulator,
				cni('=c{{ $json.n }}', { mtu: '={{ $vars.mtu }}' }),
				{ input, maxTries: 2, onError, variables },
			);
			const { id } = emulator.cnis[0]!;
			const { description } = onError ? (items[1]!.json.message as IDataObject) : error!;
			expect(description).toMatch(
				new RegExp(
					`^An earlier attempt in this execution created '${id}' \\(conduit 'c0' .*\\) for it\\. In this attempt, nothing was sent for it\\. Check what exists`,
				),
			);
			expect(emulator.orders).toHaveLength(1);
		},
	);

	test('asks again to confirm what was found by comparing', async () => {
		emulator.fault(lost);
		emulator.fault({ method: 'POST', status: 401, body: '' });
		const run = { input: [{ key: key(1) }, { key: key(2) }], maxTries: 2 };
		const { hints } = await runOn(emulator, partner('={{ $json.key }}'), run);
		const [name] = names();
		expect(hints).toEqual([
			`Item 0: '${name}' was ordered earlier in this execution and was returned. Nothing was ordered again. Confirm in Google Cloud that it belongs to this pairing key.`,
		]);

		emulator.reset();
		startProcessAnew();
		emulator.fault(lost);
		emulator.fault({ method: 'POST', status: 401, body: '', times: 2 });
		const { error } = await runOn(emulator, partner('={{ $json.key }}'), run);
		expect(error!.description).toMatch(
			new RegExp(`^Done so far: '${name}', to be confirmed \\(item 0\\)\\.`),
		);
	});

	test('does not call ordered what stood there before', async () => {
		const { name, slot_id: slot } = emulator.addInterconnect() as { name: string; slot_id: string };
		const again = direct('={{ $json.slot }}', { returnExisting: true });
		const input = [{ slot }, { slot: free()[0] }];
		emulator.fault({ method: 'POST', status: 401, body: '' });
		const { hints } = await runOn(emulator, again, { input, maxTries: 2 });
		expect(hints).toEqual([
			`Item 0: '${name}' already existed earlier in this execution and was returned. Nothing was ordered.`,
		]);

		emulator.fault({ method: 'POST', status: 401, body: '' });
		const { error } = await runOn(emulator, again, { input: [{ slot }, { slot: free()[0] }] });
		expect(error!.description).toMatch(
			new RegExp(`^Done so far: '${name}', which already existed \\(item 0\\)\\.`),
		);
	});

	test('that cannot read again what was ordered does not say that running again does no harm', async () => {
		const [first, second] = free();
		emulator.fault({ method: 'POST', skip: 1, status: 401, body: '' });
		emulator.fault({ method: 'GET', path: 'interconnects/', status: 500, body: '', times: 9 });
		const { error } = await runOn(emulator, direct('={{ $json.slot }}', { maxRetries: 0 }), {
			input: [{ slot: first }, { slot: second }],
			maxTries: 2,
		});
		expect(error!.message).toContain(`'${names()[0]}' was ordered earlier in this execution`);
		expect(error!.description).toBe(
			`Find '${names()[0]}' with Get Many before you run the workflow again: a new execution would order again.`,
		);
	});
});

test('a cancel in a later try names what an earlier one ordered', async () => {
	const [first, second] = free();
	emulator.fault({ method: 'POST', skip: 1, status: 401, body: '' });
	emulator.fault({ method: 'GET', path: 'interconnects/', until: new Promise(() => {}) });
	const cancel = new AbortController();
	void emulator
		.until(() => emulator.requests.some(({ path }) => /interconnects\/./.test(path)))
		.then(() => cancel.abort());
	const { log } = await withLog(
		async () =>
			await runOn(emulator, direct('={{ $json.slot }}'), {
				input: [{ slot: first }, { slot: second }],
				maxTries: 3,
				cancel: cancel.signal,
			}),
	);
	expect(log.filter((line) => line.startsWith('warn: '))).toEqual([
		`warn: Create interconnect was cancelled. Done so far: '${names()[0]}' (item 0). {}`,
	]);
});

test('an execution that is retried compares with a listing of its own', async () => {
	const { run } = await runOn(emulator, partner(key(1)));
	const { contextData } = run.data.executionData!;
	expect(emulator.orders).toHaveLength(1);

	// Somebody else's, made since.
	emulator.addInterconnect({ type: 'gcp_partner', region: 'us-east4', speed: '1G' });
	emulator.fault(swallowed);
	const { error } = await runOn(emulator, partner(key(2)), { contextData, executionId: '2' });
	expect(error!.message).toMatch(/could not be confirmed/);
	expect(creates()).toHaveLength(2);

	// What stands is not ordered again.
	const again = await runOn(emulator, partner(key(1)), { contextData, executionId: '3' });
	expect(again.items[0]!.json.name).toBe(names()[0]);
	expect(creates()).toHaveLength(2);
});

describe('a lost order', () => {
	test('that the listing does not show and a second try is refused for is not known', async () => {
		const [slot] = free();
		emulator.fault(lost);
		emulator.fault({ ...listing([]), times: 5 });
		const { error } = await runOn(emulator, direct(slot!, { maxRetries: 1 }), { maxTries: 2 });
		// The second try of the execution finds it.
		expect(error).toBeUndefined();
		expect(creates()).toHaveLength(2);

		emulator.reset();
		startProcessAnew();
		emulator.fault(lost);
		emulator.fault({ ...listing([]), times: 5 });
		const alone = await runOn(emulator, direct(slot!, { maxRetries: 1 }));
		expect(alone.error!.message).toMatch(/may have been placed/);
		expect(alone.error!.description).toMatch(
			/^It was sent again after lookups found nothing, and rejected: .*HTTP 409/,
		);
	}, 60_000);

	test('before a refusal is mentioned', async () => {
		const [slot] = free();
		emulator.fault(swallowed);
		emulator.fault({ method: 'POST', status: 403, body: '' });
		const { error } = await runOn(emulator, direct(slot!, { maxRetries: 1 }));
		expect(error!.httpCode).toBe('403');
		expect(error!.description).toMatch(
			new RegExp(
				`^The response to an earlier attempt was lost; lookups found nothing on slot ${slot}\\. What happened: .*connection was lost`,
			),
		);
	}, 60_000);

	const found = { type: 'gcp_partner', name: 'gcp-1', region: 'us-east4', speed: '1G' };
	const unlike: Array<[string, object]> = [
		['without a region', { ...found, region: undefined }],
		['without a type', { ...found, type: undefined }],
		['with its speed written in another way', { ...found, speed: '1 Gbps' }],
	];
	test.each(unlike)('may have made what is new %s', async (_what, object) => {
		emulator.fault(swallowed);
		emulator.fault({ ...listing([object]), skip: 1 });
		const { error } = await runOn(emulator, partner(key(1)));
		expect(error!.message).toMatch(/may have been placed/);
		expect(error!.description).toContain("It may have made 'gcp-1'.");
	});

	test('is found by a region in capitals', async () => {
		emulator.fault(swallowed);
		emulator.fault({ ...listing([found]), skip: 1 });
		const { items, error } = await runOn(emulator, partner(key(1, 'US-EAST4')));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toEqual(found);
	});

	test('did not make what is new with another bandwidth', async () => {
		emulator.fault(swallowed);
		emulator.fault({ ...listing([{ ...found, speed: '5G' }]), skip: 1, times: 2 });
		const { error } = await runOn(emulator, partner(key(1)));
		expect(error!.message).toMatch(/could not be confirmed/);
	});

	test('is found though a listing that shifts shows it twice', async () => {
		const [slot] = free();
		const made = { type: 'direct', name: 'ams01-1', slot_id: slot };
		emulator.fault(swallowed);
		emulator.fault({ ...listing([made, made]), skip: 1 });
		const { items, error } = await runOn(emulator, direct(slot!));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toEqual(made);
	});

	test('is not an object without a name', async () => {
		const [slot] = free();
		emulator.fault(swallowed);
		emulator.fault({ ...listing([{ type: 'direct', slot_id: slot }]), skip: 1 });
		const { error } = await runOn(emulator, direct(slot!));
		expect(error!.message).toMatch(/may have been placed/);
		expect(error!.description).toContain('It may have made one without a name.');
	});
});
