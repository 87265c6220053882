import { optionsField } from '../../../shared/fields/options';
import { slotField } from '../../../shared/locators/slot';
import type { Operation } from '../types';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get slot',
	description: 'Retrieve one slot with its facility, site, speed, and whether it is occupied',
	effect: 'read',
	fields: [slotField('searchSlots', 'The slot to retrieve'), optionsField('read')],
	prepare({ api, params }) {
		const slot = params.uuid('slotId');
		return async () => [{ json: await api.get(['cni', 'slots', slot]) }];
	},
};
