import type { IDataObject } from 'n8n-workflow';

import { describedMore, enveloped, factsOf } from '../../../shared/api';
import type { MagicRouteOrder } from '../../../shared/cloudflare';
import { toolNotice } from '../../../shared/fields/notices';
import {
	addOutcomeOption,
	checkOnlyOption,
	optionsField,
	returnExistingOption,
	validateOnlyOption,
} from '../../../shared/fields/options';
import { nexthopField } from '../../../shared/locators/nexthop';
import type { Params } from '../../../shared/params/types';
import { placedJson } from '../placed';
import type { Call, Operation, Result } from '../types';
import { checkRoute, hintAtOverlaps } from './checks';
import {
	additionalFields,
	destinationParams,
	moreParams,
	prefixField,
	priorityField,
} from './fields';
import { routeOrder, routes } from './route';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create magic route',
	description: 'Create a static route that sends the traffic of a prefix over an interconnect',
	effect: 'create',
	fields: [
		{
			displayName:
				'Traffic follows the new route immediately. A more specific route takes precedence, and of routes with the same prefix the one with the smallest priority. To reverse it, delete the route.',
			name: 'createNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		prefixField,
		nexthopField,
		priorityField,
		additionalFields,
		optionsField('create', [
			addOutcomeOption,
			checkOnlyOption,
			returnExistingOption,
			validateOnlyOption,
		]),
	],
	prepare(call) {
		const { orders, params } = call;
		const body = routeOf(params);
		const order = routeOrder(body, { returnExisting: params.flag('options.returnExisting') });
		const addOutcome = params.flag('options.addOutcome');
		if (params.flag('options.checkOnly')) return async () => [await checkRoute(call, order, body)];
		if (params.flag('options.validateOnly')) return async () => [await validated(call, body)];
		return async () => {
			const placed = await orders.place(order);
			await hintAtOverlaps(call, order);
			return [{ json: placedJson(placed, addOutcome) }];
		};
	},
};

/** The route that an item describes. */
function routeOf(params: Params): MagicRouteOrder {
	const { scope, ...more } = moreParams(params, 'additionalFields');
	const places = Object.entries(scope ?? {}).filter(([, names]) => names.length > 0);
	return {
		...destinationParams(params),
		priority: params.countOrDefault('priority'),
		...more,
		...(places.length > 0 && { scope: Object.fromEntries(places) }),
	};
}

/** Lets Cloudflare check a route without creating it. */
async function validated({ api, hint }: Call, body: MagicRouteOrder): Promise<Result> {
	const attempt = await api.post(routes.path, { ...body } as IDataObject, {
		query: { validate_only: true },
		expect: enveloped,
	});
	if (attempt.outcome !== 'answered') {
		const { error } = attempt;
		const nothing = 'The route was only to be checked: nothing was created.';
		const facts = factsOf(error);
		if (facts?.outcome !== 'unknown') throw describedMore(error, nothing);
		facts.outcome = 'notSent';
		// What it says of a create that may have been carried out does not hold for a check.
		throw Object.assign(error, { description: `${nothing} It's safe to run it again.` });
	}
	hint('The route was only checked. Nothing was created.');
	const { value } = attempt;
	const [route = value] = Array.isArray(value.routes) ? (value.routes as IDataObject[]) : [];
	return { json: route, wroteNothing: true };
}
