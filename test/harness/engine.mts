import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';

import type {
	EngineResponse,
	IBinaryData,
	IDataObject,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeType,
	INodeTypes,
	IPinData,
	IRun,
	IRunExecutionData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	NodeError,
} from 'n8n-workflow';

import { resolvedInRun, resolvedOutsideOfRun } from './credentialExpressions.mts';
import { Container, core, load, n8nWorkflow } from './n8n.mts';

/*
 * Runs the built package on n8n's own workflow engine (n8n-core), with n8n's own HTTP helpers. Only
 * what lives in the n8n server is stood in for: the store of the credentials, and the trigger.
 */

const {
	BinaryDataService,
	CredentialTestContext,
	ErrorReporter,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	WorkflowExecute,
} = core;
const { ICredentialsHelper, Workflow } = n8nWorkflow;

const dist = join(import.meta.dirname, '../../dist');
export const PACKAGE = 'n8n-nodes-cloudflare-network-interconnect';
export const CREDENTIAL = 'cloudflareNetworkInterconnectApi';

/** The type of the node in saved workflows. */
export const NODE_TYPE = `${PACKAGE}.cloudflareNetworkInterconnect`;

/** A class of the built package. */
export function built<T>(path: string, name: string): T {
	return new (load<Record<string, new () => T>>(join(dist, path))[name]!)();
}

/** The built node. */
export const node = built<INodeType>(
	'nodes/CloudflareNetworkInterconnect/CloudflareNetworkInterconnect.node.js',
	'CloudflareNetworkInterconnect',
);

/** The built credential type. */
export const credentialType = built<ICredentialType>(
	'credentials/CloudflareNetworkInterconnectApi.credentials.js',
	'CloudflareNetworkInterconnectApi',
);

interface Pauses {
	first: number;
	longest: number;
}

/** How long the pickers and the test of the credential try, while a person waits in front of the editor. */
export const editorLimits = load<{ EDITOR_LIMITS: { timeout: number } }>(
	join(dist, 'nodes/shared/api/client.js'),
).EDITOR_LIMITS;

/** The node's pauses before a request is repeated and before an empty look-up is, in milliseconds. */
export const pauses = {
	repeat: load<{ pauses: Pauses }>(join(dist, 'nodes/shared/api/pauses.js')).pauses,
	lookUp: load<{ pauses: Pauses }>(
		join(dist, 'nodes/CloudflareNetworkInterconnect/orders/pauses.js'),
	).pauses,
	/** How many milliseconds a second of "Wait for Status" takes. */
	wait: load<{ waitPauses: { second: number } }>(
		join(dist, 'nodes/CloudflareNetworkInterconnect/resources/interconnect/waitPauses.js'),
	).waitPauses,
};

// Most tests do not mean the pauses. One that does sets what it needs.
Object.assign(pauses.repeat, { first: 10, longest: 20 });
Object.assign(pauses.lookUp, { first: 10, longest: 20 });
pauses.wait.second = 1;

/** What the node executes in each run. */
const executions = new AsyncLocalStorage<Array<Promise<unknown>>>();
const { execute } = node;
node.execute = async function (...args) {
	const execution = execute!.apply(this, args);
	executions.getStore()?.push(execution);
	return await execution;
};

const { thisProcess, sharedBy } = load(join(dist, 'nodes/shared/api/process.js')) as {
	thisProcess: { byCredential: Map<string, unknown> };
	sharedBy: (baseUrl: string, identity: string) => { orders: object };
};

/** Makes the built package forget what it keeps over runs, as a process that was started anew. */
export function startProcessAnew(): void {
	thisProcess.byCredential.clear();
}

/** Makes the built package forget the orders at one service, while runs at others go on. */
export function forgetOrdersAt(baseUrl: string): void {
	const shared = sharedBy(baseUrl, '');
	shared.orders = new (shared.orders.constructor as new () => object)();
}

// An emulator that was reset knows nothing of the orders of the test before. Outside of Jest there is one run only.
(globalThis as { beforeEach?: (hook: () => void) => void }).beforeEach?.(startProcessAnew);

