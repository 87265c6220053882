import type { INodeProperties } from 'n8n-workflow';

import type { MagicRoute } from '../cloudflare';
import { inAccount, labelOf, pickedFrom, searchList } from './search';

/** An existing magic route. */
export const magicRouteField: INodeProperties = {
	...pickedFrom('searchMagicRoutes', {
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
			},
		],
	}),
	...inAccount,
	displayName: 'Magic Route',
	name: 'magicRouteId',
	description: 'The static route, identified by its ID',
};

/** The magic routes of the chosen account. */
export const searchMagicRoutes = searchList<MagicRoute>(
	{
		action: 'List magic routes',
		path: ['magic', 'routes'],
		label: ({ id, prefix, nexthop, priority, description }) => ({
			name: labelOf(prefix ?? id, nexthop, String(priority ?? ''), description),
			value: id,
		}),
	},
	'routes',
);
