import type { INodeProperties } from 'n8n-workflow';

/** Shown below the warning of a create or delete where the node is the tool of an AI agent. */
export const toolNotice: INodeProperties = {
	displayName:
		"The model doesn't see the note above. Set 'Tool Description' to 'Set Manually', describe what this does, what it costs, and that it can't be undone, and require human review.",
	name: 'toolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { '@tool': [true] } },
};
