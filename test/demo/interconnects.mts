import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import type { IDataObject, INode, INodeParameterResourceLocator } from 'n8n-workflow';
import {
	accounts,
	authHeaders,
	credentials,
	keyOfOrder,
	type Emulator,
	type Interconnect,
	type Slot,
} from '../emulator/index.mts';
import type { Credential, N8nClient, NewWorkflow } from '../n8n/rest.mts';
import { step } from './step.mts';

const type = 'cloudflareNetworkInterconnectApi';

/**
 * Has n8n create one interconnect of each type, with one kind of credential each.
 *
 * @param workflows The folder with the example workflows.
 * @returns The interconnects, as n8n's workflows gave them.
 * @throws {Error} Where n8n, the credential's test or the node reports that something failed, in its
 * words; where the emulator has other orders than n8n gave interconnects.
 */
export async function createInterconnects(
	client: N8nClient,
	emulator: Emulator,
	workflows: string,
	signal: AbortSignal,
): Promise<Interconnect[]> {
	const { baseUrl } = emulator;
	const accountId = accounts.main.id;
	const { apiToken } = credentials.magicAndNotifications;
	const { email, apiKey } = credentials.globalApiKey;

	const token = await addCredential(client, signal, {
		name: 'Emulator: API token',
		type,
		data: { authentication: 'apiToken', apiToken, accountId, baseUrl },
	});
	const key = await addCredential(client, signal, {
		name: 'Emulator: email and Global API key',
		type,
		data: { authentication: 'globalApiKey', email, apiKey, accountId, baseUrl },
	});
	const direct = await step('Running "Create Interconnect" for a direct port', signal, async () => {
		const workflow = readWorkflow(workflows, 'direct.json');
		const { slotId } = createNode(workflow).parameters;
		(slotId as INodeParameterResourceLocator).value = (await freeSlot(emulator)).id;
		return await create(client, workflow, token);
	});
	const gcpPartner = await step(
		'Running "Create Interconnect" for a Google Cloud partner interconnect',
		signal,
		async () => await create(client, readWorkflow(workflows, 'gcp_partner.json'), key),
	);
	const created = [direct, gcpPartner];
	checkOrders(emulator, created);
	return created;
}

/** How a workflow's node names a credential. */
interface CredentialReference {
	id: string;
	name: string;
}

async function addCredential(
	client: N8nClient,
	signal: AbortSignal,
	credential: Credential,
): Promise<CredentialReference> {
	const { name } = credential;
	return await step(`Adding the credential "${name}" and testing it`, signal, async () => {
		const id = await client.createCredential(credential);
		const { status, message } = await client.testCredential(id, credential);
		if (status !== 'OK') throw new Error(`n8n's test of the credential "${name}" says: ${message}`);
		return { id, name };
	});
}

function readWorkflow(folder: string, file: string): NewWorkflow {
	return JSON.parse(readFileSync(join(folder, file), 'utf8')) as NewWorkflow;
}

function createNode({ nodes }: NewWorkflow): INode {
	return nodes.find(({ name }) => name === 'Create interconnect')!;
}

async function freeSlot({ baseUrl }: Emulator): Promise<Slot> {
	const { data } = await axios.get<{ items: Slot[] }>(
		`${baseUrl}/accounts/${accounts.main.id}/cni/slots`,
		{
			headers: authHeaders(credentials.magicWanWrite),
			params: { occupied: false, speed: '10G', limit: 1 },
			proxy: false,
		},
	);
	const [slot] = data.items;
	if (!slot) throw new Error('The emulator has no free slot of 10G.');
	return slot;
}

async function create(
	client: N8nClient,
	workflow: NewWorkflow,
	credential: CredentialReference,
): Promise<Interconnect> {
	const node = createNode(workflow);
	node.credentials = { [type]: credential };
	const id = await client.createWorkflow(workflow);
	const { data, status } = await client.runWorkflow(id, workflow.nodes[0]!.name);
	const { error, runData } = data.resultData;
	if (error) {
		throw new Error(
			[`n8n's workflow "${workflow.name}" failed: ${error.message}`, error.description]
				.filter(Boolean)
				.join('\n'),
		);
	}
	const [item, ...more] = runData[node.name]?.[0]?.data?.main?.[0] ?? [];
	if (!item || more.length > 0) {
		throw new Error(
			`n8n's workflow "${workflow.name}" ended as "${status}" with other than one interconnect.`,
		);
	}
	return item.json as IDataObject & Interconnect;
}

/** The orders are what counts: each interconnect was ordered, once, and nothing else was. */
function checkOrders({ orders }: Emulator, created: Interconnect[]): void {
	const ordered = orders.map(keyOfOrder);
	const names = created.map(({ name }) => name);
	if (JSON.stringify(ordered) !== JSON.stringify(names)) {
		throw new Error(
			`n8n gave the interconnects ${names.join(', ')}, but the emulator's orders are: ${ordered.join(', ')}.`,
		);
	}
}