/** Gives the items of a run; its data is pinned, so the engine never executes it. */
const trigger = {
	description: {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	trigger: async () => undefined,
} as unknown as INodeType;

/** The node as n8n offers it to AI agents: the same code behind another connection. */
const tool = Object.assign(Object.create(node) as INodeType, {
	description: { ...node.description, inputs: [], outputs: ['ai_tool'] },
});

/** Calls its tools as an agent does, with the arguments that it was given instead of a model's. */
const agent = {
	description: {
		...trigger.description,
		name: 'agent',
		group: ['transform'],
		inputs: ['main', 'ai_tool'],
	},
	async execute(this: IExecuteFunctions, response?: EngineResponse) {
		const called = response?.actionResponses ?? [];
		if (called.length === 0) return { actions: this.getInputData()[0]!.json.calls, metadata: {} };
		return [called.map(({ data }) => ({ json: { answer: data.data?.ai_tool?.[0]?.[0]?.json } }))];
	},
} as unknown as INodeType;

/** An agent that runs its tools itself, as n8n's MCP Server Trigger does: several calls may be under way. */
const hastyAgent = {
	description: { ...agent.description, name: 'hastyAgent' },
	async execute(this: IExecuteFunctions) {
		const tools = await this.getInputConnectionData('ai_tool', 0);
		const [called] = tools as [{ invoke(input: unknown): Promise<string> }];
		const calls = this.getInputData()[0]!.json.calls as Array<{ input: unknown }>;
		const answers = await Promise.all(
			calls.map(async ({ input }) =>
				called.invoke(input).then(answerOf, ({ message }: Error) => ({ error: message })),
			),
		);
		return [answers.map((answer) => ({ json: { answer } as IDataObject }))];
	},
} as unknown as INodeType;

/** The first item that a tool answered; older n8n answers in words where the tool throws. */
function answerOf(answer: string): unknown {
	return answer.startsWith('[') ? (JSON.parse(answer) as unknown[])[0] : { error: answer };
}

const byName = (type: string) =>
	({ [NODE_TYPE]: node, [`${NODE_TYPE}Tool`]: tool, agent, hastyAgent })[type] ?? trigger;

/** The built node, and a trigger for every other name. */
export const nodeTypes: INodeTypes = {
	getByName: byName,
	getByNameAndVersion: byName,
	getKnownTypes: () => ({}),
};

/** The items that n8n was asked for the values of the credential with, since the last run began. */
export const credentialReads: Array<number | undefined> = [];

/** Hands out one credential and calls the built credential's `authenticate`, as n8n's server does. */
class CredentialsHelper extends ICredentialsHelper {
	private readonly data: ICredentialDataDecryptedObject;

	constructor(data: ICredentialDataDecryptedObject) {
		super();
		this.data = data;
	}

	getParentTypes = () => [];
	isCredentialUsableByNode = () => true;
	preAuthentication = async () => undefined;
	runPreAuthentication = async () => undefined;
	getCredentialsProperties = () => credentialType.properties;
	updateCredentials = async () => {};
	updateCredentialsOauthTokenData = async () => {};
	getDecrypted = async (
		...[, , , mode, executeData, , values]: Parameters<
			InstanceType<typeof ICredentialsHelper>['getDecrypted']
		>
	): Promise<ICredentialDataDecryptedObject> => {
		credentialReads.push(values?.itemIndex);
		const data = structuredClone(this.data);
		return values
			? resolvedInRun(data, mode, executeData, values)
			: resolvedOutsideOfRun(data, mode);
	};

	getCredentials = async (): Promise<never> => {
		throw new Error('Not part of a run');
	};

	authenticate = async (
		data: ICredentialDataDecryptedObject,
		_type: string,
		options: unknown,
	): Promise<IHttpRequestOptions> => {
		const { authenticate } = credentialType;
		if (typeof authenticate !== 'function') throw new Error('The credential has no function');
		return await authenticate(data, options as IHttpRequestOptions);
	};
}

/** What n8n's server gives to the contexts of nodes. */
export function additionalData(
	data: ICredentialDataDecryptedObject,
	workflow: IWorkflowBase,
	{ executionId = '1', variables = {} }: Control = {},
) {
	return {
		credentialsHelper: new CredentialsHelper(data),
		hooks: new ExecutionLifecycleHooks('manual', '1', workflow),
		executionId,
		currentNodeExecutionIndex: 0,
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		variables,
		getRunExecutionData: async () => undefined,
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** Where n8n keeps the bytes. Older versions are told how, newer ones have it from their environment. */
const binaryData: Pick<InstanceType<typeof BinaryDataService>, 'getAsBuffer'> & {
	init(config: object): Promise<void>;
} = Container.get(BinaryDataService);

/** What a run gave. */
export interface Outcome {
	/** The node's output items. */
	items: INodeExecutionData[];
	/** Items on the second output, with "continue (using error output)". */
	errorItems: INodeExecutionData[];
	/** The execution hints that the node gave. */
	hints: string[];
	/** What stopped the run, in the form n8n stores it. */
	error?: NodeError & { httpCode?: string };
	/** All that n8n would store. */
	run: IRun;
}

/** How the engine runs a workflow. */
export interface Control {
	/** Cancels the execution, as the stop button does. */
	cancel?: AbortSignal;
	/** What expressions get from `$vars`: a test may change it while the workflow runs. */
	variables?: IDataObject;
	executionId?: string;
	/** What the execution that is retried left in the context of its nodes: n8n's "Retry execution" hands it on. */
	contextData?: NonNullable<IRun['data']['executionData']>['contextData'];
}

/** A run of one node on pinned items. */
export interface Run extends Control {
	parameters: INodeParameters;
	credential: ICredentialDataDecryptedObject;
	/** The `json` of the input items. */
	input?: Array<Record<string, unknown>>;
	onError?: INode['onError'];
	/** Whether nobody has chosen a credential in the node. */
	withoutCredential?: boolean;
	/** How often n8n runs the whole node with "Retry On Fail"; once without. */
	maxTries?: number;
}

// n8n prints what stops a run; here most runs are meant to be stopped.
Container.get(ErrorReporter).error = () => {};

/** Runs the node with the given parameters. */
export async function run({
	parameters,
	credential,
	input = [{}],
	onError,
	maxTries,
	withoutCredential,
	...control
}: Run) {
	const retries = maxTries ? { retryOnFail: true, maxTries, waitBetweenTries: 1 } : {};
	const workflow = {
		nodes: [
			{ ...base('Trigger'), type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				...base('CNI'),
				type: NODE_TYPE,
				parameters,
				onError,
				...retries,
				credentials: withoutCredential ? undefined : linked,
			},
		],
		connections: { Trigger: { main: [[{ node: 'CNI', type: 'main', index: 0 }]] } },
	} as unknown as IWorkflowBase;
	return await runWorkflow(workflow, credential, 'CNI', input, control);
}

/**
 * Calls the node as the tool of an agent.
 *
 * @param calls the arguments of each call, which `$fromAI` takes
 * @param atOnce whether the agent does not wait for an answer before the next call
 * @returns what the tool answered to each call
 */
export async function callTool(
	{ parameters, credential, maxTries }: Run,
	calls: Array<Record<string, unknown>>,
	atOnce = false,
): Promise<Array<Record<string, unknown> | undefined>> {
	const retries = maxTries ? { retryOnFail: true, maxTries, waitBetweenTries: 1 } : {};
	const workflow = {
		nodes: [
			{ ...base('Trigger'), type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{ ...base('Agent'), type: atOnce ? 'hastyAgent' : 'agent', parameters: {} },
			{ ...base('CNI'), type: `${NODE_TYPE}Tool`, parameters, ...retries, credentials: linked },
		],
		connections: {
			Trigger: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			CNI: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	} as unknown as IWorkflowBase;
	const actions = calls.map((input, id) => ({
		actionType: 'ExecutionNodeAction',
		nodeName: 'CNI',
		type: 'ai_tool',
		id: String(id),
		input,
		metadata: {},
	}));
	const { items, error } = await runWorkflow(workflow, credential, 'Agent', [{ calls: actions }]);
	if (error) throw error as Error;
	return items.map(({ json }) => json.answer as Record<string, unknown>);
}

export const linked = { [CREDENTIAL]: { id: '1', name: 'Cloudflare' } };
export const base = (name: string) => ({ id: name, name, typeVersion: 1, position: [0, 0] });

/** What a run begins with: older n8n has no function that makes it. */
function runData(
	{
		contextData,
		node: first,
		items,
	}: {
		contextData: NonNullable<Control['contextData']>;
		node: INode;
		items: INodeExecutionData[];
	},
	pinData: IPinData,
): IRunExecutionData {
	return {
		startData: {},
		resultData: { runData: {}, pinData },
		executionData: {
			contextData,
			nodeExecutionStack: [{ node: first, data: { main: [items] }, source: null }],
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	} as unknown as IRunExecutionData;
}

/**
 * Runs a workflow as it stands in a file. A run that is cancelled ends with what the node still does then.
 *
 * @param nodeName the node whose output is wanted
 * @param input the items of its trigger
 */
export async function runWorkflow(
	stored: IWorkflowBase,
	credential: ICredentialDataDecryptedObject,
	nodeName: string,
	input: Array<Record<string, unknown>> = [{}],
	control: Control = {},
): Promise<Outcome> {
	const { cancel, contextData } = control;
	await binaryData.init({ mode: 'default', availableModes: ['default'] });
	const workflow = new Workflow({ ...stored, id: '1', active: false, nodeTypes });
	const [start] = workflow.getTriggerNodes();
	const additional = additionalData(credential, stored, control);
	const items = input.map((json) => ({ json })) as INodeExecutionData[];
	credentialReads.length = 0;
	// As `run` and a retry of the engine begin; `run` takes its arguments differently over the versions of n8n.
	const engine = new WorkflowExecute(
		additional,
		contextData ? 'retry' : 'manual',
		runData(
			contextData
				? { contextData, node: workflow.getNode(nodeName)!, items }
				: { contextData: {}, node: start!, items: [{ json: {} }] },
			contextData ? {} : { [start!.name]: items },
		),
	);
	const ofNode: Array<Promise<unknown>> = [];
	const result = await executions.run(ofNode, async () => {
		const execution = engine.processRunExecutionData(workflow);
		cancel?.addEventListener('abort', () => execution.cancel());
		return await execution;
	});
	// A cancel ends the run at once, and the node a little later.
	await Promise.allSettled(ofNode);
	const { resultData } = result.data;
	const [ran] = resultData.runData[nodeName] ?? [];
	const data = ran?.data?.main ?? [];
	return {
		items: data[0] ?? [],
		errorItems: data[1] ?? [],
		hints: (ran?.hints ?? []).map(({ message }) => message),
		error: resultData.error as Outcome['error'],
		run: result,
	};
}

/** The bytes behind n8n binary data. */
export async function bytesOf(binary: IBinaryData): Promise<Buffer> {
	return await binaryData.getAsBuffer(binary);
}

/** Calls the search behind a picker, as the editor does. */
export async function listSearch(
	name: string,
	{ parameters, credential }: Run,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const stored = {
		nodes: [{ ...base('CNI'), type: NODE_TYPE, parameters, credentials: linked }],
		connections: {},
	} as unknown as IWorkflowBase;
	const workflow = new Workflow({ ...stored, id: '1', active: false, nodeTypes });
	const context = new LoadOptionsContext(
		workflow,
		workflow.getNode('CNI')!,
		{ ...additionalData(credential, stored), currentNodeParameters: parameters },
		'',
	);
	const search = node.methods!.listSearch![name]!;
	return await search.call(context, filter, paginationToken);
}

/** Tests a credential, as n8n does when it is saved. */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const { testedBy } = node.description.credentials![0]!;
	const context = new CredentialTestContext(additionalData(data, {} as IWorkflowBase));
	const test = node.methods!.credentialTest![testedBy as string]!;
	const resolved = resolvedOutsideOfRun(data, 'internal');
	return await test.call(context, {
		id: '1',
		name: 'Cloudflare',
		type: CREDENTIAL,
		data: resolved,
	});
}
