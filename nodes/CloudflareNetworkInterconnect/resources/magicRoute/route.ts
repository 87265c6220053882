import type { IDataObject } from 'n8n-workflow';

import { enveloped, list, member, type Expected } from '../../../shared/api';
import type { MagicRoute, MagicRouteOrder, MagicRouteScope } from '../../../shared/cloudflare';
import type { Order } from '../../orders';

/** Cloudflare's documentation shows a list of one, the SDK's types the route itself. */
const createdRoute: Expected<IDataObject> = {
	expected: "a route with 'id'",
	read(body) {
		const result = enveloped.read(body);
		const [first] = Array.isArray(result?.routes) ? (result.routes as IDataObject[]) : [];
		const route = first ?? result?.route ?? result;
		const { id } = (route ?? {}) as IDataObject;
		return typeof id === 'string' && id !== '' ? (route as IDataObject) : undefined;
	},
};

/** What all orders of routes have in common. */
export const routes = {
	kind: 'route',
	path: ['magic', 'routes'],
	identifier: 'id',
	returned: {
		list: async (api, path) => await api.get(path, { expect: list('routes') }),
		created: createdRoute,
		one: member('route'),
	},
} as const satisfies Partial<Order>;

/** What messages call a route. */
export function labelOf({ prefix, nexthop, priority }: Partial<MagicRouteOrder>): string {
	const rank = priority === undefined ? '' : ` and priority ${priority}`;
	return `prefix ${prefix} with next hop ${nexthop}${rank}`;
}

/**
 * A route's prefix, next hop, priority and scope exist once in an account (observed: HTTP 409): what has them, and did
 * not exist before, is what was ordered.
 */
export function routeOrder(body: MagicRouteOrder, options: Pick<Order, 'returnExisting'>): Order {
	const { prefix, nexthop, priority } = body;
	const key = JSON.stringify([prefix, nexthop, priority, scopeKey(body.scope)]);
	return {
		...routes,
		key,
		kin: key,
		subject: 'prefix, next hop, priority, and scope',
		label: labelOf(body),
		secrets: [],
		body: { ...body } as IDataObject,
		nameable: true,
		...options,
		candidates: (listed) => ({
			certain: listed.filter((one) => {
				const route = one as unknown as MagicRoute;
				return (
					route.prefix === prefix &&
					route.nexthop === nexthop &&
					route.priority === priority &&
					scopeKey(route.scope) === scopeKey(body.scope)
				);
			}),
			possible: [],
		}),
		differences(object) {
			const { description = '', weight } = object as unknown as MagicRoute;
			return [
				...((description ?? '') === (body.description ?? '') ? [] : ['another description']),
				...(body.weight === undefined || weight === body.weight
					? []
					: [`weight is ${weight ?? 'none'}, not ${body.weight}`]),
			];
		},
	};
}

/** A scope as text that is the same for what means the same. */
export function scopeKey(scope: MagicRouteScope | null | undefined): string {
	const sorted = (names: string[] | null | undefined) =>
		[...new Set((names ?? []).map((name) => name.toUpperCase()))].sort();
	return JSON.stringify([sorted(scope?.colo_names), sorted(scope?.colo_regions)]);
}

/** The whole route to send: what was read with what the user set. Only what the API takes is sent back. */
export function changedRoute(
	read: IDataObject,
	changes: Partial<MagicRouteOrder>,
): MagicRouteOrder {
	const { prefix, nexthop, priority, description, weight, scope } = read as unknown as MagicRoute;
	const whole = { prefix, nexthop, priority, description, weight, ...changes };
	const merged = { ...scope, ...changes.scope };
	const places = Object.entries(merged).filter(([, names]) => (names ?? []).length > 0);
	const given = Object.entries(whole).filter(
		([name, value]) => name !== 'scope' && (value ?? undefined) !== undefined,
	);
	return {
		...(Object.fromEntries(given) as unknown as MagicRouteOrder),
		...(places.length > 0 && { scope: Object.fromEntries(places) }),
	};
}

/** Whether two routes say the same. */
export function isSameRoute(one: MagicRouteOrder, other: MagicRouteOrder): boolean {
	const comparable = ({ prefix, nexthop, priority, description, weight, scope }: MagicRouteOrder) =>
		JSON.stringify([prefix, nexthop, priority, description ?? '', weight ?? null, scopeKey(scope)]);
	return comparable(one) === comparable(other);
}
