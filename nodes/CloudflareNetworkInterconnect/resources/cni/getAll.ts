import { listingFields } from '../../../shared/fields/listing';
import { optionsField } from '../../../shared/fields/options';
import { slotField } from '../../../shared/locators/slot';
import { filterParam } from '../../../shared/params/filters';
import { getManyPages } from '../getMany';
import type { Operation } from '../types';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many CNI connections',
	description: "Retrieve the account's private connections, one item each",
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
					...slotField('searchSlots', 'Only return connections over the interconnect on this slot'),
					required: false,
					hint: 'An expression may return * for CNIs over any slot',
				},
				{
					displayName: 'Tunnel ID',
					name: 'tunnelId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
					description: 'Only return the connection of this tunnel',
					hint: 'Enter * for the CNIs of any tunnel',
				},
			],
		},
		optionsField('read'),
	],
	prepare(call) {
		const { text, uuid } = call.params;
		return getManyPages(call, ['cni', 'cnis'], {
			slot: filterParam(call.params, 'filters.slotId', uuid),
			tunnel_id: filterParam(call.params, 'filters.tunnelId', text),
		});
	},
};
