import { accounts } from './accounts.mts';
import type { HistoryEntry } from './alertingShapes.mts';
import { timestamp } from './clock.mts';
import { identifierOf } from './inventory.mts';
import { customerEnd } from './magicInterconnects.mts';
import { routeFor } from './magicRoutes.mts';
import type {
	Bandwidth,
	Cni,
	CreateMagicRoute,
	Interconnect,
	InterconnectStatus,
	MagicRoute,
	Slot,
} from './shapes.mts';
import type { State } from './state.mts';

/** What an interconnect that nobody ordered looks like; what is left out is chosen. */
export interface InterconnectSeed {
	/** Default the main account. */
	account?: string;
	/** Any text, slashes, spaces and percent signs too. Default one as the service gives. */
	name?: string;
	/** Default `direct`. */
	type?: 'direct' | 'gcp_partner';
	/** Direct only. Default the first free slot. */
	slotId?: string;
	/** Google partner only. Default `us-east4`. */
	region?: string;
	/** Google partner only. Default `50M`. */
	speed?: Bandwidth;
	/** Default Healthy. */
	status?: InterconnectStatus;
}

/** What a CNI that nobody ordered looks like; what is left out is chosen. */
export interface CniSeed {
	/** The name of an interconnect that there is; the CNI belongs to its account. */
	interconnect: string;
	/** Default `conduit-` and a number that is used once. */
	conduitName?: string;
	/** Default empty. */
	description?: string;
	/** Default 1500. */
	mtu?: number;
	/** Default none. */
	bgp?: Cni['bgp'];
	/** Default `dynamic_route_exchange` where there is `bgp`. */
	bgpMode?: Cni['bgp_mode'];
	/** What the `tunnel_id` filter finds it by. Default one that no other CNI has. */
	tunnelId?: string;
}

/** What a route that nobody created looks like; what is left out is chosen. Nothing of it is checked. */
export interface RouteSeed extends Partial<CreateMagicRoute> {
	/** The name of an interconnect that there is: the route belongs to its account, and the next hop is behind it. */
	interconnect: string;
	/** Default a /24 that no other route has. */
	prefix?: string;
	/** Default the customer's end of the interconnect's magic interconnect. */
	nexthop?: string;
	/** Default 100. */
	priority?: number;
}

/** An entry of the history of notifications; what is left out is chosen. */
export interface HistorySeed extends Partial<HistoryEntry> {
	/** Default the main account. */
	account?: string;
}

/** Throws if the name or slot is taken. */
export function addInterconnect(state: State, seed: InterconnectSeed): Interconnect {
	const { account = accounts.main.id, name, type = 'direct' } = seed;
	const interconnect =
		type === 'direct'
			? state.addDirect({ account, name, slot: freeSlot(state, seed.slotId) })
			: state.addGcpPartner({
					account,
					name,
					region: seed.region ?? 'us-east4',
					speed: seed.speed ?? '50M',
				});
	state.setStatus(interconnect.name, seed.status ?? { state: 'Healthy' });
	return interconnect;
}

/** Throws if there is no such interconnect or the conduit name is taken. */
export function addCni(state: State, seed: CniSeed): Cni {
	const account = state.interconnects.get(seed.interconnect)?.interconnect.account;
	if (account === undefined) {
		throw new Error(`There is no interconnect named "${seed.interconnect}"`);
	}
	const { interconnect, description = '', mtu = 1500, bgp, tunnelId } = seed;
	const bgp_mode = seed.bgpMode ?? (bgp && 'dynamic_route_exchange');
	// Only a given name is looked for among the others: seeding many CNIs is to be quick.
	if (seed.conduitName !== undefined && state.isConduitNameTaken(account, seed.conduitName)) {
		throw new Error(`There is a CNI with conduit name "${seed.conduitName}" already`);
	}
	const conduit_name = seed.conduitName ?? `conduit-${state.nextSequence()}`;
	const magic = { conduit_name, description, mtu };
	const order = {
		account,
		interconnect,
		magic,
		...(bgp && { bgp }),
		...(bgp_mode && { bgp_mode }),
	};
	return state.addCni(order, tunnelId).cni;
}

/** Throws if there is no such interconnect. */
export function addRoute(state: State, seed: RouteSeed): MagicRoute {
	const { interconnect: name, ...given } = seed;
	const tie = state.interconnects.get(name)?.interconnect.virtual_port_reservation_id;
	const behind = [...state.magicInterconnects.values()].find(
		({ magic }) => magic.virtual_port_reservation_id === tie,
	);
	if (!behind) throw new Error(`There is no interconnect named "${name}"`);
	const sequence = state.nextSequence();
	const stored = routeFor(
		behind.account,
		{
			prefix: `10.${(sequence >> 8) & 255}.${sequence & 255}.0/24`,
			nexthop: customerEnd(behind.magic),
			priority: 100,
			...given,
		},
		sequence,
	);
	state.magicRoutes.set(stored.route.id, stored);
	return stored.route;
}

export function addHistory(state: State, seed: HistorySeed): HistoryEntry {
	const { account = accounts.main.id, ...given } = seed;
	const entry: HistoryEntry = {
		id: state.nextIdentifier(),
		alert_body: 'Maintenance is scheduled',
		alert_type: 'cni_maintenance_notification',
		description: '',
		mechanism: 'noc@example.com',
		mechanism_type: 'email',
		name: 'Maintenance',
		policy_id: identifierOf('policy of nobody'),
		sent: timestamp(),
		...given,
	};
	state.alerting.history.push({ account, entry });
	return entry;
}

function freeSlot(state: State, id?: string): Slot {
	const free = [...state.slots.values()].find(
		({ slot }) => !slot.occupied && (id === undefined || slot.id === id),
	);
	if (!free) throw new Error(id === undefined ? 'No slot is free' : `Slot ${id} is not free`);
	return free.slot;
}
