import { listingFields } from '../../../shared/fields/listing';
import { optionsField } from '../../../shared/fields/options';
import { filterParam } from '../../../shared/params/filters';
import { getManyPages } from '../getMany';
import type { Operation } from '../types';
import { includedOf, includeOption, withIncluded } from './include';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many interconnects',
	description: "Retrieve the account's interconnects, one item each",
	effect: 'read',
	fields: [
		...listingFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Site',
					name: 'site',
					type: 'string',
					default: '',
					placeholder: 'e.g. ams01',
					description:
						'Only return interconnects at this Cloudflare site, spelled as in the Get Many output',
					hint: 'Enter * for interconnects at any site',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: 'direct',
					options: [
						{ name: 'Any', value: '*' },
						{ name: 'Direct Port', value: 'direct' },
						{ name: 'Google Cloud Partner', value: 'gcp_partner' },
					],
					description: 'Only return interconnects of this type',
				},
			],
		},
		optionsField('read', [includeOption]),
	],
	prepare(call) {
		const { text, option } = call.params;
		const included = includedOf(call);
		const query = {
			site: filterParam(call.params, 'filters.site', text),
			type: filterParam(call.params, 'filters.type', option),
		};
		return getManyPages(
			call,
			['cni', 'interconnects'],
			query,
			included.length > 0
				? { add: async (listed, turn) => await withIncluded(call, turn, listed, included) }
				: {},
		);
	},
};
