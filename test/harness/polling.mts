import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeParameters,
	INodeType,
	INodeTypes,
	IWorkflowBase,
	WorkflowActivateMode,
} from 'n8n-workflow';

import { additionalData, base, built, linked, PACKAGE } from './engine.mts';
import { core, n8nWorkflow } from './n8n.mts';

const { PollContext } = core;
const { Workflow } = n8nWorkflow;

/** The built polling trigger. */
export const pollingTrigger = built<INodeType>(
	'nodes/CloudflareNetworkInterconnectTrigger/CloudflareNetworkInterconnectTrigger.node.js',
	'CloudflareNetworkInterconnectTrigger',
);

const nodeTypes: INodeTypes = {
	getByName: () => pollingTrigger,
	getByNameAndVersion: () => pollingTrigger,
	getKnownTypes: () => ({}),
};

/** A polling trigger as n8n registers it. */
export interface Registration {
	parameters: INodeParameters;
	credential: ICredentialDataDecryptedObject;
	/** Why n8n registers it. */
	activation?: WorkflowActivateMode;
	/** What n8n has saved of the node's static data. */
	saved?: IDataObject;
	workflowId?: string;
	nodeId?: string;
	/** Whether n8n keeps a durable cursor: static data is a copy then, which is stored after the poll. */
	durable?: boolean;
	/** Milliseconds that n8n gives to a poll; left out where n8n does not tell. */
	pollBudget?: number;
}

/** A registered trigger; n8n uses the same context for all of its polls. */
export interface Registered {
	/** @returns the items of a poll; null where it has nothing to say */
	poll(): Promise<IDataObject[] | null>;
	/** What n8n has of the node's static data now. */
	readonly staticData: IDataObject;
}

/** Registers the built trigger in n8n's own poll context. */
export function register({
	parameters,
	credential,
	activation = 'activate',
	saved = {},
	workflowId = '1',
	nodeId = 'CNI',
	durable = false,
	pollBudget,
}: Registration): Registered {
	const node = { ...base('CNI'), id: nodeId, type: `${PACKAGE}.trigger`, parameters };
	const stored = {
		nodes: [{ ...node, credentials: linked }],
		connections: {},
	} as unknown as IWorkflowBase;
	let staticData = saved;
	const workflow = new Workflow({ ...stored, id: workflowId, active: true, nodeTypes });
	let copy: IDataObject = {};
	const context = new PollContext(
		workflow,
		workflow.getNode('CNI')!,
		additionalData(credential, stored),
		activation === 'manual' ? 'manual' : 'trigger',
		activation,
		undefined,
		undefined,
		undefined,
		undefined,
		() => (durable ? copy : staticData),
		pollBudget === undefined ? undefined : () => pollBudget,
	);
	return {
		async poll() {
			copy = structuredClone(staticData);
			const items = await pollingTrigger.poll!.call(context);
			if (durable) staticData = copy;
			return items && items[0]!.map(({ json }) => json);
		},
		get staticData() {
			return staticData;
		},
	};
}
