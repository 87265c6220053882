import { toolNotice } from '../../../shared/fields/notices';
import { optionsField } from '../../../shared/fields/options';
import { magicRouteField } from '../../../shared/locators/magicRoute';
import type { Operation } from '../types';
import { routes } from './route';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete magic route',
	description: 'Delete one static route, so that no more traffic follows it',
	effect: 'delete',
	fields: [
		{
			displayName:
				"This permanently deletes the route, and traffic stops following it immediately. It can't be undone: a new route gets another ID.",
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		magicRouteField,
		optionsField('delete'),
	],
	prepare({ orders, params }) {
		// Never empty: without an ID, Cloudflare would delete all routes of the account.
		const id = params.segment('magicRouteId');
		return async () => {
			await orders.remove([...routes.path, id], `magic route '${id}'`);
			return [{ json: { deleted: true, id } }];
		};
	},
};
