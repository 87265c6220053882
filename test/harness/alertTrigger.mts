import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeParameters,
	INodeType,
	INodeTypes,
	IWebhookData,
	IWorkflowBase,
	WorkflowActivateMode,
} from 'n8n-workflow';

import { additionalData, base, built, linked, PACKAGE } from './engine.mts';
import { core, n8nWorkflow } from './n8n.mts';

const { HookContext, WebhookContext } = core;
const { Workflow } = n8nWorkflow;

/** The built alert trigger. */
export const alertTrigger = built<INodeType>(
	'nodes/CloudflareNetworkInterconnectAlertTrigger/CloudflareNetworkInterconnectAlertTrigger.node.js',
	'CloudflareNetworkInterconnectAlertTrigger',
);

const nodeTypes: INodeTypes = {
	getByName: () => alertTrigger,
	getByNameAndVersion: () => alertTrigger,
	getKnownTypes: () => ({}),
};

/** A workflow with the alert trigger, in an n8n that listens on 127.0.0.1. */
export interface AlertWorkflow {
	/** Registers the webhook as n8n does when it activates a workflow. */
	activate(activation?: WorkflowActivateMode): Promise<void>;
	/** Removes it as n8n does when it deactivates the workflow. */
	deactivate(): Promise<void>;
	/** The same for the test URL, while the editor listens. */
	listenForTestEvent(): Promise<void>;
	/** Changes parameters, as the editor does between two activations. */
	change(parameters: INodeParameters): void;
	/** The address that is registered. */
	readonly url: string;
	/** Where n8n's server is, also where its public address is another one. */
	readonly origin: string;
	/** The items that started runs. */
	readonly started: IDataObject[];
	/** What n8n has saved of the node's static data. */
	staticData: IDataObject;
	stop(): Promise<void>;
}

export interface AlertWorkflowOptions {
	parameters: INodeParameters;
	credential: ICredentialDataDecryptedObject;
	/** n8n's public address, where it is another one than that of its server. */
	publicUrl?: string;
	name?: string;
}

/** Starts a server that stands for n8n's webhooks, with n8n's own contexts behind it. */
export async function startAlertWorkflow({
	parameters,
	credential,
	publicUrl,
	name = 'Maintenance',
}: AlertWorkflowOptions): Promise<AlertWorkflow> {
	const node = { ...base('Alerts'), type: `${PACKAGE}.trigger`, parameters, webhookId: 'alerts' };
	const stored = {
		nodes: [{ ...node, credentials: linked }],
		connections: {},
	} as unknown as IWorkflowBase;
	const workflow = new Workflow({ ...stored, id: '1', name, active: true, nodeTypes });
	const started: IDataObject[] = [];
	/** Production and test URLs have static data of their own in n8n. */
	const staticData = { production: {} as IDataObject, test: {} as IDataObject };
	const webhookData = (isTest: boolean) =>
		({
			isTest,
			webhookDescription: alertTrigger.description.webhooks![0],
		}) as unknown as IWebhookData;
	const use = (isTest: boolean) => {
		workflow.getStaticData = () => staticData[isTest ? 'test' : 'production'];
	};

	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const isTest = request.url!.includes('/webhook-test/');
		use(isTest);
		const reply = {
			status(code: number) {
				response.statusCode = code;
				return reply;
			},
			json: (value: unknown) => response.end(JSON.stringify(value)),
		};
		const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
		const context = new WebhookContext(
			workflow,
			workflow.getNode('Alerts')!,
			{
				...additionalData(credential, stored),
				httpRequest: { body, headers: request.headers, params: {}, query: {} },
				httpResponse: reply,
			} as unknown as ConstructorParameters<typeof WebhookContext>[2],
			isTest ? 'manual' : 'trigger',
			webhookData(isTest),
			[],
			null,
		);
		const answer = await alertTrigger.webhook!.call(context);
		if (answer.workflowData) started.push(...answer.workflowData[0]!.map(({ json }) => json));
		if (!answer.noWebhookResponse) reply.json(answer.webhookResponse ?? { message: 'started' });
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const hooks = (isTest: boolean, activation: WorkflowActivateMode) => {
		use(isTest);
		return new HookContext(
			workflow,
			workflow.getNode('Alerts')!,
			{
				...additionalData(credential, stored),
				webhookBaseUrl: `${publicUrl ?? origin}/webhook`,
				webhookTestBaseUrl: `${publicUrl ?? origin}/webhook-test`,
			},
			isTest ? 'manual' : 'trigger',
			activation,
			webhookData(isTest),
		);
	};
	const { checkExists, create, delete: remove } = alertTrigger.webhookMethods!.default!;
	const register = async (isTest: boolean, activation: WorkflowActivateMode) => {
		const context = hooks(isTest, activation);
		if (!(await checkExists.call(context))) await create.call(context);
	};
	return {
		activate: async (activation = 'activate') => await register(false, activation),
		deactivate: async () => {
			await remove.call(hooks(false, 'manual'));
		},
		listenForTestEvent: async () => await register(true, 'manual'),
		change(changed) {
			Object.assign(workflow.getNode('Alerts')!.parameters, changed);
		},
		get url() {
			return hooks(false, 'manual').getNodeWebhookUrl('default')!;
		},
		origin,
		started,
		get staticData() {
			return staticData.production;
		},
		set staticData(saved) {
			staticData.production = saved;
		},
		async stop() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}
