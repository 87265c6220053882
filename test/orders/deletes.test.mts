import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { callTool } from '../harness/engine.mts';
import { withLog } from '../harness/log.mts';
import { locator, operation, runOn, stored } from '../harness/support.mts';

const sent = () =>
	emulator.requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
const lost: Fault = { method: 'DELETE', drop: true, when: 'after' };
const once = { options: { maxRetries: 0 } };

/** A variable of the workflow that changes with the first request: all of the first try's input is read by then. */
function changing(value: string, later: string): { value: string } {
	const variables = { value };
	void emulator.until(() => sent().length > 0).then(() => (variables.value = later));
	return variables;
}

interface Kind {
	/** Adds something that can be deleted. */
	add(number: number): string;
	/** Something that is not there. */
	nowhere: string;
	parameters(value: string, more?: INodeParameters): INodeParameters;
	result(value: string): object;
	/** What messages call it. */
	label: string;
	standing(): string[];
}

const kinds: Array<[string, Kind]> = [
	[
		'interconnect',
		{
			add: () => emulator.addInterconnect().name,
			nowhere: 'nowhere',
			parameters: (value, more) =>
				operation('interconnect', 'delete', { interconnectName: locator(value, 'name'), ...more }),
			result: (name) => ({ deleted: true, name }),
			label: 'interconnect',
			standing: () => emulator.interconnects.map(({ name }) => name),
		},
	],
	[
		'CNI',
		{
			add(number) {
				const { name: interconnect } = emulator.addInterconnect();
				return emulator.addCni({ interconnect, conduitName: `conduit-${number}` }).id;
			},
			nowhere: '123e4567-e89b-12d3-a456-426614174000',
			parameters: (value, more) => operation('cni', 'delete', { cniId: locator(value), ...more }),
			result: (id) => ({ deleted: true, id }),
			label: 'CNI connection',
			standing: () => emulator.cnis.map(({ id }) => id),
		},
	],
];

