import { interconnectField, optionsField } from '../../../shared/fields';
import type { Operation } from '../../../shared/types';

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
