import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { list } from '../../../shared/api';
import { isInPrefix } from '../../../shared/params/addresses';
import { optionsParam } from '../../../shared/params/lists';
import type { Call, Turn } from '../types';
import { unlessNotFound } from '../unlessNotFound';

const includable = ['cnis', 'magicInterconnect', 'magicRoutes', 'status'] as const;

type Included = (typeof includable)[number];

export const includeOption: INodeProperties = {
	displayName: 'Include',
	name: 'include',
	type: 'multiOptions',
	default: [],
	options: [
		{
			name: 'CNI Connections',
			value: 'cnis',
			description: 'The private connections over the interconnect (one more listing)',
		},
		{
			name: 'Magic Interconnect',
			value: 'magicInterconnect',
			description: 'The tunnel over the interconnect (one more listing)',
		},
		{
			name: 'Magic Routes',
			value: 'magicRoutes',
			description: 'The static routes to the customer end of that tunnel (two more listings)',
		},
		{
			name: 'Status',
			value: 'status',
			description: 'The state of the interconnect (one more request for each)',
		},
	],
	description:
		'What to add to each interconnect. The interconnects are then sorted by name, so that the results of two runs can be compared.',
};

/** What the option "Include" has. */
export function includedOf({ params }: Call): Included[] {
	return params.has('options.include') ? optionsParam(params, 'options.include', includable) : [];
}

/**
 * Adds to interconnects what belongs to them: one listing for each kind of object, and a request for each status.
 *
 * @returns sorted by name; lists in them are sorted too, and members are in a fixed order
 */
export async function withIncluded(
	call: Call,
	turn: Turn,
	interconnects: IDataObject[],
	included: Included[],
): Promise<IDataObject[]> {
	const { api, hint } = call;
	const sorted = sortedBy(interconnects, 'name');
	const wants = (one: Included) => included.includes(one);
	const onlyIf = (wanted: boolean, read: () => Promise<IDataObject[]>) => async () =>
		wanted && sorted.length > 0 ? await read() : [];
	const wantsTunnels = wants('magicInterconnect') || wants('magicRoutes');
	const [cnis = [], tunnels = [], routes = []] = await turn.all([
		onlyIf(wants('cnis'), async () => await api.getAll(['cni', 'cnis'], {})),
		onlyIf(
			wantsTunnels,
			async () => await api.get(['magic', 'cf_interconnects'], { expect: list('interconnects') }),
		),
		onlyIf(
			wants('magicRoutes'),
			async () => await api.get(['magic', 'routes'], { expect: list('routes') }),
		),
	]);
	const statuses = wants('status') ? await turn.all(sorted.map(statusOf(call))) : [];
	if (wantsTunnels) hintAtUnknown(hint, sorted, tunnels);
	return sorted.map((interconnect, at) => {
		const own = tunnelsOf(interconnect, tunnels);
		return {
			...interconnect,
			...(wants('cnis') && { cnis: cnisOf(interconnect, cnis) }),
			...(wants('magicInterconnect') && { magic_interconnect: own[0] ?? null }),
			...(wants('magicRoutes') && { magic_routes: routesOver(own, routes) }),
			...(wants('status') && { status: statuses[at] ?? null }),
		};
	});
}

/** Undefined where the interconnect was deleted since it was listed. */
const statusOf =
	({ api }: Call) =>
	({ name }: IDataObject) =>
	async () =>
		await unlessNotFound(api.get(['cni', 'interconnects', String(name), 'status']));

function cnisOf({ name }: IDataObject, cnis: IDataObject[]): IDataObject[] {
	const own = cnis.filter(({ interconnect }) => interconnect === name);
	return sortedBy(own, 'id').sort((a, b) => compare(conduitOf(a), conduitOf(b)));
}

function conduitOf({ magic }: IDataObject): unknown {
	return (magic as { conduit_name?: unknown } | undefined)?.conduit_name;
}

/**
 * The tunnels over an interconnect. The only tie that the API documents is the reservation of the port: names can be
 * changed, and CNIs do not name their tunnel.
 */
function tunnelsOf(
	{ virtual_port_reservation_id: tie }: IDataObject,
	tunnels: IDataObject[],
): IDataObject[] {
	if (!isTie(tie)) return [];
	const own = tunnels.filter(({ virtual_port_reservation_id: other }) => other === tie);
	return sortedBy(sortedBy(own, 'id'), 'name');
}

function isTie(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}

/** Routes whose next hop is in the link of a tunnel. */
function routesOver(tunnels: IDataObject[], routes: IDataObject[]): IDataObject[] {
	const links = tunnels.map(({ interface_address: link }) => String(link));
	const own = routes.filter(({ nexthop }) =>
		links.some((link) => isInPrefix(String(nexthop), link)),
	);
	return ['id', 'nexthop', 'priority', 'prefix'].reduce(sortedBy, own);
}

/** What could not be joined would else look as if it did not exist. */
function hintAtUnknown(
	hint: Call['hint'],
	interconnects: IDataObject[],
	tunnels: IDataObject[],
): void {
	const untied = interconnects.filter(({ virtual_port_reservation_id: tie }) => !isTie(tie));
	if (untied.length > 0) {
		hint(
			`Cloudflare does not say which magic interconnect belongs to ${namesOf(untied)}: there, none is included, and no routes.`,
		);
	}
	const shared = interconnects.filter((one) => tunnelsOf(one, tunnels).length > 1);
	if (shared.length > 0) {
		hint(
			`Several magic interconnects belong to ${namesOf(shared)}: the first by name is included.`,
		);
	}
}

/** Many are only counted. */
function namesOf(interconnects: IDataObject[]): string {
	return interconnects.length > 5
		? `${interconnects.length} interconnects`
		: interconnects.map(({ name }) => `'${String(name)}'`).join(', ');
}

function sortedBy(objects: IDataObject[], member: string): IDataObject[] {
	return [...objects].sort((a, b) => compare(a[member], b[member]));
}

/** The same order everywhere, whatever the language of the machine. */
function compare(a: unknown, b: unknown): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	const [one, other] = [String(a), String(b)];
	return one < other ? -1 : one > other ? 1 : 0;
}
