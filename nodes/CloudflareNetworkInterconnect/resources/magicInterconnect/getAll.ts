import { listingFields, optionsField } from '../../../shared/fields';
import type { Operation } from '../../../shared/types';
import { simplifierOf, simplifyField } from './simplify';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many magic interconnects',
	description: 'Retrieve the tunnels that Magic Transit or Magic WAN runs over interconnects',
	effect: 'read',
	fields: [...listingFields, simplifyField, optionsField('read')],
	prepare({ api, params }) {
		const limit = params.flag('returnAll') ? undefined : params.count('limit');
		const simplify = simplifierOf(params);
		return async () => {
			// This listing has no pages.
			const path = ['magic', 'cf_interconnects'];
			const listed = await api.getList(path, 'interconnects');
			return listed.slice(0, limit).map((object) => ({ json: simplify(object) }));
		};
	},
};
