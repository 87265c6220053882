import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation } from '../types';

export const getStatus: Operation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get status of interconnect',
	description:
		'Retrieve the operational state (Pending, Down, Unhealthy, or Healthy) and the reason, if there is one',
	effect: 'read',
	fields: [interconnectField, optionsField('read')],
	prepare({ api, params }) {
		const name = params.segment('interconnectName');
		return async () => [
			{ json: { ...(await api.get(['cni', 'interconnects', name, 'status'])), name } },
		];
	},
};