describe.each(kinds)('a delete of %s', (_name, kind) => {
	const { parameters, result, nowhere } = kind;

	test('whose answer was lost counts as done when it is not found again', async () => {
		const one = kind.add(1);
		emulator.fault(lost);
		const { items, error } = await runOn(emulator, parameters(one));
		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: result(one), pairedItem: { item: 0 } }]);
		expect(sent()).toEqual([`DELETE ${one}`, `DELETE ${one}`]);
	});

	test('that Retry On Fail runs again is not asked for again', async () => {
		const [one, two] = [kind.add(1), kind.add(2)];
		emulator.fault({ method: 'DELETE', skip: 1, status: 403, body: '' });
		const { items, error } = await runOn(emulator, parameters('={{ $json.value }}'), {
			input: [{ value: one }, { value: two }],
			maxTries: 2,
		});
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{ json: result(one), pairedItem: { item: 0 } },
			{ json: result(two), pairedItem: { item: 1 } },
		]);
		expect(sent()).toEqual([`DELETE ${one}`, `DELETE ${two}`, `DELETE ${two}`]);
		expect(kind.standing()).toEqual([]);
	});

	test('whose answer an earlier try lost counts as done when it is not found again', async () => {
		const one = kind.add(1);
		emulator.fault(lost);
		const { items, error } = await runOn(emulator, parameters(one, once), { maxTries: 2 });
		expect(error).toBeUndefined();
		expect(items[0]!.json).toEqual(result(one));
		expect(sent()).toEqual([`DELETE ${one}`, `DELETE ${one}`]);
	});

	test('that was lost and then refused may have been carried out', async () => {
		const one = kind.add(1);
		emulator.fault(lost);
		emulator.fault({ method: 'DELETE', status: 403, body: '' });
		const { items, error } = await runOn(
			emulator,
			parameters(one, { options: { maxRetries: 1 } }),
			{ maxTries: 2 },
		);
		// The second try of the execution does not find it: it was.
		expect(error).toBeUndefined();
		expect(items[0]!.json).toEqual(result(one));

		const two = kind.add(2);
		emulator.fault(lost);
		emulator.fault({ method: 'DELETE', status: 403, body: '' });
		const alone = await runOn(emulator, parameters(two, { options: { maxRetries: 1 } }));
		expect(alone.error!.httpCode).toBe('403');
		expect(alone.error!.description).toMatch(
			/^The response to an earlier attempt was lost: that one may have been carried out\. /,
		);
	});

	test.each([403, 429])(
		'of what is not there stays refused after a try that was refused with %s',
		async (status) => {
			emulator.fault({ method: 'DELETE', status, body: '', headers: { 'retry-after': '1' } });
			const { error } = await runOn(emulator, parameters(nowhere, once), { maxTries: 2 });
			expect(error!.httpCode).toBe('404');
			expect(sent()).toHaveLength(2);
		},
	);

	test('of the same thing in another item is refused', async () => {
		const one = kind.add(1);
		const { items } = await runOn(emulator, parameters(one), {
			input: [{}, {}],
			onError: 'continueRegularOutput',
		});
		expect(items[0]!.json).toEqual(result(one));
		expect(items[1]!.json.error).toMatch(/^Not found in this account \(HTTP 404.*\(item 1\)$/);
	});

	test('is not lost from sight when the last try stops before it', async () => {
		const values = [kind.add(1), kind.add(2)];
		// The first try deletes item 1 and not item 0; the second is refused item 0 again.
		emulator.fault({ method: 'DELETE', path: values[0]!, times: 2, status: 403, body: '' });
		const { items, error } = await runOn(emulator, parameters('={{ $json.value }}'), {
			input: values.map((value) => ({ value })),
			maxTries: 2,
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(items[1]!.json).toEqual(result(values[1]!));
		expect(sent().filter((line) => line.endsWith(values[1]!))).toHaveLength(1);
	});

	test.each([false, true])(
		'as a tool counts as done, over all tries (run by the agent itself: %s)',
		async (atOnce) => {
			const one = kind.add(1);
			emulator.fault(lost);
			const run = {
				parameters: parameters("={{ $fromAI('value') }}", once),
				credential: stored(emulator),
				maxTries: 2,
			};
			expect(await callTool(run, [{ value: one }], atOnce)).toEqual([result(one)]);
		},
	);

	test('is not made of something else in a later try', async () => {
		const [one, two, three] = [kind.add(1), kind.add(2), kind.add(3)];
		emulator.fault({ method: 'DELETE', skip: 1, status: 403, body: '' });
		const { error } = await runOn(emulator, parameters('={{ $json.value ?? $vars.value }}'), {
			input: [{}, { value: three }],
			maxTries: 2,
			variables: changing(one, two),
		});
		expect(error!.message).toBe(
			`The delete was not sent: an earlier attempt in this execution deleted ${kind.label} '${one}' with other parameters (item 0)`,
		);
		expect(kind.standing()).toEqual([two, three]);
	});

	test('is named where its input does not do in a later try', async () => {
		const [one, two] = [kind.add(1), kind.add(2)];
		emulator.fault({ method: 'DELETE', skip: 1, status: 403, body: '' });
		const { error } = await runOn(emulator, parameters('={{ $json.value ?? $vars.value }}'), {
			input: [{}, { value: two }],
			maxTries: 2,
			variables: changing(one, ''),
		});
		expect(error!.message).toMatch(/ is empty: its expression must return .+ \(item 0\)$/);
		expect(error!.description).toBe(
			`An earlier attempt in this execution deleted ${kind.label} '${one}' for it. In this attempt, nothing was sent for it. Check what exists before you run the workflow again.`,
		);
	});

	test('that is cancelled under way is written to the log', async () => {
		const one = kind.add(1);
		emulator.fault({ method: 'DELETE', until: new Promise(() => {}) });
		const cancel = new AbortController();
		void emulator.until(() => sent().length === 1).then(() => cancel.abort());
		const { log } = await withLog(
			async () => await runOn(emulator, parameters(one), { cancel: cancel.signal }),
		);
		expect(log.filter((line) => line.startsWith('warn: '))).toEqual([
			`warn: Delete ${kind.label} was cancelled. It is not known whether these were carried out: ${kind.label} '${one}' (item 0). {}`,
		]);
	});
});
