import { cniField, optionsField } from '../../../shared/fields';
import type { Operation } from '../../../shared/types';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get CNI',
	description: 'Retrieve one CNI by its ID',
	effect: 'read',
	fields: [cniField, optionsField('read')],
	prepare({ api, params }) {
		const id = params.uuid('cniId');
		return async () => [{ json: await api.get(['cni', 'cnis', id]) }];
	},
};
