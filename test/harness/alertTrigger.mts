import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
export async function startAlertWorkflow(options: AlertWorkflowOptions): Promise<AlertWorkflow> {
	const running = new RunningWorkflow(options);
	await running.listen();
	return running;
}

const { checkExists, create, delete: remove } = alertTrigger.webhookMethods!.default!;

class RunningWorkflow implements AlertWorkflow {
	readonly started: IDataObject[] = [];
	origin = '';
	private readonly stored: IWorkflowBase;
	private readonly workflow: InstanceType<typeof Workflow>;
	private readonly credential: ICredentialDataDecryptedObject;
	private readonly publicUrl: string | undefined;
	/** Production and test URLs have static data of their own in n8n. */
	private readonly saved = { production: {} as IDataObject, test: {} as IDataObject };
	private readonly server: Server;

	constructor({ parameters, credential, publicUrl, name = 'Maintenance' }: AlertWorkflowOptions) {
		const node = { ...base('Alerts'), type: `${PACKAGE}.trigger`, parameters, webhookId: 'alerts' };
		this.credential = credential;
		this.publicUrl = publicUrl;
		this.stored = {
			nodes: [{ ...node, credentials: linked }],
			connections: {},
		} as unknown as IWorkflowBase;
		this.workflow = new Workflow({ ...this.stored, id: '1', name, active: true, nodeTypes });
		this.server = createServer(async (request, response) => await this.receive(request, response));
	}

	async listen(): Promise<void> {
		this.server.listen(0, '127.0.0.1');
		await once(this.server, 'listening');
		this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	async activate(activation: WorkflowActivateMode = 'activate'): Promise<void> {
		await this.register(false, activation);
	}

	async deactivate(): Promise<void> {
		await remove.call(this.hooks(false, 'manual'));
	}

	async listenForTestEvent(): Promise<void> {
		await this.register(true, 'manual');
	}

	change(changed: INodeParameters): void {
		Object.assign(this.workflow.getNode('Alerts')!.parameters, changed);
	}

	get url(): string {
		return this.hooks(false, 'manual').getNodeWebhookUrl('default')!;
	}

	get staticData(): IDataObject {
		return this.saved.production;
	}

	set staticData(data: IDataObject) {
		this.saved.production = data;
	}

	private async register(isTest: boolean, activation: WorkflowActivateMode): Promise<void> {
		const context = this.hooks(isTest, activation);
		if (!(await checkExists.call(context))) await create.call(context);
	}

	private hooks(isTest: boolean, activation: WorkflowActivateMode) {
		this.use(isTest);
		return new HookContext(
			this.workflow,
			this.workflow.getNode('Alerts')!,
			{
				...additionalData(this.credential, this.stored),
				webhookBaseUrl: `${this.publicUrl ?? this.origin}/webhook`,
				webhookTestBaseUrl: `${this.publicUrl ?? this.origin}/webhook-test`,
			},
			isTest ? 'manual' : 'trigger',
			activation,
			webhookData(isTest),
		);
	}

	/** Does what n8n does with a request to a webhook. */
	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const isTest = request.url!.includes('/webhook-test/');
		this.use(isTest);
		const reply = {
			status(code: number) {
				response.statusCode = code;
				return reply;
			},
			json: (value: unknown) => response.end(JSON.stringify(value)),
		};
		const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
		const context = new WebhookContext(
			this.workflow,
			this.workflow.getNode('Alerts')!,
			{
				...additionalData(this.credential, this.stored),
				httpRequest: { body, headers: request.headers, params: {}, query: {} },
				httpResponse: reply,
			} as unknown as ConstructorParameters<typeof WebhookContext>[2],
			isTest ? 'manual' : 'trigger',
			webhookData(isTest),
			[],
			null,
		);
		const answer = await alertTrigger.webhook!.call(context);
		if (answer.workflowData) this.started.push(...answer.workflowData[0]!.map(({ json }) => json));
		if (!answer.noWebhookResponse) reply.json(answer.webhookResponse ?? { message: 'started' });
	}

	private use(isTest: boolean): void {
		this.workflow.getStaticData = () => this.saved[isTest ? 'test' : 'production'];
	}
}

function webhookData(isTest: boolean): IWebhookData {
	const [webhookDescription] = alertTrigger.description.webhooks!;
	return { isTest, webhookDescription } as unknown as IWebhookData;
}
