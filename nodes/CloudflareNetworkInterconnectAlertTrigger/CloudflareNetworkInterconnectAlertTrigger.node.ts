import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { credentialTest } from '../shared/credentialTest';
import { listSearch } from '../shared/locators';
import { MAIN_CONNECTION } from '../shared/n8nVersion';
import { activationMessage, triggerPanel } from './editor';
import { fields } from './fields';
import { isSubscribed, subscribe, unsubscribe } from './subscription';
import { receive } from './webhook';

/** Starts a workflow when Cloudflare announces maintenance or reports the health of a tunnel, by a webhook. */
export class CloudflareNetworkInterconnectAlertTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cloudflare Network Interconnect Alert Trigger',
		name: 'cloudflareNetworkInterconnectAlertTrigger',
		icon: {
			light: 'file:../../icons/interconnect.svg',
			dark: 'file:../../icons/interconnect.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["alertTypes"].join(", ") }}',
		description:
			'Starts the workflow when Cloudflare announces maintenance or reports the health of a tunnel',
		defaults: { name: 'Cloudflare Network Interconnect Alert Trigger' },
		inputs: [],
		outputs: [MAIN_CONNECTION],
		credentials: [
			{
				name: 'cloudflareNetworkInterconnectApi',
				required: true,
				testedBy: 'cloudflareNetworkInterconnectApiTest',
			},
		],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		activationMessage,
		triggerPanel,
		properties: fields,
	};

	methods = { credentialTest, listSearch };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isSubscribed(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await subscribe(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await unsubscribe(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
