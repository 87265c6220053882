import { AsyncLocalStorage } from 'node:async_hooks';

import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	INode,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeListSearchResult,
	IPinData,
	IRunExecutionData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { CREDENTIAL, node, NODE_TYPE } from './built.mts';
import { resolvedOutsideOfRun } from './credentialExpressions.mts';
import { CredentialsHelper, credentialReads } from './credentialsHelper.mts';
import { Container, core, n8nWorkflow } from './n8n.mts';
import { nodeTypes } from './nodeTypes.mts';
import type { Control, Outcome, Run } from './runs.mts';

export * from './built.mts';
export { credentialReads } from './credentialsHelper.mts';
export { nodeTypes } from './nodeTypes.mts';
export type { Control, Outcome, Run } from './runs.mts';

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
const { Workflow } = n8nWorkflow;

/** What the node executes in each run. */
const executions = new AsyncLocalStorage<Array<Promise<unknown>>>();
const { execute } = node;
node.execute = async function (...args) {
	const execution = execute!.apply(this, args);
	executions.getStore()?.push(execution);
	return await execution;
};

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
