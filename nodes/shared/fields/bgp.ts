import type { INodeProperties } from 'n8n-workflow';

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
