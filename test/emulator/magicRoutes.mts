import { overlap } from './addresses.mts';
import { timestamp } from './clock.mts';
import { identifierOf } from './inventory.mts';
import { customerEnd, type StoredMagicInterconnect } from './magicInterconnects.mts';
import { magicRefusal } from './refusals.mts';
import type { ChangeMagicRoute, CreateMagicRoute, MagicRoute } from './shapes.mts';
import { laterThan } from './times.mts';

// Assumed: Routes outlive their interconnect.
export interface StoredMagicRoute {
	account: string;
	route: MagicRoute & Required<Pick<MagicRoute, 'created_on' | 'modified_on'>>;
}

/** Every time that one request deleted all routes of an account. */
export interface RouteWipe {
	account: string;
	/** Identifiers of the routes that were deleted. */
	ids: string[];
	time: number;
}

/**
 * Makes a route, and neither checks nor stores it.
 *
 * @param sequence a number that no other route has
 */
export function routeFor(
	account: string,
	route: CreateMagicRoute,
	sequence: number,
): StoredMagicRoute {
	const now = timestamp();
	const id = identifierOf(`magic route ${sequence}`);
	return { account, route: { id, ...route, created_on: now, modified_on: now } };
}

/** What a route is after a PUT of its own: what the body leaves out is gone. */
export function replaced(
	{ account, route }: StoredMagicRoute,
	body: CreateMagicRoute,
): StoredMagicRoute {
	// Assumed: A `PUT` of one route removes the optional members that it leaves out.
	const { id, created_on, modified_on } = route;
	return { account, route: { id, ...body, created_on, modified_on: laterThan(modified_on) } };
}

/** What a route is after a PUT of several at once: what the body leaves out stays. */
export function changed(
	{ account, route }: StoredMagicRoute,
	body: ChangeMagicRoute,
): StoredMagicRoute {
	// Assumed: A `PUT` of several routes keeps what it leaves out.
	return { account, route: { ...route, ...body, modified_on: laterThan(route.modified_on) } };
}

/**
 * Checks what no schema can: that traffic would reach somebody, and that the route is not there twice.
 *
 * @param id of the route itself, where it is there already
 * @param interconnects all magic interconnects that there are, of every account
 * @param routes all routes that there are, of every account
 * @throws Refusal in the v4 envelope
 */
export function checkRoute(
	account: string,
	body: CreateMagicRoute & { id?: string },
	interconnects: Iterable<StoredMagicInterconnect>,
	routes: Iterable<StoredMagicRoute>,
): void {
	// Assumed: Only IPv4 is accepted, and weights start at 1; documented is that they end at 256.
	checkNexthop(account, body.nexthop, interconnects);
	for (const { account: owner, route } of routes) {
		if (owner === account && route.id !== body.id && sameRoute(route, body)) {
			const { prefix, nexthop, priority } = body;
			throw magicRefusal(
				409,
				`There is a route for ${prefix} with next hop ${nexthop} and priority ${priority}`,
			);
		}
	}
}

function checkNexthop(
	account: string,
	nexthop: string,
	interconnects: Iterable<StoredMagicInterconnect>,
): void {
	// Assumed: Cloudflare's own end of an interconnect is no next hop.
	for (const { account: owner, magic } of interconnects) {
		if (owner !== account || !overlap(`${nexthop}/32`, magic.interface_address)) continue;
		if (nexthop === customerEnd(magic)) return;
		throw magicRefusal(400, `nexthop ${nexthop} is not the customer's end of "${magic.name}"`);
	}
	throw magicRefusal(400, `nexthop ${nexthop} is not in the prefix of a magic interconnect`);
}

function sameRoute(one: CreateMagicRoute, other: CreateMagicRoute): boolean {
	// Assumed: The same prefix, next hop, priority and scope exist once: 1013.
	return identityOf(one) === identityOf(other);
}

/** Prefix, next hop, priority and scope; the order of a scope's members does not matter. */
function identityOf({ prefix, nexthop, priority, scope }: CreateMagicRoute): string {
	const { colo_names = [], colo_regions = [] } = scope ?? {};
	return JSON.stringify([
		prefix,
		nexthop,
		priority,
		[...colo_names].sort(),
		[...colo_regions].sort(),
	]);
}
