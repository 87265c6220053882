import { list, type Api } from '../../../shared/api';
import type { MagicInterconnect, MagicRoute, MagicRouteOrder } from '../../../shared/cloudflare';
import { compareNetworks, isInPrefix, otherEnd } from '../../../shared/params/addresses';
import type { Order } from '../../orders';
import { checkResult, openOrderCheck, type Check } from '../checkOnly';
import type { Call, Result } from '../types';
import { scopeKey } from './route';

/**
 * Tells whether a route could be created, and what traffic it would take over: "Check Only". Reads only.
 *
 * @throws NodeApiError where something that has to be known can't be read
 */
export async function checkRoute(call: Call, order: Order, body: MagicRouteOrder): Promise<Result> {
	const { account, api, orders } = call;
	const listed = await order.returned.list(api, order.path);
	const [existing] = order.candidates(listed).certain;
	const isReturned = existing !== undefined && order.returnExisting;
	return checkResult(
		account,
		isReturned ? undefined : { method: 'POST', path: order.path, body: order.body },
		[
			...(await destinationChecks(api, body)),
			isReturned
				? { check: 'noSameRoute', ok: true, message: 'The route exists and would be returned.' }
				: sameRouteCheck(body, routesIn(listed)),
			overlapCheck(body, routesIn(listed)),
			openOrderCheck(orders.heldBack(order), order.returnExisting),
		],
		existing,
	);
}

/** What can be told of a prefix and a next hop by themselves. */
export async function destinationChecks(api: Api, body: MagicRouteOrder): Promise<Check[]> {
	const tunnels = await api.get(['magic', 'cf_interconnects'], { expect: list('interconnects') });
	return [
		{ check: 'prefix', ok: true, message: `${body.prefix} is a network.` },
		nexthopCheck(body.nexthop, tunnels as unknown as MagicInterconnect[]),
	];
}

function nexthopCheck(nexthop: string, tunnels: MagicInterconnect[]): Check {
	const check = 'nexthop';
	const nameOf = ({ name, id }: MagicInterconnect) => `'${name ?? id}'`;
	const own = tunnels.find(({ interface_address: link = '' }) => otherEnd(link) === nexthop);
	if (own) return { check, ok: true, message: `${nexthop} is your end of ${nameOf(own)}.` };
	const on = tunnels.find(({ interface_address: link = '' }) => isInPrefix(nexthop, link));
	if (on) {
		const end = otherEnd(on.interface_address ?? '');
		const message = `${nexthop} is on the link of ${nameOf(on)}, but it is not your end of it${end ? `, which is ${end}` : ''}.`;
		return { check, ok: false, message };
	}
	return {
		check,
		ok: null,
		message: `Can't be told: ${nexthop} is on no magic interconnect of the account. GRE and IPsec tunnels are not looked at.`,
	};
}

/** Of two routes with the same prefix and priority, each gets a part of the traffic. */
function sameRouteCheck(body: MagicRouteOrder, existing: MagicRoute[]): Check {
	const check = 'noSameRoute';
	const beside = existing.filter(
		({ prefix, priority }) => prefix === body.prefix && priority === body.priority,
	);
	const isInScope = ({ scope }: MagicRoute) => scopeKey(scope) === scopeKey(body.scope);
	const same = beside.find((one) => one.nexthop === body.nexthop && isInScope(one));
	if (same) {
		const message = `Route '${same.id}' has the same prefix, next hop, priority, and scope.`;
		return { check, ok: false, message };
	}
	if (beside.length === 0) {
		return { check, ok: true, message: 'No route has the same prefix and priority.' };
	}
	const where = beside.every(isInScope) ? '' : 'where both scopes apply, ';
	return {
		check,
		ok: null,
		message: `The route to ${beside.map(({ nexthop }) => nexthop).join(', ')} has the same prefix and priority: ${where}traffic would be divided between them.`,
	};
}

function overlapCheck(body: MagicRouteOrder, existing: MagicRoute[]): Check {
	const words = overlapsOf(body, existing);
	return {
		check: 'overlaps',
		ok: true,
		message: words ?? 'No route of another prefix or priority overlaps with it.',
	};
}

/** Says which traffic a new route takes over, or leaves to others. */
export async function hintAtOverlaps({ hint, orders }: Call, order: Order): Promise<void> {
	// The route is there: what can't be read beside it must not fail the item.
	const existing = await orders.existing(order).catch(() => []);
	const words = overlapsOf(order.body as unknown as MagicRouteOrder, routesIn(existing));
	if (words) hint(`${order.label}: ${words}`);
}

/** Many are only counted. */
const NAMED = 5;

function overlapsOf(body: MagicRouteOrder, existing: MagicRoute[]): string | undefined {
	const named = (names: Array<string | number>, what: string) =>
		names.length > NAMED ? `${names.length} ${what}` : names.join(', ');
	const having = (how: string) =>
		existing.filter(({ prefix }) => compareNetworks(prefix, body.prefix) === how);
	const related = (how: string) =>
		named([...new Set(having(how).map(({ prefix }) => prefix))], 'prefixes');
	const priorities = [...new Set(having('same').map(({ priority }) => priority))];
	const larger = named(
		priorities.filter((priority) => priority > body.priority),
		'priorities',
	);
	const smaller = named(
		priorities.filter((priority) => priority < body.priority),
		'priorities',
	);
	const [less, more] = [related('lessSpecific'), related('moreSpecific')];
	const sentences = [
		less && `It takes precedence over less specific routes: ${less}.`,
		more && `More specific routes take precedence over it: ${more}.`,
		larger && `It takes precedence over the same prefix with a larger priority number: ${larger}.`,
		smaller &&
			`The same prefix with a smaller priority number takes precedence over it: ${smaller}.`,
	].filter(Boolean);
	return sentences.length > 0 ? sentences.join(' ') : undefined;
}

const routesIn = (listed: object[]) => listed as MagicRoute[];
