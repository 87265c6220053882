import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import { locator } from '../harness/support.mts';
import type { NewWorkflow } from '../n8n/rest.mts';
import { startEditor, type Editor } from './browser.mts';
import { owner, startN8nWithPackage, type RunningN8n } from './n8n.mts';
import { storeCredential } from '../n8n/triggers.mts';
import { until } from '../n8n/until.mts';

/* What a person sees in n8n's editor: a real browser, a real n8n, the packed package. */

jest.setTimeout(120_000);

const PACKAGE = 'n8n-nodes-cloudflare-network-interconnect';
const CREDENTIAL = 'cloudflareNetworkInterconnectApi';

let emulator: Emulator;
let n8n: RunningN8n;
let editor: Editor;
let credentialId: string;

beforeAll(async () => {
	emulator = await startEmulator();
	n8n = await startN8nWithPackage();
	credentialId = await storeCredential(n8n.client, emulator);
	editor = await startEditor(n8n, owner);
}, 900_000);
beforeEach(() => emulator.reset());
afterAll(async () => {
	await editor?.stop();
	await n8n?.stop();
	await emulator?.stop();
});

/** Opens a workflow with one node of the package behind a manual trigger. */
async function openNode(parameters: IDataObject, type = 'cloudflareNetworkInterconnect') {
	const id = await n8n.client.createWorkflow({
		name: 'Order a port',
		nodes: [
			{
				id: 'trigger',
				name: 'By hand',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'node',
				name: 'Interconnect',
				type: `${PACKAGE}.${type}`,
				typeVersion: 1,
				position: [240, 0],
				parameters,
				credentials: { [CREDENTIAL]: { id: credentialId, name: 'Emulator' } },
			},
		],
		connections: { 'By hand': { main: [[{ node: 'Interconnect', type: 'main', index: 0 }]] } },
		settings: {},
	} as unknown as NewWorkflow);
	await editor.open(id);
	return await editor.openNode('Interconnect');
}

const direct = (slot: string, more: IDataObject = {}): IDataObject => ({
	operation: 'create',
	type: 'direct',
	slotId: locator(slot),
	accountId: locator(accounts.main.id),
	...more,
});
const free = () => emulator.slots.find(({ occupied }) => !occupied)!;

describe('the node panel', () => {
	test.each(['cloudflare', 'interconnect', 'cni', 'bgp', 'cross connect'])(
		'finds the node by %j',
		async (word) => {
			await editor.open();
			await editor.page.locator('[data-test-id="canvas-add-button"]').click();
			await editor.page.fill('[data-test-id="node-creator-search-bar"]', word);
			const names = editor.page.locator('[data-test-id="node-creator-item-name"]');
			await names.filter({ hasText: 'Cloudflare Network Interconnect' }).first().waitFor();
		},
	);
});

describe('the type of a new interconnect', () => {
	const common = ['resource', 'operation', 'accountId', 'type'];

	test('shows its own parameters and hides the others', async () => {
		await openNode(direct(free().id));
		expect(await editor.fields()).toEqual([...common, 'slotId', 'speed']);
		await editor.picture('create-direct-port');
		await editor.choose('type', 'Google Cloud Partner');
		await editor.page.locator('[data-test-id="parameter-input-pairingKey"]').waitFor();
		expect(await editor.fields()).toEqual([...common, 'bandwidth', 'pairingKey']);
	});

	test('as an expression without a value keeps the parameters of both', async () => {
		await openNode(direct(free().id, { type: '={{ $json.type }}' }));
		expect(await editor.fields()).toEqual([
			...common,
			'slotId',
			'speed',
			'bandwidth',
			'pairingKey',
		]);
	});
});

test('a new tool of an agent reads until somebody sets it up', async () => {
	await openNode({}, 'cloudflareNetworkInterconnectTool');
	const operation = editor.page.locator('[data-test-id="parameter-input-operation"] input');
	expect(await operation.first().inputValue()).toBe('Get Many');
});

test('a picker lists what there is, and searches it', async () => {
	await openNode(direct('', { slotId: { __rl: true, mode: 'list', value: '' } }));
	await editor.page.locator('[data-test-id="resource-locator-slotId"] input').last().click();
	const items = editor.page.locator('[data-test-id="rlc-item"]:visible');
	await items.first().waitFor();
	await editor.picture('pick-a-slot');
	await editor.page.locator('[data-test-id="rlc-search"]:visible').fill('fra');
	await until(async () => {
		const texts = await items.allTextContents();
		return (texts.length > 0 && texts.every((text) => /fra/i.test(text))) || undefined;
	});
});

describe('a run', () => {
	const execute = async () =>
		await editor.page.locator('[data-test-id="node-execute-button"]').click();
	const output = () => editor.page.locator('[data-test-id="output-panel"]');

	test('shows what was ordered', async () => {
		await openNode(direct(free().id));
		await execute();
		const name = await until(() => emulator.interconnects[0]?.name);
		await output().getByText(name, { exact: false }).first().waitFor();
		await editor.picture('ordered');
		expect(emulator.orders).toHaveLength(1);
	});

	test('that is refused shows the reason and the next step', async () => {
		const { name, slotId } = { name: 'ams01-mine', slotId: free().id };
		emulator.addInterconnect({ name, slotId });
		await openNode(direct(slotId));
		await execute();
		await output()
			.getByText(`is already occupied by '${name}'`, { exact: false })
			.first()
			.waitFor();
		await output()
			.getByText("turn on the option 'Return Existing'", { exact: false })
			.first()
			.waitFor();
		await editor.picture('refused');
	});

	test('downloads a letter that opens', async () => {
		const { name } = emulator.addInterconnect();
		const interconnectName = locator(name, 'name');
		await openNode({
			operation: 'downloadLoa',
			interconnectName,
			accountId: locator(accounts.main.id),
		});
		await execute();
		await output().getByText('.pdf', { exact: false }).first().waitFor();
	});
});

test('the credential switches schemes, and tests red and green', async () => {
	await openNode({});
	const { page } = editor;
	await page.locator('[data-test-id="credential-edit-button"]').click();
	const form = page.locator('[data-test-id="editCredential-modal"]');
	await form.waitFor();
	await form.getByText('Account ID', { exact: false }).first().waitFor();
	await editor.picture('credential');
	await editor.choose('authentication', 'Global API Key');
	await form.getByText('Email', { exact: false }).first().waitFor();
	const fill = async (name: string, value: string) =>
		await page.locator(`[data-test-id="parameter-input-${name}"] input`).first().fill(value);
	const save = async () => await page.locator('[data-test-id="credential-save-button"]').click();
	await fill('email', 'nobody@example.com');
	await fill('apiKey', 'cfk_NotARealKey');
	await save();
	await form
		.getByText(/Couldn.t connect/)
		.first()
		.waitFor();
	const { email, apiKey } = credentials.globalApiKey as { email: string; apiKey: string };
	await fill('email', email);
	await fill('apiKey', apiKey);
	await save();
	await form.getByText('Connection tested successfully', { exact: false }).first().waitFor();
});

const folder = join(__dirname, '..', '..', 'workflows');
const templates = readdirSync(folder).filter((file) => file.endsWith('.json'));

test.each(templates)('the template %s opens whole', async (file) => {
	const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as NewWorkflow;
	await editor.open(await n8n.client.createWorkflow(template));
	const { page } = editor;
	const names = template.nodes.filter(({ type }) => !type.endsWith('stickyNote'));
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	for (const { name } of names) {
		await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).first().waitFor();
	}
	await editor.picture(file.replace('.json', ''));
});
