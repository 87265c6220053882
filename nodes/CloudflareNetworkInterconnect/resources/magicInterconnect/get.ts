import { optionsField } from '../../../shared/fields/options';
import { simplifierOf, simplifyField } from '../../../shared/fields/simplify';
import { magicInterconnectField } from '../../../shared/locators/magicInterconnect';
import { member } from '../../../shared/api';
import type { Operation } from '../types';
import { simplified } from './simplify';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get magic interconnect',
	description: 'Retrieve the tunnel that Magic Transit or Magic WAN runs over an interconnect',
	effect: 'read',
	fields: [magicInterconnectField, simplifyField, optionsField('read')],
	prepare({ api, params }) {
		const path = ['magic', 'cf_interconnects', params.segment('magicInterconnectId')];
		const simplify = simplifierOf(params, simplified);
		return async () => [
			{ json: simplify(await api.get(path, { expect: member('interconnect') })) },
		];
	},
};
