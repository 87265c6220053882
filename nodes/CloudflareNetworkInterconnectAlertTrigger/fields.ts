import type { INodeProperties } from 'n8n-workflow';

import { alertTypeOptions } from '../shared/alertTypes';
import { accountField } from '../shared/locators/account';

/** The parameters of the trigger. */
export const fields: INodeProperties[] = [
	{
		displayName:
			"Activating the workflow registers a webhook destination and one notification policy for each alert type in your Cloudflare account; deactivating it removes them. Cloudflare must be able to reach n8n's public URL over https. No alert doesn't mean that all is well: for the state of your interconnects, use Cloudflare Network Interconnect Trigger as well.",
		name: 'registrationNotice',
		type: 'notice',
		default: '',
	},
	accountField,
	{
		displayName: 'Alert Types',
		name: 'alertTypes',
		type: 'multiOptions',
		required: true,
		default: ['cni_maintenance_notification'],
		options: [...alertTypeOptions],
		description: 'The alerts that start the workflow',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Airport Codes',
				name: 'airportCodes',
				type: 'string',
				default: '',
				placeholder: 'e.g. AMS, FRA',
				description:
					'Only data center maintenance at these locations, as a comma-separated list or an array of IATA codes',
				hint: 'Enter * for all locations',
			},
			{
				displayName: 'SLO',
				name: 'slo',
				type: 'string',
				default: '99.9',
				placeholder: 'e.g. 99.9',
				description:
					'The service-level objective, in percent, below which a tunnel health alert is sent: 99.9 is used unless you set another one',
			},
			{
				displayName: 'Tunnel Names',
				name: 'tunnelNames',
				type: 'string',
				default: '',
				placeholder: 'e.g. ams-primary, fra-primary',
				description:
					'Only tunnel health alerts of these tunnels, as a comma-separated list or an array',
				hint: 'Enter * for all tunnels',
			},
		],
	},
];
