import type { INodeProperties } from 'n8n-workflow';

import type { Effect } from '../types';

/** The account that an operation works in: every operation has it. */
export const accountField: INodeProperties = {
	displayName: 'Account',
	name: 'accountId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'The Cloudflare account to work in. Leave empty to use the account of the credential.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchAccounts', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^\\s*([0-9a-fA-F]{32})?\\s*$',
						errorMessage: 'An account ID has 32 hexadecimal characters',
					},
				},
			],
		},
	],
};

/** What creates or deletes shows this where it is the tool of an AI agent, after its own notice. */
export const toolNotice: INodeProperties = {
	displayName:
		"The model does not read the note above. Choose 'Set Manually' under 'Tool Description', say there what this does, what it costs and that it cannot be undone, and put it behind a human review.",
	name: 'toolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { '@tool': [true] } },
};

/** An existing interconnect, by the name that Cloudflare gave it. */
export const interconnectField: INodeProperties = {
	displayName: 'Interconnect',
	name: 'interconnectName',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The interconnect, known by the name that Cloudflare gave it',
	typeOptions: { loadOptionsDependsOn: ['accountId.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchInterconnects', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. ams01-18b2a52c',
		},
	],
};

const UUID_REGEX = '^\\s*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\s*$';

/**
 * A slot.
 *
 * @param searchListMethod which slots its list shows
 */
export function slotField(
	searchListMethod: 'searchFreeSlots' | 'searchSlots',
	description: string,
): INodeProperties {
	return {
		displayName: 'Slot',
		name: 'slotId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		typeOptions: { loadOptionsDependsOn: ['accountId.value'] },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 123e4567-e89b-12d3-a456-426614174000',
				validation: [
					{
						type: 'regex',
						properties: { regex: UUID_REGEX, errorMessage: 'A slot ID is a UUID' },
					},
				],
			},
		],
	};
}

/** An existing CNI. */
export const cniField: INodeProperties = {
	displayName: 'CNI',
	name: 'cniId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The CNI, by its ID',
	typeOptions: { loadOptionsDependsOn: ['accountId.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchCnis', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 123e4567-e89b-12d3-a456-426614174000',
			validation: [
				{
					type: 'regex',
					properties: { regex: UUID_REGEX, errorMessage: 'A CNI ID is a UUID' },
				},
			],
		},
	],
};

/** An existing magic interconnect. */
export const magicInterconnectField: INodeProperties = {
	displayName: 'Magic Interconnect',
	name: 'magicInterconnectId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The magic interconnect, by its ID',
	typeOptions: { loadOptionsDependsOn: ['accountId.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchMagicInterconnects', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
		},
	],
};

/**
 * The BGP session of a connection.
 *
 * @param more settings that only this operation has
 */
export function bgpField(description: string, more: INodeProperties[] = []): INodeProperties {
	const settings: INodeProperties[] = [
		{
			displayName: 'Customer ASN',
			name: 'customerAsn',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 4294967295 },
			default: 0,
			description: 'Your autonomous system number (ASN), from 1 to 4294967295',
		},
		{
			displayName: 'Extra Prefixes',
			name: 'extraPrefixes',
			type: 'string',
			default: '',
			placeholder: 'e.g. 192.0.2.0/24, 198.51.100.0/24',
			description:
				'Prefixes to advertise to the customer in addition, of the form A.B.C.D/N: separated by commas, or an array. An expression that gives an empty array removes them.',
		},
		{
			displayName: 'MD5 Key',
			name: 'md5Key',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Guards the session against a wrong set-up, not against attacks: printable ASCII except the quotation mark and the question mark',
		},
	];
	return {
		displayName: 'BGP',
		name: 'bgp',
		type: 'fixedCollection',
		placeholder: 'Add BGP',
		default: {},
		description,
		options: [
			{
				displayName: 'Settings',
				name: 'settings',
				values: [...settings, ...more].sort((a, b) => a.displayName.localeCompare(b.displayName)),
			},
		],
	};
}

/** "Return All" and "Limit", the same for every listing. */
export const listingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		displayOptions: { show: { returnAll: [false] } },
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

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
