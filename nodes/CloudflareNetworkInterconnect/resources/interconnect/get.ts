import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation } from '../types';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get interconnect',
	description: 'Retrieve one interconnect by its name',
	effect: 'read',
	fields: [interconnectField, optionsField('read')],
	prepare({ api, params }) {
		const name = params.segment('interconnectName');
		return async () => [{ json: await api.get(['cni', 'interconnects', name]) }];
	},
};
