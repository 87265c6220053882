import type { Account } from './accounts.mts';
import { Faults, type Fault } from './faults.mts';
import { defaultRateLimit, RateLimiter, type RateLimitOptions } from './rateLimit.mts';
import type { Order, RequestRecord } from './records.mts';
import { answerOf } from './magic.mts';
import { buildServer } from './server.mts';
import {
	basePath,
	type Bandwidth,
	type Cni,
	type Interconnect,
	type InterconnectStatus,
	type MagicInterconnect,
	type Slot,
} from './shapes.mts';
import { State, type ServiceOptions } from './state.mts';
import { accounts } from './accounts.mts';

export { accounts, type Account } from './accounts.mts';
export { authHeaders, credentials, type Credential } from './credentials.mts';
export type { Fault } from './faults.mts';
export { hashPairingKey, type Order, type RequestRecord } from './records.mts';
export { refusalEnvelope } from './refusals.mts';
export type { Cni, Interconnect, InterconnectStatus, MagicInterconnect, Slot } from './shapes.mts';

export interface EmulatorOptions extends Partial<ServiceOptions> {
	/** Default 0: any free port. */
	port?: number;
	rateLimit?: Partial<RateLimitOptions>;
}

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

export interface Emulator {
	/** Of the emulated API, e.g. `http://127.0.0.1:8787/client/v4`. */
	baseUrl: string;
	port: number;
	/** Every request to the emulated API since the start or the last reset, oldest first. */
	requests: readonly RequestRecord[];
	/** Every interconnect and CNI that was ordered through the API, oldest first. */
	orders: readonly Order[];
	/** All accounts. */
	accounts: readonly Account[];
	/** Orders a fault. Several strike in the order in which they were ordered. */
	fault(fault: Fault): void;
	/** How many ordered faults have still to strike. */
	readonly pendingFaults: number;
	/** All slots as they stand, in the order of the listing. */
	readonly slots: readonly Slot[];
	/** All interconnects as they stand, of every account. */
	readonly interconnects: readonly Interconnect[];
	/** All CNIs as they stand, of every account. */
	readonly cnis: readonly Cni[];
	/** All magic interconnects as they stand, of every account, with the object form of the health check target. */
	readonly magicInterconnects: readonly MagicInterconnect[];
	/** Adds an account that credentials with `accounts: 'all'` reach. */
	addAccount(account: Pick<Account, 'id' | 'name'>): Account;
	/** Adds an interconnect past the API: it is no order. Throws if the name or slot is taken. */
	addInterconnect(seed?: InterconnectSeed): Interconnect;
	/** Adds a CNI past the API: it is no order. Throws if there is no such interconnect or the conduit name is taken. */
	addCni(seed: CniSeed): Cni;
	/** Sets an interconnect's state until it is set again. Throws if there is none of this name. */
	setStatus(name: string, status: InterconnectStatus): void;
	/** Back to a fresh emulator on the same port, with nothing recorded, ordered, blocked or waiting. */
	reset(): void;
	stop(): Promise<void>;
}

/**
 * Starts an emulator of Cloudflare's API for Network Interconnect on 127.0.0.1.
 *
 * @throws Error with code `EADDRINUSE` if the port is taken
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const { port = 0, rateLimit, ...service } = options;
	const state = new State({ answers: 'current', pageSize: 50, healthyAfter: 5000, ...service });
	const faults = new Faults();
	const limiter = new RateLimiter({ ...defaultRateLimit, ...rateLimit });
	const reset = () => {
		state.reset();
		faults.clear();
		limiter.clear();
	};
	const server = buildServer({ state, faults, limiter, reset });
	const origin = await server.listen({ host: '127.0.0.1', port });

	return {
		baseUrl: `${origin}${basePath}`,
		port: Number(new URL(origin).port),
		requests: state.requests,
		orders: state.orders,
		accounts: state.accounts,
		fault: (fault) => faults.add(fault),
		get pendingFaults() {
			return faults.size;
		},
		get slots() {
			return [...state.slots.values()].map(({ slot }) => slot);
		},
		get interconnects() {
			return [...state.interconnects.values()].map(({ interconnect }) => interconnect);
		},
		get cnis() {
			return [...state.cnis.values()].map(({ cni }) => cni);
		},
		get magicInterconnects() {
			return [...state.magicInterconnects.values()].map((stored) => answerOf(stored, 'object'));
		},
		addAccount: (account) => state.addAccount(account),
		addInterconnect: (seed = {}) => addInterconnect(state, seed),
		addCni: (seed) => addCni(state, seed),
		setStatus: (name, status) => state.setStatus(name, status),
		reset,
		async stop() {
			faults.clear();
			await server.close();
		},
	};
}

function addInterconnect(state: State, seed: InterconnectSeed): Interconnect {
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

function addCni(state: State, seed: CniSeed): Cni {
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

function freeSlot(state: State, id?: string): Slot {
	const free = [...state.slots.values()].find(
		({ slot }) => !slot.occupied && (id === undefined || slot.id === id),
	);
	if (!free) throw new Error(id === undefined ? 'No slot is free' : `Slot ${id} is not free`);
	return free.slot;
}
