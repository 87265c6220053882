import { list, type Api } from '../../../shared/api';
import type { MagicInterconnect, MagicRoute, MagicRouteOrder } from '../../../shared/cloudflare';
import { compareNetworks, isInPrefix, otherEnd } from '../../../shared/params/addresses';
import type { Order } from '../../orders';
import { checkResult, openOrderCheck, type Check } from '../checkOnly';
import type { Call, Result } from '../types';
import { labelOf } from './route';

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
	const same = beside.find(({ nexthop }) => nexthop === body.nexthop);
	if (same) {
		const message = `Route '${same.id}' has the same prefix, next hop, and priority.`;
		return { check, ok: false, message };
	}
	const [other] = beside;
	if (!other) return { check, ok: true, message: 'No route has the same prefix and priority.' };
	return {
		check,
		ok: null,
		message: `The route to ${beside.map(({ nexthop }) => nexthop).join(', ')} has the same prefix and priority: traffic would be divided between them.`,
	};
}

function overlapCheck(body: MagicRouteOrder, existing: MagicRoute[]): Check {
	const words = overlapsOf(body, existing);
	return {
		check: 'overlaps',
		ok: true,
		message: words ?? 'No route of another prefix overlaps with it.',
	};
}

/** Says which traffic a new route takes over, or leaves to others. */
export function hintAtOverlaps(
	{ hint }: Pick<Call, 'hint'>,
	body: MagicRouteOrder,
	existing: object[],
): void {
	const words = overlapsOf(body, existing as MagicRoute[]);
	if (words) hint(`${labelOf(body)}: ${words}`);
}

/** Many are only counted. */
const NAMED = 5;

function overlapsOf(body: MagicRouteOrder, existing: MagicRoute[]): string | undefined {
	const related = (how: string) => {
		const found = existing.filter(({ prefix }) => compareNetworks(prefix, body.prefix) === how);
		const prefixes = [...new Set(found.map(({ prefix }) => prefix))];
		return prefixes.length > NAMED ? `${prefixes.length} routes` : prefixes.join(', ');
	};
	const [less, more] = [related('lessSpecific'), related('moreSpecific')];
	const sentences = [
		less && `It takes precedence over less specific routes: ${less}.`,
		more && `More specific routes take precedence over it: ${more}.`,
	].filter(Boolean);
	return sentences.length > 0 ? sentences.join(' ') : undefined;
}

const routesIn = (listed: object[]) => listed as MagicRoute[];
