import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	NodeError,
} from 'n8n-workflow';

/* What goes into a run of a workflow, and what comes out. */

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
