import { optionsField } from '../../../shared/fields/options';
import { cniField } from '../../../shared/locators/cni';
import type { Operation } from '../types';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get CNI connection',
	description: 'Retrieve one private connection by its ID',
	effect: 'read',
	fields: [cniField, optionsField('read')],
	prepare({ api, params }) {
		const id = params.uuid('cniId');
		return async () => [{ json: await api.get(['cni', 'cnis', id]) }];
	},
};
