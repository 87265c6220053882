import { toolNotice } from '../../../shared/fields/notices';
import { optionsField } from '../../../shared/fields/options';
import { cniField } from '../../../shared/locators/cni';
import type { Operation } from '../types';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete CNI',
	description: 'Remove a CNI and end the private connection that it makes over its interconnect',
	effect: 'delete',
	fields: [
		{
			displayName:
				'This ends the private connection and its BGP session. It cannot be undone: a new CNI gets other addresses.',
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
			await orders.remove(['cni', 'cnis', id], `CNI '${id}'`);
			return [{ json: { deleted: true, id } }];
		};
	},
};
