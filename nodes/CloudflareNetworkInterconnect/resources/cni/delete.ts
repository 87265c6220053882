import { toolNotice } from '../../../shared/fields/notices';
import { optionsField } from '../../../shared/fields/options';
import { cniField } from '../../../shared/locators/cni';
import type { Operation } from '../types';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete CNI connection',
	description: 'Delete a private connection permanently and keep its interconnect',
	effect: 'delete',
	fields: [
		{
			displayName:
				"This permanently deletes the private connection and its BGP session. It can't be undone: a new CNI connection gets different addresses.",
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		cniField,
		optionsField('delete'),
	],
	prepare({ orders, params }) {
		const id = params.uuid('cniId');
		return async () => {
			await orders.remove(['cni', 'cnis', id], `CNI connection '${id}'`);
			return [{ json: { deleted: true, id } }];
		};
	},
};
