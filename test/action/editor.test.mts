import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import type { INode, INodeParameters, INodeProperties } from 'n8n-workflow';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { callTool, node, NODE_TYPE, nodeTypes, run } from '../harness/engine.mts';
import { n8nWorkflow } from '../harness/n8n.mts';
import { interconnect, locator, operation, operationsOfNode, stored } from '../harness/support.mts';

const { NodeHelpers, Workflow } = n8nWorkflow;

/* What the editor makes of the node's description, with n8n's own code, and what a node does that nobody set up. */

const credential = () => stored(emulator, credentials.magicWanWrite, accounts.main.id);
const sent = () => emulator.requests.map(({ method, path }) => [method, path.split('/cni/')[1]]);

/* A saved node has only the parameters that differ from their defaults. */
test.each([
	[{}, 'interconnects'],
	[{ resource: 'cni' }, 'cnis'],
])('a node that nobody set up, but for %j, lists and orders nothing', async (parameters, path) => {
	const { error } = await run({ parameters, credential: credential() });
	expect(error).toBeUndefined();
	expect(sent()).toEqual([['GET', path]]);
});

test.each([
	[{}, 'interconnects'],
	[{ resource: 'cni' }, 'cnis'],
])('a tool that nobody set up, but for %j, lists and orders nothing', async (parameters, path) => {
	await callTool({ parameters, credential: credential() }, [{}]);
	expect(sent()).toEqual([['GET', path]]);
});

describe('Type of a new interconnect', () => {
	/* n8n's check before a run sees expressions as they are written; the editor shows fields by their values. */
	const saved = (type: string, more: INodeParameters = {}) =>
		interconnect('create', { type, ...more });
	const slotId = locator('123e4567-e89b-12d3-a456-426614174000');
	const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';
	const missing = (parameters: INodeParameters) =>
		Object.keys(issuesOf(parameters)?.parameters ?? {});
	const expression = '={{ $json.type }}';

	test('fixed, requires what the type needs and nothing else', () => {
		expect(missing(saved('direct'))).toEqual(['slotId']);
		expect(missing(saved('direct', { slotId }))).toEqual([]);
		expect(missing(saved('gcp_partner'))).toEqual(['pairingKey']);
		expect(missing(saved('gcp_partner', { pairingKey }))).toEqual([]);
	});

	test('as an expression, requires nothing that the editor may hide', () => {
		expect(missing(saved(expression))).toEqual([]);
		expect(missing({ ...saved(expression), operation: 'getAll' })).toEqual([]);
	});

	test.each([
		['direct', ['slotId', 'speed', 'returnExisting']],
		['gcp_partner', ['bandwidth', 'pairingKey']],
		// No value yet, or one that the API does not have.
		['', ['slotId', 'speed', 'bandwidth', 'pairingKey', 'returnExisting']],
		['physical', ['slotId', 'speed', 'bandwidth', 'pairingKey', 'returnExisting']],
		[undefined, ['slotId', 'speed', 'bandwidth', 'pairingKey', 'returnExisting']],
	])('with the value %j, shows %j, each once', (type, expected) => {
		const parameters = { resource: 'interconnect', operation: 'create', type } as INodeParameters;
		const byType = ['slotId', 'speed', 'bandwidth', 'pairingKey'];
		const fields = shownBy(parameters);
		const options = fields.find(({ name }) => name === 'options')!.options as INodeProperties[];
		const names = [
			...fields.filter(({ name }) => byType.includes(name)),
			...options.filter(
				(option) => option.name === 'returnExisting' && isShown(option, parameters),
			),
		].map(({ name }) => name);
		expect(names).toEqual(expected);
	});

	test('as an expression, keeps all that was filled in for a run with both types', async () => {
		const free = emulator.slots.find(({ occupied }) => !occupied)!;
		const { error } = await run({
			parameters: saved(expression, {
				slotId: locator('={{ $json.slot }}'),
				bandwidth: '={{ $json.bandwidth }}',
				pairingKey: '={{ $json.key }}',
			}),
			credential: credential(),
			input: [
				{ type: 'gcp_partner', bandwidth: '1G', key: pairingKey },
				{ type: 'direct', slot: free.id, bandwidth: '50M' },
			],
		});
		expect(error).toBeUndefined();
		expect(emulator.orders).toMatchObject([
			{ kind: 'gcp_partner' },
			{ kind: 'direct', slotId: free.id },
		]);
	});

	test('as an expression, an empty field is refused before anything is ordered', async () => {
		const { error } = await run({
			parameters: saved(expression, { slotId: locator('={{ $json.slot }}') }),
			credential: credential(),
			input: [{ type: 'direct', slot: '' }],
		});
		expect(error!.message).toContain("'Slot'");
		expect(emulator.requests).toEqual([]);
	});
});

