import type { Account } from './accounts.mts';
import { Faults, type Fault } from './faults.mts';
import { defaultRateLimit, RateLimiter, type RateLimitOptions } from './rateLimit.mts';
import type { Order, RequestRecord } from './records.mts';
import { buildServer } from './server.mts';
import {
	basePath,
	type Bandwidth,
	type Interconnect,
	type InterconnectStatus,
	type Slot,
} from './shapes.mts';
import { State, type ServiceOptions } from './state.mts';
import { accounts } from './accounts.mts';

export { accounts, type Account } from './accounts.mts';
export { authHeaders, credentials, type Credential } from './credentials.mts';
export type { Fault } from './faults.mts';
export { hashPairingKey, type Order, type RequestRecord } from './records.mts';
export { refusalEnvelope } from './refusals.mts';
export type { Cni, Interconnect, InterconnectStatus, Slot } from './shapes.mts';

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
	/** Adds an account that credentials with `accounts: 'all'` reach. */
	addAccount(account: Pick<Account, 'id' | 'name'>): Account;
	/** Adds an interconnect past the API: it is no order. Throws if the name or slot is taken. */
	addInterconnect(seed?: InterconnectSeed): Interconnect;
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
		addAccount: (account) => state.addAccount(account),
		addInterconnect: (seed = {}) => addInterconnect(state, seed),
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

function freeSlot(state: State, id?: string): Slot {
	const free = [...state.slots.values()].find(
		({ slot }) => !slot.occupied && (id === undefined || slot.id === id),
	);
	if (!free) throw new Error(id === undefined ? 'No slot is free' : `Slot ${id} is not free`);
	return free.slot;
}
