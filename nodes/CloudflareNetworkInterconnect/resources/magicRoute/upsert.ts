import type { IDataObject } from 'n8n-workflow';

import { member } from '../../../shared/api';
import type { MagicRoute, MagicRouteOrder } from '../../../shared/cloudflare';
import { toolNotice } from '../../../shared/fields/notices';
import { checkOnlyOption, optionsField } from '../../../shared/fields/options';
import { nexthopField } from '../../../shared/locators/nexthop';
import { checkResult, openOrderCheck } from '../checkOnly';
import type { Call, Operation, Result } from '../types';
import { modified } from '../modified';
import { onlyOne, upserted, type Wanted } from '../upsert';
import { checkRoute, destinationChecks, hintAtOverlaps } from './checks';
import {
	additionalFields,
	destinationParams,
	moreParams,
	prefixField,
	priorityField,
} from './fields';
import { changedRoute, isSameRoute, labelOf, routeOrder, routes } from './route';

/** The priority of a route that is new, as Cloudflare gives it to routes that it learns by BGP. */
const DEFAULT_PRIORITY = 100;

/** What an item says of a route; without a priority, any matches. */
type DeclaredRoute = Omit<MagicRouteOrder, 'priority'> & { priority?: number };

export const upsert: Operation = {
	value: 'upsert',
	name: 'Create or Update',
	action: 'Create or update magic route',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	effect: 'create',
	fields: [
		{
			displayName:
				'The route is found by prefix, next hop, and priority. If it exists and is as described, nothing is sent; otherwise, traffic follows the new or changed route immediately. To reverse it, delete the route.',
			name: 'upsertNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		prefixField,
		nexthopField,
		{
			...priorityField,
			description:
				'Of several routes for a prefix, the one with the smallest number is used. If you clear the field, a route with any priority matches, and a new one gets 100.',
		},
		additionalFields,
		optionsField('create', [checkOnlyOption]),
	],
	prepare(call) {
		const { orders, params } = call;
		const declaredRoute: DeclaredRoute = {
			...destinationParams(params),
			...withPriority(params.optionalCount('priority')),
			...moreParams(params, 'additionalFields'),
		};
		const wanted = wantedRoute(call, declaredRoute);
		const declared = orders.declare(
			{ ...wanted.order, key: labelOf(declaredRoute), label: labelOf(declaredRoute) },
			declaredRoute,
		);
		if (params.flag('options.checkOnly')) {
			return async () => [await checkUpsert(call, wanted, declaredRoute)];
		}
		return async () => {
			const result = await upserted(call, declared, wanted);
			if (result.json.upserted === 'created') {
				await hintAtOverlaps(call, wanted.order);
			}
			return [result];
		};
	},
};

const withPriority = (priority: number | undefined) => (priority === undefined ? {} : { priority });

function wantedRoute(call: Call, route: DeclaredRoute): Wanted {
	const { api } = call;
	const body = changedRoute({ priority: DEFAULT_PRIORITY }, route);
	return {
		order: routeOrder(body, { returnExisting: false }),
		matching: (listed) =>
			listed.filter((one) => {
				const { prefix, nexthop, priority } = one as unknown as MagicRoute;
				return (
					prefix === route.prefix &&
					nexthop === route.nexthop &&
					(route.priority === undefined || priority === route.priority)
				);
			}),
		isAsWanted: (object) => isSameRoute(changedRoute(object, route), changedRoute(object, {})),
		async change({ id }) {
			const path = [...routes.path, String(id)];
			// What was listed may be some time ago.
			const read = await api.get(path, { expect: member('route') });
			const whole = { ...changedRoute(read, route) } as IDataObject;
			return await modified(call, { path, member: 'route' }, whole);
		},
		severalMatch:
			'Set Priority so that only one of them matches, or delete the others with Magic Route > Delete.',
	};
}

/** Tells what "Create or Update" would do. */
async function checkUpsert(call: Call, wanted: Wanted, route: DeclaredRoute): Promise<Result> {
	const { account, api, orders } = call;
	const { order } = wanted;
	const matching = wanted.matching(await order.returned.list(api, order.path));
	const existing = onlyOne(call, wanted, matching);
	if (!existing) return await checkRoute(call, order, order.body as unknown as MagicRouteOrder);
	const whole = changedRoute(existing, route);
	return checkResult(
		account,
		wanted.isAsWanted(existing)
			? undefined
			: {
					method: 'PUT',
					path: [...routes.path, String(existing.id)],
					body: { ...whole } as IDataObject,
				},
		[...(await destinationChecks(api, whole)), openOrderCheck(orders.heldBack(order), true)],
		existing,
	);
}