/** What n8n finds wrong in a saved node before it runs it. */
function issuesOf(parameters: INodeParameters) {
	const { description } = node;
	// As n8n does when it loads a workflow: parameters that are not shown are left out.
	const known = NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		null,
		description,
	)!;
	const saved = { typeVersion: 1, parameters: known } as INode;
	return NodeHelpers.getNodeParametersIssues(description.properties, saved, description);
}

const isShown = (property: INodeProperties, values: INodeParameters) =>
	NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, node.description);

/** The fields that the editor shows where expressions have these values. */
const shownBy = (values: INodeParameters) =>
	node.description.properties.filter((property) => isShown(property, values));

describe('what the editor says before a run', () => {
	const hintsFor = (parameters: INodeParameters, items: number) => {
		const stub = { id: 'CNI', name: 'CNI', type: NODE_TYPE, typeVersion: 1, position: [0, 0] };
		const nodes = [{ ...stub, parameters }] as INode[];
		const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes });
		const input = Array.from({ length: items }, () => ({ json: {} }));
		const evaluated = (condition: string) =>
			workflow.expression.getParameterValue(condition, null, 0, 0, 'CNI', input, 'manual', {});
		return node.description.hints!.filter(({ displayCondition }) => {
			try {
				return evaluated(displayCondition!);
			} catch {
				// There is no `$input` before the nodes in front have run: the editor leaves the hint out then.
				return false;
			}
		});
	};
	const said = (parameters: INodeParameters, items: number, location = 'outputPane') =>
		hintsFor(parameters, items)
			.filter((hint) => hint.location === location && hint.whenToDisplay === 'beforeExecution')
			.map(({ message }) => message);
	const returnExisting = expect.stringContaining("turn on the option 'Return Existing'");

	test.each([
		[1, '1 item: this step places 1 order.'],
		[3, '3 items: this step places 3 orders.'],
		[10, '10 items: this step places 10 orders.'],
		[11, 'More than 10 items: this step places one order for each.'],
		[500, 'More than 10 items: this step places one order for each.'],
	])('how many orders %d items make', (count, message) => {
		expect(said(interconnect('create'), count)).toEqual([message, returnExisting]);
		expect(said(operation('cni', 'create'), count)).toEqual([message, returnExisting]);
		const options = { returnExisting: true };
		expect(said(interconnect('create', { options }), count)).toEqual([message]);
		expect(said(interconnect('create', { type: 'gcp_partner' }), count)).toEqual([message]);
	});

	test('nothing of orders where there are no items yet, or none is placed', () => {
		expect(said(interconnect('create'), 0)).toEqual([returnExisting]);
		for (const title of operationsOfNode()) {
			const [resource, value] = title.split('.') as [string, string];
			if (['cni.create', 'interconnect.create'].includes(title)) continue;
			expect([title, hintsFor(operation(resource, value), 3)]).toEqual([title, []]);
		}
	});

	test('that executing a later step places the orders of this one', () => {
		const before = [expect.stringContaining('executing this step places them')];
		expect(said(interconnect('create'), 0, 'inputPane')).toEqual(before);
		expect(said(operation('cni', 'create'), 3, 'inputPane')).toEqual(before);
	});
});

test('n8n offers the node to AI agents as a tool', () => {
	expect(node.description.usableAsTool).toBe(true);
});

test('the node is found by the words that people look for', () => {
	const file = '../../nodes/CloudflareNetworkInterconnect/CloudflareNetworkInterconnect.node.json';
	const { alias } = JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as { alias: string[] };
	expect(alias.map((word) => word.toLowerCase())).toEqual(
		expect.arrayContaining([
			...['bgp', 'cni', 'cross connect', 'cross-connect', 'direct connect', 'equinix'],
			...['interconnect', 'magic transit', 'magic wan', 'megaport', 'peering'],
		]),
	);
});

/* n8n checks a picker's `validation` at the start of an execution, with a limit of time that a busy machine exceeds. */
test.each([
	['slot', { slotId: locator('port-7') }, "'Slot'"],
	['cni', { cniId: locator('port-7') }, "'CNI Connection'"],
	['interconnect', { accountId: locator('main') }, "'Account'"],
])('of %s, the node itself refuses an ID that can be none', async (resource, parameters, label) => {
	const { error } = await run({
		parameters: {
			resource,
			operation: 'get',
			...parameters,
			interconnectName: locator('a', 'name'),
		},
		credential: credential(),
	});
	expect(error!.message).toContain(label);
	expect(error!.message).toContain(' must be ');
	expect(emulator.requests).toEqual([]);
});
