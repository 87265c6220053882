import type { IDataObject } from 'n8n-workflow';

import {
	describedMore,
	enveloped,
	member,
	withUnknownOutcome,
	type Api,
	type Path,
} from '../../../shared/api';
import type { MagicRouteOrder } from '../../../shared/cloudflare';
import { optionsField, validateOnlyOption } from '../../../shared/fields/options';
import { magicRouteField } from '../../../shared/locators/magicRoute';
import { nexthopField } from '../../../shared/locators/nexthop';
import { networkParam } from '../../../shared/params/addresses';
import type { Params } from '../../../shared/params/types';
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
	prepare({ api, params, hint }) {
		const path = [...routes.path, params.segment('magicRouteId')];
		const changes = changesOf(params);
		if (Object.keys(changes).length === 0) {
			throw params.refusal('updateFields', 'is empty: nothing would change');
		}
		const validateOnly = params.flag('options.validateOnly');
		return async () => {
			const read = await api.get(path, { expect: member('route') });
			const json = await replaceRoute(api, path, changedRoute(read, changes), validateOnly);
			if (validateOnly) hint('The change was only checked. Nothing was changed.');
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

/**
 * Puts a whole route in the place of another one.
 *
 * @param validateOnly only lets Cloudflare check it
 * @returns the route after it, which is read where the response lacks it
 */
export async function replaceRoute(
	api: Api,
	path: Path,
	route: MagicRouteOrder,
	validateOnly = false,
): Promise<IDataObject> {
	const query = { validate_only: validateOnly || undefined };
	const answer = await api.put(path, { ...route } as IDataObject, { query, expect: enveloped });
	// The API documents it as optional.
	const { modified_route: modified } = answer;
	if (typeof modified === 'object' && modified !== null) return modified as IDataObject;
	if (validateOnly) return answer;
	try {
		return await api.get(path, { expect: member('route') });
	} catch (error) {
		throw describedMore(
			withUnknownOutcome(error as Error),
			'The change was made; only the route could not be read after it.',
		);
	}
}
