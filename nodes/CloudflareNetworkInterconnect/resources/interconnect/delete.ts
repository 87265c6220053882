import { toolNotice } from '../../../shared/fields/notices';
import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation } from '../types';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete interconnect',
	description: 'Delete an interconnect permanently and release its port',
	effect: 'delete',
	fields: [
		{
			displayName:
				'This permanently deletes the interconnect, stops all traffic over it, and releases its port. A replacement takes days to weeks.',
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		interconnectField,
		optionsField('delete'),
	],
	prepare({ orders, params }) {
		const name = params.segment('interconnectName');
		return async () => {
			await orders.remove(['cni', 'interconnects', name], `interconnect '${name}'`);
			return [{ json: { deleted: true, name } }];
		};
	},
};
