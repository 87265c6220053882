import { member } from '../../../shared/api';
import { optionsField } from '../../../shared/fields/options';
import { magicRouteField } from '../../../shared/locators/magicRoute';
import type { Operation } from '../types';
import { routes } from './route';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get magic route',
	description: 'Retrieve one static route by its ID',
	effect: 'read',
	fields: [magicRouteField, optionsField('read')],
	prepare({ api, params }) {
		const path = [...routes.path, params.segment('magicRouteId')];
		return async () => [{ json: await api.get(path, { expect: member('route') }) }];
	},
};
