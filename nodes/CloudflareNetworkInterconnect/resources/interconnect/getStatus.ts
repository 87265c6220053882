import { interconnectField, optionsField } from '../../../shared/fields';
import type { Operation } from '../../../shared/types';

export const getStatus: Operation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get status of interconnect',
	description:
		'Retrieve the operational state: Pending, Down, Unhealthy or Healthy, with the reason where Cloudflare gives one',
	effect: 'read',
	fields: [interconnectField, optionsField('read')],
	prepare({ api, params }) {
		const name = params.segment('interconnectName');
		return async () => [
			{ json: { ...(await api.get(['cni', 'interconnects', name, 'status'])), name } },
		];
	},
};
