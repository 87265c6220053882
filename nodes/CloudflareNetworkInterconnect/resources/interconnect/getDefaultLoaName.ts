import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation } from '../types';

export const getDefaultLoaName: Operation = {
	value: 'getDefaultLoaName',
	name: 'Get Default LOA Name',
	action: 'Get default customer name for letter of authorization of interconnect',
	description: 'Retrieve the customer name that a Letter of Authorization (LOA) shows by default',
	effect: 'read',
	fields: [interconnectField, optionsField('read')],
	prepare({ api, params }) {
		const name = params.segment('interconnectName');
		// The members of the answer are not documented: it comes out as it is.
		return async () => [{ json: await api.get(['cni', 'interconnects', name, 'loa', 'default']) }];
	},
};
