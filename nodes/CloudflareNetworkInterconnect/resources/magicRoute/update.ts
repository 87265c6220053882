import type { IDataObject } from 'n8n-workflow';

import { member } from '../../../shared/api';
import type { MagicRouteOrder } from '../../../shared/cloudflare';
import { optionsField, validateOnlyOption } from '../../../shared/fields/options';
import { magicRouteField } from '../../../shared/locators/magicRoute';
import { nexthopField } from '../../../shared/locators/nexthop';
import { networkParam } from '../../../shared/params/addresses';
import type { Params } from '../../../shared/params/types';
import { modified } from '../modified';
import type { Operation } from '../types';
import { givenField, withoutUndefined } from '../updateFields';
import { moreFields, moreParams, nexthopParam, prefixField, priorityField } from './fields';
import { changedRoute, routes } from './route';

/**
 * Reads the route and puts the whole of it back with what the user set: Cloudflare replaces it, and what a request leaves
 * out is gone. There is no condition (no ETag, no version) that would notice a change by somebody else in between.
 */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update magic route',
	description:
		'Update the fields you set and leave the rest unchanged, or just validate the change. Reads the route first because Cloudflare replaces the whole object.',
	effect: 'replace',
	fields: [
		magicRouteField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				...moreFields,
				{ ...nexthopField, required: false },
				{ ...prefixField, required: false },
				priorityField,
			].sort((a, b) => a.displayName.localeCompare(b.displayName)),
		},
		optionsField('replace', [validateOnlyOption]),
	],
	prepare(call) {
		const { api, params } = call;
		const path = [...routes.path, params.segment('magicRouteId')];
		const changes = changesOf(params);
		if (Object.keys(changes).length === 0) {
			throw params.refusal('updateFields', 'is empty: nothing would change');
		}
		const validateOnly = params.flag('options.validateOnly');
		return async () => {
			const read = await api.get(path, { expect: member('route') });
			const whole = { ...changedRoute(read, changes) } as IDataObject;
			const json = await modified(call, { path, member: 'route' }, whole, validateOnly);
			return [{ json, ...(validateOnly && { wroteNothing: true }) }];
		};
	},
};

function changesOf(params: Params): Partial<MagicRouteOrder> {
	return withoutUndefined({
		prefix: givenField(params, 'prefix', (path) => networkParam(params, path)),
		nexthop: givenField(params, 'nexthop', (path) => nexthopParam(params, path)),
		priority: givenField(params, 'priority', params.count),
		...moreParams(params, 'updateFields'),
	});
}
