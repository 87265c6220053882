import { listingFields } from '../../../shared/fields/listing';
import { optionsField } from '../../../shared/fields/options';
import { getManyAtOnce } from '../getMany';
import type { Operation } from '../types';
import { routes } from './route';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many magic routes',
	description: "Retrieve the account's static routes, one item each",
	effect: 'read',
	fields: [...listingFields, optionsField('read')],
	prepare: (call) => getManyAtOnce(call, routes.path, 'routes'),
};
