import { magicInterconnectField, optionsField } from '../../../shared/fields';
import type { Operation } from '../../../shared/types';
import { simplifierOf, simplifyField } from './simplify';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get magic interconnect',
	description: 'Retrieve the tunnel that Magic Transit or Magic WAN runs over an interconnect',
	effect: 'read',
	fields: [magicInterconnectField, simplifyField, optionsField('read')],
	prepare({ api, params }) {
		const id = params.segment('magicInterconnectId');
		const simplify = simplifierOf(params);
		return async () => [
			{ json: simplify(await api.get(['magic', 'cf_interconnects', id], {}, 'interconnect')) },
		];
	},
};
