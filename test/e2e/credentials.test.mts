import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { INode, INodeExecutionData } from 'n8n-workflow';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import type { NewWorkflow } from '../n8n/rest.mts';
import { startN8nWithPackage, type RunningN8n } from './n8n.mts';

/*
 * Credentials with expressions, as a real n8n stores and resolves them.
 */

jest.setTimeout(120_000);

const TYPE = 'cloudflareNetworkInterconnectApi';
const NODE_TYPE = 'n8n-nodes-cloudflare-network-interconnect.cloudflareNetworkInterconnect';

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

/** A workflow whose trigger has the items as pinned data. */
async function run(data: Record<string, unknown>, items: Array<Record<string, unknown>>) {
	const id = await n8n.client.createCredential({
		name: 'Customers',
		type: TYPE,
		data: data as never,
	});
	const base = { typeVersion: 1, parameters: {} };
	const nodes: INode[] = [
		{ ...base, id: 'a', name: 'Start', type: 'n8n-nodes-base.manualTrigger', position: [0, 0] },
		{
			...base,
			id: 'b',
			name: 'CNI',
			type: NODE_TYPE,
			position: [200, 0],
			parameters: { resource: 'settings', operation: 'get' },
			onError: 'continueErrorOutput',
			credentials: { [TYPE]: { id, name: 'Customers' } },
		},
	];
	const workflow = await n8n.client.createWorkflow({
		name: 'Customers',
		nodes,
		connections: { Start: { main: [[{ node: 'CNI', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
		pinData: { Start: items.map((json) => ({ json })) },
	} as NewWorkflow);
	const { data: execution } = await n8n.client.runWorkflow(workflow, 'Start');
	const [success = [], failed = []] = execution.resultData.runData.CNI![0]!.data!.main as Array<
		INodeExecutionData[] | null
	>;
	return { success: success ?? [], failed: failed ?? [] };
}

test('each item has the token, the account and the base URL that its expressions give', async () => {
	const elsewhere = await startEmulator();
	try {
		const data = {
			authentication: 'apiToken',
			apiToken: '={{ $json.token }}',
			accountId: '={{ $json.account }}',
			baseUrl: '={{ $json.url }}',
		};
		const first = {
			token: credentials.magicTransitWrite.apiToken,
			account: accounts.main.id,
			url: emulator.baseUrl,
		};
		const second = {
			token: credentials.magicWanWrite.apiToken,
			account: accounts.second.id,
			url: elsewhere.baseUrl,
		};
		const { success, failed } = await run(data, [first, second, { ...first, token: undefined }]);
		expect(success.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(failed.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			["'API Token' in the credential has no value: its expression returned nothing", { item: 2 }],
		]);
		const sent = [emulator, elsewhere].map(({ requests }) =>
			requests.map(({ path, headers }) => [path.split('/')[2], headers.authorization]),
		);
		expect(sent).toEqual([
			[[first.account, `Bearer ${first.token}`]],
			[[second.account, `Bearer ${second.token}`]],
		]);
	} finally {
		await elsewhere.stop();
	}
});
