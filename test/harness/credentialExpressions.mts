import type {
	ICredentialDataDecryptedObject,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	INode,
	INodeParameters,
	INodeType,
	INodeTypes,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { n8nWorkflow } from './n8n.mts';

/*
 * How n8n's server resolves expressions in a credential: `applyDefaultsAndOverwrites` of its `credentials-helper`.
 */

/** Of the workflow that n8n makes for a credential alone. */
const mock = { description: { properties: [] } } as unknown as INodeType;
const nodeTypes: INodeTypes = {
	getByName: () => mock,
	getByNameAndVersion: () => mock,
	getKnownTypes: () => ({}),
};

/** Resolves the expressions in a credential as n8n's server does it for a node that runs. */
export function resolvedInRun(
	data: ICredentialDataDecryptedObject,
	mode: WorkflowExecuteMode,
	executeData: IExecuteData | undefined,
	values: ICredentialsExpressionResolveValues,
): ICredentialDataDecryptedObject {
	try {
		return values.workflow.expression.getParameterValue(
			data as INodeParameters,
			values.runExecutionData,
			values.runIndex,
			values.itemIndex,
			values.node.name,
			values.connectionInputData,
			mode,
			{},
			executeData,
			false,
			data,
		) as unknown as ICredentialDataDecryptedObject;
	} catch (error) {
		(error as Error).message += ' [Error resolving credentials]';
		throw error;
	}
}

/** The same for a picker and for the test of a credential: there are no items. */
export function resolvedOutsideOfRun(
	data: ICredentialDataDecryptedObject,
	mode: WorkflowExecuteMode,
): ICredentialDataDecryptedObject {
	const node: INode = {
		id: 'credential',
		name: '',
		type: 'mock',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const workflow = new n8nWorkflow.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});
	return workflow.expression.getComplexParameterValue(
		node,
		data as INodeParameters,
		mode,
		{},
		undefined,
		undefined,
		data,
	) as unknown as ICredentialDataDecryptedObject;
}
