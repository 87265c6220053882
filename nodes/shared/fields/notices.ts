import type { INodeProperties } from 'n8n-workflow';

/** What creates or deletes shows this where it is the tool of an AI agent, after its own notice. */
export const toolNotice: INodeProperties = {
	displayName:
		"The model does not read the note above. Choose 'Set Manually' under 'Tool Description', say there what this does, what it costs and that it cannot be undone, and put it behind a human review.",
	name: 'toolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { '@tool': [true] } },
};
