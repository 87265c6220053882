import type { INodeProperties } from 'n8n-workflow';

/** The MTU of a tunnel, in bytes. */
export const mtuField: INodeProperties = {
	displayName: 'MTU',
	name: 'mtu',
	type: 'number',
	typeOptions: { minValue: 576, maxValue: 1500 },
	default: 1500,
	description: 'The maximum packet size in bytes: up to 1500, or 1476 with GRE',
};
