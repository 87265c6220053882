import { optionsField } from '../../../shared/fields/options';
import type { Operation } from '../types';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update settings',
	description: "Set or clear the account's default ASN for Network Interconnect",
	effect: 'replace',
	fields: [
		{
			displayName: 'Clear Default ASN',
			name: 'clearDefaultAsn',
			type: 'boolean',
			default: false,
			description: 'Whether to remove the default ASN, so that the account has none',
		},
		{
			displayName: 'Default ASN',
			name: 'defaultAsn',
			type: 'number',
			displayOptions: { show: { clearDefaultAsn: [false] } },
			typeOptions: { minValue: 1, maxValue: 4294967295 },
			default: 0,
			description: 'The ASN that BGP sessions use where they name none, from 1 to 4294967295',
		},
		optionsField('replace'),
	],
	prepare({ api, params }) {
		const asn = params.flag('clearDefaultAsn') ? null : params.count('defaultAsn');
		return async () => [{ json: await api.put(['cni', 'settings'], { default_asn: asn }) }];
	},
};
