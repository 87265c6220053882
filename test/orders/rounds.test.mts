import { describe, expect, test } from '@jest/globals';
import type { INodeExecutionData, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import { emulator } from '../harness/emulator.mts';
import { callTool, NODE_TYPE, runWorkflow } from '../harness/engine.mts';
import { stored, untilRead } from '../harness/support.mts';
import { direct, key, lost, partner } from './ordering.mts';

/* An execution runs the node several times: the rounds of a loop, and the calls of an agent. */

const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const names = () => emulator.interconnects.map(({ name }) => name);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST');

describe('in a loop', () => {
	/** Runs the node so often in one execution. */
	async function loop(
		times: number,
		parameters: INodeParameters,
		input: Array<object> = [{}],
		onError?: 'continueRegularOutput',
	) {
		const next = { node: 'CNI', type: 'main', index: 0 };
		const node = { id: 'a', typeVersion: 1, position: [0, 0] };
		const credentials = { cloudflareNetworkInterconnectApi: { id: '1', name: 'Cloudflare' } };
		const workflow = {
			nodes: [
				{ ...node, name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
				{ ...node, name: 'CNI', type: NODE_TYPE, parameters, onError, credentials },
			],
			connections: { Trigger: { main: [Array.from({ length: times }, () => next)] } },
			settings: { executionOrder: 'v1' },
		} as unknown as IWorkflowBase;
		const { error, run } = await runWorkflow(
			workflow,
			stored(emulator),
			'CNI',
			input as Array<Record<string, unknown>>,
		);
		return { error, runs: run.data.resultData.runData.CNI! };
	}

	test('the message of a later round does not name what an earlier one did', async () => {
		const [first, second] = free();
		emulator.fault({ method: 'POST', skip: 1, status: 401, body: '' });
		const slot = `={{ ['${first}', '${second}'][$runIndex] }}`;
		const { error } = await loop(2, direct(slot));
		expect(error!.description).not.toContain('Done so far');
	});

	test('a later round tells duplicates of what an earlier one left unknown', async () => {
		const [first, second] = free();
		emulator.fault(lost);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const slot = `={{ $runIndex === 0 && $json.n === 1 ? '${second}' : '${first}' }}`;
		const { runs } = await loop(2, direct(slot), [{ n: 0 }, { n: 1 }], 'continueRegularOutput');
		const [items] = runs[1]!.data!.main as [INodeExecutionData[]];
		expect(items[0]!.json.slot_id).toBe(first);
		expect(items[1]!.json.error).toMatch(
			/was not sent: item 0 already ordered .* with the same slot/,
		);
		expect(emulator.orders).toHaveLength(2);
	});

	test('a later round gets what an earlier one ordered, at whatever index', async () => {
		const [first, second, third] = free();
		const slots = JSON.stringify([
			[first, second],
			[third, first],
		]).replaceAll('"', "'");
		const { error, runs } = await loop(2, direct(`={{ ${slots}[$runIndex][$json.n] }}`), [
			{ n: 0 },
			{ n: 1 },
		]);
		expect(error).toBeUndefined();
		const [items] = runs[1]!.data!.main as [INodeExecutionData[]];
		expect(items[1]!.json.slot_id).toBe(first);
		expect(emulator.orders).toHaveLength(3);
	});
});

test('calls of an agent that are under way at once do not get each other’s attachment', async () => {
	// The first is carried out slowly; the second never is, and finds the first one's in the listing.
	emulator.fault({ method: 'POST', until: emulator.until(() => creates().length === 2) });
	const first = emulator.until(() => typeof creates()[0]?.status === 'number').then(untilRead);
	emulator.fault({ method: 'POST', drop: true, until: first });
	const answers = await callTool(
		{ parameters: partner("={{ $fromAI('key') }}"), credential: stored(emulator) },
		[{ key: key(1) }, { key: key(2) }],
		true,
	);
	expect(emulator.orders).toHaveLength(1);
	const given = answers.filter((answer) => answer?.name === names()[0]);
	expect(given).toHaveLength(1);
	expect(answers.find((answer) => answer?.error)?.error).toMatch(/could not be confirmed/);
});
