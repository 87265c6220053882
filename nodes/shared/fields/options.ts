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
			'Maximum number of retries per request. An order is retried only if it was definitely not placed.',
	},
	{
		displayName: 'Max Wait',
		name: 'maxWait',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 86400 },
		default: 600,
		description: "Maximum time, in seconds, to wait for Cloudflare's rate limit",
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600000 },
		default: 30000,
		description: 'Time, in milliseconds, to wait for a response',
	},
];

/** Reads of several items overlap. */
const maxConcurrencyOption: INodeProperties = {
	displayName: 'Max Concurrency',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 20,
	description: 'Maximum number of items to read in parallel',
};

/** For creates. */
export const addOutcomeOption: INodeProperties = {
	displayName: 'Add Outcome',
	name: 'addOutcome',
	type: 'boolean',
	default: false,
	description:
		"Whether to add to the result an 'outcome' ('created', 'found' after a lost response, 'existing', or 'confirm', which is found but to be confirmed in Google Cloud) and a list of the 'differences' from what was ordered",
};

/** For writes that order something or that traffic depends on. */
export const checkOnlyOption: INodeProperties = {
	displayName: 'Check Only',
	name: 'checkOnly',
	type: 'boolean',
	default: false,
	description:
		'Whether to only check what would be sent, and return the findings. Nothing is sent that orders or changes anything.',
};

/** For writes that the API can check by itself. */
export const validateOnlyOption: INodeProperties = {
	displayName: 'Validate Only',
	name: 'validateOnly',
	type: 'boolean',
	default: false,
	description: 'Whether to let Cloudflare validate the change without applying it',
};

/** For creates whose object can be found again by what was ordered. */
export const returnExistingOption: INodeProperties = {
	displayName: 'Return Existing',
	name: 'returnExisting',
	type: 'boolean',
	default: false,
	description:
		'Whether to return the existing object instead of failing if it already exists, which makes it safe to run the same order again',
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
