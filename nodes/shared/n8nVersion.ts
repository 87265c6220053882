import { NodeConnectionTypes, type IExecuteFunctions } from 'n8n-workflow';

/** The oldest n8n that the package supports, which has n8n-workflow 1.83. README, package.json and CHANGELOG name it too. */
export const OLDEST_N8N = '1.85';

/** What an older n8n does not have. It must load the nodes nevertheless, to be able to say so. */
const connectionTypes: typeof NodeConnectionTypes | undefined = NodeConnectionTypes;

/** The connection over which items travel. */
export const MAIN_CONNECTION = connectionTypes?.Main ?? 'main';

/** What to tell the user of an n8n that is too old; undefined where it is not. */
export const tooOld = connectionTypes
	? undefined
	: {
			message: `This n8n is too old: the node requires n8n ${OLDEST_N8N} or newer`,
			description: 'Nothing was sent. Update n8n, then run the workflow again.',
		};

/**
 * Whether the node runs as a tool of an n8n before October 2025 (n8n-core before 1.118), where tools have no hints, and
 * where the model reads of an error that the node throws its description alone.
 */
export function isOlderTool(ctx: IExecuteFunctions): boolean {
	return (ctx as Partial<IExecuteFunctions>).addExecutionHints === undefined;
}
