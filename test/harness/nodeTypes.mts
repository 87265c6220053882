import type {
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeType,
	INodeTypes,
} from 'n8n-workflow';

import { node, NODE_TYPE } from './built.mts';

/* The types of nodes in the workflows of tests: the built node, and what stands beside it. */

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
