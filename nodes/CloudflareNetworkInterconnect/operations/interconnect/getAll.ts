import { listingFields, optionsField } from '../../fields';
import { listingOf } from '../../listing';
import type { Operation } from '../../types';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many interconnects',
	description: 'Retrieve the interconnects of the account, one output item each',
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
					placeholder: 'e.g. AMS01',
					description: 'Only interconnects at this Cloudflare site, by its exact name',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: 'direct',
					options: [
						{ name: 'Direct Port', value: 'direct' },
						{ name: 'Google Cloud Partner', value: 'gcp_partner' },
					],
					description: 'Only interconnects of this type',
				},
			],
		},
		optionsField('read'),
	],
	prepare({ api, params }) {
		const query = {
			site: params.text('filters.site') || undefined,
			type: params.value('filters.type') ? params.option('filters.type') : undefined,
		};
		return listingOf(api, params, ['cni', 'interconnects'], query);
	},
};
