import type { INodeProperties } from 'n8n-workflow';

import { alertTypeOptions } from '../shared/alertTypes';
import { accountField } from '../shared/locators/account';

/** The parameters of the trigger. */
export const fields: INodeProperties[] = [
	{
		displayName:
			"Each poll reads one list, and for status changes the status of every interconnect: up to 600 in five minutes, half of Cloudflare's quota. If you have more, the next polls continue with those that were read longest ago. The first poll starts nothing.",
		name: 'pollNotice',
		type: 'notice',
		default: '',
	},
	accountField,
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['interconnectStatusChanged'],
		options: [
			{
				name: 'Interconnect Created',
				value: 'interconnectCreated',
				description: 'An interconnect has appeared in the account',
			},
			{
				name: 'Interconnect Deleted',
				value: 'interconnectDeleted',
				description: 'An interconnect has disappeared from the account',
			},
			{
				name: 'Interconnect Status Changed',
				value: 'interconnectStatusChanged',
				description: 'An interconnect has become Pending, Down, Unhealthy, or Healthy',
			},
			{
				name: 'Notification Sent',
				value: 'notificationSent',
				description:
					'Cloudflare has sent an alert about maintenance or tunnel health, to whomever. Works where Cloudflare cannot reach n8n.',
			},
			{
				name: 'Slot Available',
				value: 'slotAvailable',
				description: 'A slot for a direct port has become free',
			},
		],
		description: 'What starts the workflow',
	},
	{
		displayName: 'States',
		name: 'states',
		type: 'multiOptions',
		displayOptions: { show: { events: ['interconnectStatusChanged'] } },
		default: [],
		// From the order to traffic, as a port goes through them.
		options: [
			{ name: 'Pending', value: 'Pending' },
			{ name: 'Down', value: 'Down' },
			{ name: 'Unhealthy', value: 'Unhealthy' },
			{ name: 'Healthy', value: 'Healthy' },
		],
		description: 'The new states that start the workflow. Leave empty for any state.',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Alert Types',
				name: 'alertTypes',
				type: 'multiOptions',
				default: [],
				options: [...alertTypeOptions],
				description: 'Only notifications of these types. Leave empty for all four.',
			},
			{
				displayName: 'Interconnect Site',
				name: 'interconnectSite',
				type: 'string',
				default: '',
				placeholder: 'e.g. ams01',
				description:
					'Only interconnects at this Cloudflare site, spelled as in the Get Many output',
				hint: 'Enter * for interconnects at any site',
			},
			{
				displayName: 'Interconnect Type',
				name: 'interconnectType',
				type: 'options',
				default: 'direct',
				options: [
					{ name: 'Any', value: '*' },
					{ name: 'Direct Port', value: 'direct' },
					{ name: 'Google Cloud Partner', value: 'gcp_partner' },
				],
				description: 'Only interconnects of this type',
			},
			{
				displayName: 'Slot Address Contains',
				name: 'slotAddressContains',
				type: 'string',
				default: '',
				placeholder: 'e.g. Amsterdam',
				description: "Only slots with this text in their facility's address",
				hint: 'Enter * for slots at any address',
			},
			{
				displayName: 'Slot Site',
				name: 'slotSite',
				type: 'string',
				default: '',
				placeholder: 'e.g. ams01',
				description: 'Only slots at this Cloudflare site, spelled as in the Get Many output',
				hint: 'Enter * for slots at any site',
			},
			{
				displayName: 'Slot Speed',
				name: 'slotSpeed',
				type: 'string',
				default: '',
				placeholder: 'e.g. 10G',
				description: 'Only slots that support this speed',
				hint: 'Enter * for slots of any speed',
			},
		],
	},
];

/** The values of "Events", as saved workflows store them. */
export const eventNames = [
	'interconnectCreated',
	'interconnectDeleted',
	'interconnectStatusChanged',
	'notificationSent',
	'slotAvailable',
] as const;

/** The states that Cloudflare documents. */
export const stateNames = ['Pending', 'Down', 'Unhealthy', 'Healthy'] as const;
