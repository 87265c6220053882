import type { INode, INodeParameters } from 'n8n-workflow';

import { credentials, type Emulator } from '../emulator/index.mts';
import type { N8nClient, NewWorkflow } from '../n8n/rest.mts';

const PACKAGE = 'n8n-nodes-cloudflare-network-interconnect';
const CREDENTIAL = 'cloudflareNetworkInterconnectApi';

/** A resource locator as the editor stores it. */
export function locator(value: string, mode = 'id'): INodeParameters {
	return { __rl: true, mode, value };
}

/** A node of a workflow, without what its place in the workflow says. */
export type NodeOfWorkflow = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

/** Makes nodes with one credential, and workflows of them. */
export class Workflows {
	private readonly client: N8nClient;
	private readonly credentials: INode['credentials'];

	private constructor(client: N8nClient, credentialId: string) {
		this.client = client;
		this.credentials = { [CREDENTIAL]: { id: credentialId, name: 'Emulator' } };
	}

	/** Stores a credential for an emulator, with everything allowed, and makes nodes with it. */
	static async on(client: N8nClient, { baseUrl }: Emulator): Promise<Workflows> {
		const { apiToken } = credentials.magicAndNotifications;
		const credentialId = await client.createCredential({
			name: 'Emulator',
			type: CREDENTIAL,
			data: { authentication: 'apiToken', apiToken, accountId: '', baseUrl },
		});
		return new Workflows(client, credentialId);
	}

	/** @param name that of the type without the package's */
	node(name: string, type: string, parameters: INodeParameters): NodeOfWorkflow {
		return { name, type: `${PACKAGE}.${type}`, parameters, credentials: this.credentials };
	}

	/** A step of the action node, named by its resource and operation. */
	step(resource: string, operation: string, parameters: INodeParameters): NodeOfWorkflow {
		const name = `${resource} ${operation}`;
		const all = { resource, operation, ...parameters };
		return this.node(name, 'cloudflareNetworkInterconnect', all);
	}

	/**
	 * Makes a workflow of nodes one after the other and activates it.
	 *
	 * @returns its id
	 */
	async activate(name: string, nodes: NodeOfWorkflow[]): Promise<string> {
		const id = await this.client.createWorkflow(chain(name, nodes));
		await this.client.activateWorkflow(id);
		return id;
	}
}

/**
 * A webhook that is called with a POST.
 *
 * @param responds with the first item of the last node, or at once
 */
export function webhook(path: string, responds: 'lastNode' | 'onReceived'): NodeOfWorkflow {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: `queue-test-${path}`,
		parameters: { path, httpMethod: 'POST', responseMode: responds },
	};
}

/** A workflow of nodes one after the other, as the editor stores it. */
export function chain(name: string, nodes: NodeOfWorkflow[]): NewWorkflow {
	const connections = nodes.slice(1).map((node, i) => {
		return [nodes[i]!.name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }];
	});
	return {
		name,
		nodes: nodes.map((node, i) => ({
			typeVersion: 1,
			id: node.name,
			position: [200 * i, 0],
			...node,
		})),
		connections: Object.fromEntries(connections) as NewWorkflow['connections'],
		settings: { saveDataSuccessExecution: 'all', executionOrder: 'v1' },
	};
}

/** The members of a webhook's body as expressions. */
export function fromBody(member: string): string {
	return `={{ $('Webhook').item.json.body.${member} }}`;
}

/** Parameters of a create of the interconnect that a webhook's body wants. */
export const wantedInterconnect = {
	accountId: locator(fromBody('account')),
	type: fromBody('kind'),
	slotId: locator(fromBody('key')),
	bandwidth: '50M',
	pairingKey: fromBody('key'),
};

/** Parameters of a create of the CNI that a webhook's body wants. */
export const wantedCni = {
	accountId: locator(fromBody('account')),
	interconnectName: locator(fromBody('carrier'), 'name'),
	conduitName: fromBody('key'),
};
