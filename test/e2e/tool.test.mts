import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import type { NewWorkflow } from '../n8n/rest.mts';
import { startN8nWithPackage, type RunningN8n } from './n8n.mts';

/*
 * The node as the tool of an AI agent, in a real n8n. No language model is needed: n8n's MCP Server Trigger
 * hands the same tools to any client, which calls them with the values that a model would give.
 */

const TOOL = 'n8n-nodes-cloudflare-network-interconnect.cloudflareNetworkInterconnectTool';
const templates = join(__dirname, '../../workflows');

jest.setTimeout(60_000);

let emulator: Emulator;
let n8n: RunningN8n;

beforeAll(async () => {
	emulator = await startEmulator();
	n8n = await startN8nWithPackage();
}, 900_000);
afterAll(async () => {
	await n8n?.stop();
	await emulator?.stop();
});

const template = (file: string) =>
	JSON.parse(readFileSync(join(templates, file), 'utf8')) as NewWorkflow;

test('n8n offers the node as a tool', async () => {
	const [tool] = (await n8n.client.nodeTypes()).filter(({ name }) => name === TOOL);
	expect(tool).toMatchObject({ outputs: ['ai_tool'], displayName: expect.stringMatching(/Tool$/) });
});

describe.each(globSync('*.json', { cwd: templates }))('the template %s', (file) => {
	test('has nodes that this n8n has, in versions that it has', async () => {
		const types = await n8n.client.nodeTypes();
		for (const { name, type, typeVersion } of template(file).nodes) {
			const versions = types
				.filter((known) => known.name === type)
				.flatMap((known) => known.version);
			expect({ name, type, versions }).toEqual({
				name,
				type,
				versions: expect.arrayContaining([typeVersion]),
			});
		}
	});

	test('can be imported', async () => {
		expect(await n8n.client.createWorkflow(template(file))).toEqual(expect.any(String));
	});
});

test('the tools of the agent template run with the values of a model', async () => {
	const tools = await activateTools();
	const client = new Client({ name: 'test', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(new URL(`${n8n.baseUrl}/mcp/cni`)));
	try {
		const { tools: offered } = await client.listTools();
		expect(offered.map(({ name }) => name).sort()).toEqual(
			tools.map(({ name }) => name.replaceAll(' ', '_')).sort(),
		);
		const order = offered.find(({ name }) => name === 'Order_a_direct_port')!;
		expect(order.description).toContain("can't be undone");
		expect(order.inputSchema).toMatchObject({
			properties: { Slot_ID: { type: 'string' }, Speed: { type: 'string' } },
			required: ['Slot_ID', 'Speed'],
		});

		await orderAndDelete(async (name, args) => {
			const { content } = await client.callTool({ name, arguments: args });
			return JSON.parse((content as [{ text: string }])[0].text) as Answer;
		});
	} finally {
		await client.close();
	}
});

/** Activates a workflow with the tools of the template and one for letters. @returns its tools */
async function activateTools(): Promise<Array<{ name: string }>> {
	const { apiToken } = credentials.magicWanWrite;
	const { baseUrl } = emulator;
	const type = 'cloudflareNetworkInterconnectApi';
	const id = await n8n.client.createCredential({
		name: 'Emulator',
		type,
		data: { authentication: 'apiToken', apiToken, accountId: accounts.main.id, baseUrl },
	});
	const ofTemplate = template('agent-with-approval.json').nodes.filter(
		(node) => node.type === TOOL,
	);
	const letter = {
		...ofTemplate[0]!,
		id: 'letter',
		name: 'Download LOA',
		parameters: {
			resource: 'interconnect',
			operation: 'downloadLoa',
			interconnectName: { __rl: true, mode: 'name', value: "={{ $fromAI('Name') }}" },
		},
	};
	const tools = [...ofTemplate, letter].map((node) => ({
		...node,
		credentials: { [type]: { id, name: 'Emulator' } },
	}));
	const workflowId = await n8n.client.createWorkflow({
		name: 'Tools for any client',
		nodes: [
			{
				id: 'trigger',
				name: 'MCP Server Trigger',
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				position: [0, 0],
				webhookId: '5f0c7c5e-0000-4000-8000-0000000000aa',
				parameters: { path: 'cni', authentication: 'none' },
			},
			...tools,
		],
		connections: Object.fromEntries(
			tools.map(({ name }) => [
				name,
				{ ai_tool: [[{ node: 'MCP Server Trigger', type: 'ai_tool' as const, index: 0 }]] },
			]),
		),
		settings: { executionOrder: 'v1' },
	});
	await n8n.client.activateWorkflow(workflowId);
	return tools;
}

type Answer = Array<Record<string, unknown>>;

/** What a model does with the tools. */
async function orderAndDelete(
	call: (name: string, args: Record<string, unknown>) => Promise<Answer>,
): Promise<void> {
	const slots = await call('Find_free_slots', { Address: 'Amsterdam', Speed: '10G' });
	expect(slots.length).toBeGreaterThan(0);
	const [{ id: Slot_ID, speed: Speed }] = slots as [Record<string, unknown>];
	const [ordered] = await call('Order_a_direct_port', { Slot_ID, Speed });
	expect(emulator.orders).toMatchObject([{ kind: 'direct', slotId: Slot_ID, name: ordered!.name }]);
	const standing = await call('List_interconnects', {});
	expect(standing.map(({ name }) => name)).toEqual([ordered!.name]);
	// The file itself does not reach the model.
	expect(await call('Download_LOA', { Name: ordered!.name })).toEqual([
		{
			fileName: `LOA-${String(ordered!.name)}.pdf`,
			mimeType: 'application/pdf',
			fileSize: expect.any(Number),
			name: ordered!.name,
		},
	]);
	expect(await call('Delete_an_interconnect', { Name: ordered!.name })).toEqual([
		{ deleted: true, name: ordered!.name },
	]);
	expect(emulator.interconnects).toEqual([]);
}
