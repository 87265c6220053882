import { optionsField } from '../../../shared/fields/options';
import type { Operation } from '../types';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update settings',
	description: "Set or clear the account's default ASN for BGP sessions",
	effect: 'replace',
	fields: [
		{
			displayName: 'Clear Default ASN',
			name: 'clearDefaultAsn',
			type: 'boolean',
			default: false,
			description:
				"Whether to clear the account's default ASN instead of setting it. Cloudflare then uses its own, 13335.",
		},
		{
			displayName: 'Default ASN',
			name: 'defaultAsn',
			type: 'number',
			displayOptions: { show: { clearDefaultAsn: [false] } },
			typeOptions: { minValue: 1, maxValue: 4294967295 },
			required: true,
			default: '',
			placeholder: 'e.g. 64512',
			description: "The ASN to use for BGP sessions that don't specify one, from 1 to 4294967295",
		},
		optionsField('replace'),
	],
	prepare({ api, params }) {
		const asn = params.flag('clearDefaultAsn') ? null : params.count('defaultAsn');
		return async () => [{ json: await api.put(['cni', 'settings'], { default_asn: asn }) }];
	},
};
