import type { INodeProperties } from 'n8n-workflow';

/**
 * The BGP session of a connection.
 *
 * @param customerAsn what the field "Customer ASN" has beside the common
 * @param more settings that only this operation has
 */
export function bgpField(
	description: string,
	{
		customerAsn = {},
		more = [],
	}: { customerAsn?: Partial<INodeProperties>; more?: INodeProperties[] } = {},
): INodeProperties {
	const settings: INodeProperties[] = [
		{
			displayName: 'Customer ASN',
			name: 'customerAsn',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 4294967295 },
			default: '',
			placeholder: 'e.g. 64512',
			description:
				"Your autonomous system number (ASN), from 1 to 4294967295. It must differ from the account's.",
			...customerAsn,
		},
		{
			displayName: 'Extra Prefixes',
			name: 'extraPrefixes',
			type: 'string',
			default: '',
			placeholder: 'e.g. 192.0.2.0/24, 198.51.100.0/24',
			description:
				'Additional prefixes to advertise to the customer in CIDR notation, as a comma-separated list or an array. An empty array removes them.',
		},
		{
			displayName: 'MD5 Key',
			name: 'md5Key',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Protects the session against misconfiguration, not against attacks. Printable ASCII except quotation and question marks.',
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
