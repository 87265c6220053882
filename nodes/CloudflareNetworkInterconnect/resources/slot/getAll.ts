import { listingFields } from '../../../shared/fields/listing';
import { optionsField } from '../../../shared/fields/options';
import { filterParam } from '../../../shared/params/filters';
import { getManyPages } from '../getMany';
import type { Operation } from '../types';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many slots',
	description: 'Retrieve the slots where direct ports can be ordered, one item each',
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
					displayName: 'Address Contains',
					name: 'addressContains',
					type: 'string',
					default: '',
					placeholder: 'e.g. Amsterdam',
					description: "Only return slots with this text in their facility's address",
					hint: 'Enter * for slots at any address',
				},
				{
					displayName: 'Occupied',
					name: 'occupied',
					type: 'boolean',
					default: false,
					description: 'Whether to return occupied slots instead of free ones',
					hint: 'An expression may return * for both free and occupied slots',
				},
				{
					displayName: 'Site',
					name: 'site',
					type: 'string',
					default: '',
					placeholder: 'e.g. ams01',
					description:
						'Only return slots at this Cloudflare site, spelled as in the Get Many output',
					hint: 'Enter * for slots at any site',
				},
				{
					displayName: 'Speed',
					name: 'speed',
					type: 'string',
					default: '',
					placeholder: 'e.g. 10G',
					description: 'Only return slots that support this speed',
					hint: 'Enter * for slots of any speed',
				},
			],
		},
		optionsField('read'),
	],
	prepare(call) {
		const { flag, text } = call.params;
		return getManyPages(call, ['cni', 'slots'], {
			address_contains: filterParam(call.params, 'filters.addressContains', text),
			occupied: filterParam(call.params, 'filters.occupied', flag),
			site: filterParam(call.params, 'filters.site', text),
			speed: filterParam(call.params, 'filters.speed', text),
		});
	},
};
