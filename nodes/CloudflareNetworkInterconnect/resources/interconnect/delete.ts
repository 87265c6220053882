import { toolNotice } from '../../../shared/fields/notices';
import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation } from '../types';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete interconnect',
	description: 'Give an interconnect back to Cloudflare and end its connection for good',
	effect: 'delete',
	fields: [
		{
			displayName:
				'This ends the interconnect and all traffic over it, and frees its port. It cannot be undone: a new order takes days to weeks.',
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
