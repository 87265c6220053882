import type { IDataObject } from 'n8n-workflow';

import { accounts, credentials, type Emulator } from '../emulator/index.mts';
import type { N8nClient, NewWorkflow } from '../n8n/rest.mts';

/* What tests of the triggers in a real n8n share. */

const PACKAGE = 'n8n-nodes-cloudflare-network-interconnect';
const CREDENTIAL = 'cloudflareNetworkInterconnectApi';

/** Stores a credential for the emulator that may register alerts too. @returns its identifier */
export async function storeCredential(client: N8nClient, { baseUrl }: Emulator): Promise<string> {
	const { apiToken } = credentials.magicAndNotifications;
	return await client.createCredential({
		name: 'Emulator',
		type: CREDENTIAL,
		data: { authentication: 'apiToken', apiToken, accountId: accounts.main.id, baseUrl },
	});
}

/** A workflow of a trigger and a node behind it, as the editor stores it. */
export function workflowOf(
	type: string,
	parameters: IDataObject,
	{ credentialId, webhookId }: { credentialId: string; webhookId?: string },
): NewWorkflow {
	const credential = { [CREDENTIAL]: { id: credentialId, name: 'Emulator' } };
	return {
		name: `Test of ${type}`,
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: `${PACKAGE}.${type}`,
				typeVersion: 1,
				position: [0, 0],
				parameters,
				credentials: credential,
				...(webhookId && { webhookId }),
			},
			{
				id: 'end',
				name: 'End',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [200, 0],
				parameters: {},
			},
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { saveDataSuccessExecution: 'all' },
	} as NewWorkflow;
}

/** The items that each execution started with, the oldest execution first. */
export async function itemsStarted(client: N8nClient, workflowId: string): Promise<IDataObject[]> {
	const executions = await client.executions(workflowId);
	return executions
		.reverse()
		.flatMap(({ data }) => data.resultData.runData.Trigger?.[0]?.data?.main?.[0] ?? [])
		.map(({ json }) => json);
}
