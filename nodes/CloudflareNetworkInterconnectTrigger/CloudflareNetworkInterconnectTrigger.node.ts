import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';

import { credentialTest } from '../shared/credentialTest';
import { listSearch } from '../shared/locators';
import { MAIN_CONNECTION } from '../shared/n8nVersion';
import { activationMessage, triggerPanel } from './editor';
import { fields } from './fields';
import { poll } from './poll';

/** Starts a workflow when something changes at Cloudflare Network Interconnect, by asking regularly. */
export class CloudflareNetworkInterconnectTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cloudflare Network Interconnect Trigger',
		name: 'cloudflareNetworkInterconnectTrigger',
		icon: {
			light: 'file:../../icons/interconnect.svg',
			dark: 'file:../../icons/interconnect.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when an interconnect, its status, or a slot changes, or when Cloudflare sends an alert',
		defaults: { name: 'Cloudflare Network Interconnect Trigger' },
		polling: true,
		inputs: [],
		outputs: [MAIN_CONNECTION],
		credentials: [
			{
				name: 'cloudflareNetworkInterconnectApi',
				required: true,
				testedBy: 'cloudflareNetworkInterconnectApiTest',
			},
		],
		activationMessage,
		triggerPanel,
		properties: fields,
	};

	methods = { credentialTest, listSearch };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
