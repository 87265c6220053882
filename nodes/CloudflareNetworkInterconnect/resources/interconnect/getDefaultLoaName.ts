import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation } from '../types';

export const getDefaultLoaName: Operation = {
	value: 'getDefaultLoaName',
	name: 'Get Default LOA Name',
	action: 'Get default customer name for letter of authorization',
	description:
		'Retrieve the customer name that the Letter of Authorization (LOA) of an interconnect shows by default',
	effect: 'read',
	fields: [interconnectField, optionsField('read')],
	prepare({ api, params }) {
		const name = params.segment('interconnectName');
		return async () => {
			const answer = await api.get(['cni', 'interconnects', name, 'loa', 'default']);
			// Cloudflare does not document the members of the response: none of them is replaced.
			return [{ json: { interconnect: name, ...answer } }];
		};
	},
};
