import type { INodeProperties } from 'n8n-workflow';

import type { Effect } from '../api';

/** The options that every operation has. */
const commonOptions: INodeProperties[] = [
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 20 },
		default: 3,
		description:
			'How often a request is repeated at most. An order is only repeated when it surely was not carried out.',
	},
	{
		displayName: 'Max Wait',
		name: 'maxWait',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 86400 },
		default: 600,
		description: 'Seconds that a request may wait for the rate limit of Cloudflare',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600000 },
		default: 30000,
		description: 'Milliseconds to wait for the answer to one request',
	},
];

/** Reads of several items overlap. */
const maxConcurrencyOption: INodeProperties = {
	displayName: 'Max Concurrency',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 20,
	description: 'How many items are read at the same time at most',
};

/** For creates whose object can be found again by what was ordered. */
export const returnExistingOption: INodeProperties = {
	displayName: 'Return Existing',
	name: 'returnExisting',
	type: 'boolean',
	default: false,
	description:
		'Whether to return what stands there already instead of stopping, so that running the same order again does no harm',
};

/**
 * The "Options" collection of an operation.
 *
 * @param effect decides which common options apply
 * @param own what this operation has beside the common ones
 */
export function optionsField(effect: Effect, own: INodeProperties[] = []): INodeProperties {
	const common = effect === 'read' ? [maxConcurrencyOption, ...commonOptions] : commonOptions;
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...own, ...common].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
