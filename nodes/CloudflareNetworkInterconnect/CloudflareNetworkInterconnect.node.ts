import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { credentialTest } from '../shared/credentialTest';
import { listSearch } from '../shared/locators';
import { MAIN_CONNECTION } from '../shared/n8nVersion';
import { properties } from './resources';
import { execute } from './execute';
import { hints } from './resources/hints';

/** Orders and manages Cloudflare Network Interconnects (CNI). */
export class CloudflareNetworkInterconnect implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cloudflare Network Interconnect',
		name: 'cloudflareNetworkInterconnect',
		icon: {
			light: 'file:../../icons/interconnect.svg',
			dark: 'file:../../icons/interconnect.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Order and manage private connections to Cloudflare (CNI)',
		defaults: { name: 'Cloudflare Network Interconnect' },
		usableAsTool: true,
		inputs: [MAIN_CONNECTION],
		outputs: [MAIN_CONNECTION],
		credentials: [
			{
				name: 'cloudflareNetworkInterconnectApi',
				required: true,
				testedBy: 'cloudflareNetworkInterconnectApiTest',
			},
		],
		hints,
		properties,
	};

	methods = { credentialTest, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this);
	}
}
