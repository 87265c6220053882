import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type * as Workflow from 'n8n-workflow';
import type { INodeType } from 'n8n-workflow';

import { emulator } from '../harness/emulator.mts';
import { listSearch, node, testCredential } from '../harness/engine.mts';
import { n8nWorkflow } from '../harness/n8n.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/* The package beside an n8n-workflow that is not the one of the engine: another copy, and one that is too old. */

const built = join(
	__dirname,
	'../../dist/nodes/CloudflareNetworkInterconnect/CloudflareNetworkInterconnect.node.js',
);

/** The built node as it loads with an n8n-workflow of its own. */
function nodeWith(change: (workflow: typeof Workflow) => object): INodeType {
	let loaded: { CloudflareNetworkInterconnect: new () => INodeType };
	jest.isolateModules(() => {
		const own = jest.requireActual<typeof Workflow>('n8n-workflow');
		jest.doMock('n8n-workflow', () => change(own));
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		loaded = require(built) as typeof loaded;
		jest.dontMock('n8n-workflow');
	});
	return new loaded!.CloudflareNetworkInterconnect();
}

const get = (name: string) => interconnect('get', { interconnectName: locator(name, 'name') });

describe('a second copy of n8n-workflow', () => {
	const { execute } = node;
	let second: typeof Workflow;

	beforeAll(() => {
		({ execute: node.execute } = nodeWith((own) => (second = own)));
	});
	afterAll(() => {
		node.execute = execute;
	});

	test('is another one', () => {
		expect(second.NodeApiError).not.toBe(n8nWorkflow.NodeApiError);
	});

	test('changes nothing in a refusal', async () => {
		const { error } = await runOn(emulator, get('nowhere'));
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringContaining('There is no interconnect named "nowhere"'),
			httpCode: '404',
			context: { itemIndex: 0, outcome: 'refused', httpStatus: 404 },
		});
	});

	test('changes nothing in a message of the node', async () => {
		const { error } = await runOn(emulator, get('={{ "" }}'));
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining("'Interconnect'"),
			context: { itemIndex: 0, outcome: 'notSent' },
		});
	});

	test("knows an expression's error of the engine", async () => {
		const { error } = await runOn(emulator, get('={{ $("Nowhere").item.json.name }}'));
		expect(error).toMatchObject({
			message: expect.stringContaining("An expression can't be resolved"),
			description: expect.stringContaining('Nothing was sent for this item'),
		});
	});
});

describe('an n8n-workflow that is too old', () => {
	const { execute, methods } = node;
	const old = nodeWith((own) => ({ ...own, NodeConnectionTypes: undefined }));
	const words = 'This n8n is too old: the node requires n8n 1.85 or newer';

	beforeAll(() => {
		Object.assign(node, { execute: old.execute, methods: old.methods });
	});
	afterAll(() => {
		Object.assign(node, { execute, methods });
	});

	test('can load the node', () => {
		expect(old.description).toEqual(node.description);
	});

	test('is told so when the node runs, before anything is sent', async () => {
		const { error } = await runOn(emulator, get('a'));
		expect(error).toMatchObject({
			message: words,
			description: 'Nothing was sent. Update n8n, then run the workflow again.',
			context: { outcome: 'notSent' },
		});
		expect(emulator.requests).toEqual([]);
	});

	test('is told so in a list of the editor', async () => {
		const run = { parameters: get(''), credential: stored(emulator) };
		await expect(listSearch('searchInterconnects', run)).rejects.toThrow(words);
	});

	test('is told so when a credential is tested', async () => {
		expect(await testCredential(stored(emulator))).toEqual({ status: 'Error', message: words });
		expect(emulator.requests).toEqual([]);
	});
});
