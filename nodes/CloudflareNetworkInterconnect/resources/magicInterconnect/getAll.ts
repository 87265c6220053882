import { listingFields } from '../../../shared/fields/listing';
import { optionsField } from '../../../shared/fields/options';
import { simplifierOf, simplifyField } from '../../../shared/fields/simplify';
import { getManyAtOnce } from '../getMany';
import type { Operation } from '../types';
import { simplified } from './simplify';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many magic interconnects',
	description:
		'Retrieve the tunnels that Magic Transit or Magic WAN runs over interconnects, one item each',
	effect: 'read',
	fields: [...listingFields, simplifyField, optionsField('read')],
	prepare(call) {
		const simplify = simplifierOf(call.params, simplified);
		return getManyAtOnce(call, ['magic', 'cf_interconnects'], 'interconnects', simplify);
	},
};
