import type { Account } from './accounts.mts';
import type { Delivery } from './alerting.mts';
import type { HistoryEntry, Policy, Webhook } from './alertingShapes.mts';
import { deliverAlert, type Alert } from './deliveries.mts';
import type { Entitlements } from './entitlements.mts';
import { Faults, type Fault } from './faults.mts';
import { defaultRateLimit, RateLimiter, type RateLimitOptions } from './rateLimit.mts';
import type { Order, RequestRecord } from './records.mts';
import { answerOf } from './magicInterconnects.mts';
import type { RouteWipe } from './magicRoutes.mts';
import {
	addCni,
	addHistory,
	addInterconnect,
	addRoute,
	type CniSeed,
	type HistorySeed,
	type InterconnectSeed,
	type RouteSeed,
} from './seeds.mts';
import { buildServer } from './server.mts';
import {
	basePath,
	type Cni,
	type Interconnect,
	type InterconnectStatus,
	type MagicInterconnect,
	type MagicRoute,
	type Slot,
} from './shapes.mts';
import { State, type ServiceOptions } from './state.mts';
import { Watch } from './watch.mts';

export { accounts, type Account } from './accounts.mts';
export { clock } from './clock.mts';
export type { Delivery } from './alerting.mts';
export type { HistoryEntry, Policy, Webhook } from './alertingShapes.mts';
export { authHeaders, credentials, type Credential } from './credentials.mts';
export { webhookTestMessage, type Alert } from './deliveries.mts';
export type { Entitlements } from './entitlements.mts';
export type { Fault } from './faults.mts';
export { hashPairingKey, keyOfOrder, type Order, type RequestRecord } from './records.mts';
export { refusalEnvelope } from './refusals.mts';
export type { RouteWipe } from './magicRoutes.mts';
export type { CniSeed, HistorySeed, InterconnectSeed, RouteSeed } from './seeds.mts';
export type {
	Cni,
	Interconnect,
	InterconnectStatus,
	MagicInterconnect,
	MagicRoute,
	Slot,
} from './shapes.mts';

const defaultService: ServiceOptions = {
	answers: 'current',
	pageSize: 50,
	healthyAfter: 5000,
	createdRoute: 'route',
	emptyLists: 'array',
	newCniMembers: false,
	accountTokenVerifyCode: 1000,
	accountTokenListCode: 9109,
};

export interface EmulatorOptions extends Partial<ServiceOptions> {
	/** Default 0: any free port. */
	port?: number;
	rateLimit?: Partial<RateLimitOptions>;
}

export interface Emulator {
	/** Of the emulated API, e.g. `http://127.0.0.1:8787/client/v4`. */
	baseUrl: string;
	port: number;
	/** Every request to the emulated API since the start or the last reset, oldest first. */
	requests: readonly RequestRecord[];
	/** Every interconnect, CNI and magic route that was ordered through the API, oldest first. */
	orders: readonly Order[];
	/** Every request that deleted all magic routes of an account at once, oldest first. */
	routeWipes: readonly RouteWipe[];
	/** All accounts. */
	accounts: readonly Account[];
	/** Orders a fault. Several strike in the order in which they were ordered. */
	fault(fault: Fault): void;
	/**
	 * Waits for what happens here: it is looked now, and again whenever a request comes, is struck by a fault or is
	 * answered. Forgotten on a reset.
	 */
	until(isSo: () => boolean): Promise<void>;
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
	/** All magic routes as they stand, of every account. */
	readonly magicRoutes: readonly MagicRoute[];
	/** All webhook destinations as they stand, of every account; nothing tells their secrets. */
	readonly webhooks: readonly Webhook[];
	/** All notification policies as they stand, of every account. */
	readonly policies: readonly Policy[];
	/** What was sent to webhook destinations, and what they answered, oldest answer first. */
	deliveries: readonly Delivery[];
	/** Notifies of an alert whatever policies ask for it, and gives what was sent once all of it is answered. */
	deliver(alert: Alert): Promise<Delivery[]>;
	/** Adds an entry to the history of notifications, also one of a time that has gone by. */
	addHistory(entry?: HistorySeed): HistoryEntry;
	/** Changes how the service behaves, until a reset. */
	configure(options: Partial<ServiceOptions>): void;
	/** Adds an account that credentials with `accounts: 'all'` reach, by default one that may use everything. */
	addAccount(account: Pick<Account, 'id' | 'name'>, entitlements?: Entitlements): Account;
	/** Adds an interconnect past the API: it is no order. Throws if the name or slot is taken. */
	addInterconnect(seed?: InterconnectSeed): Interconnect;
	/** Adds a CNI past the API: it is no order. Throws if there is no such interconnect or the conduit name is taken. */
	addCni(seed: CniSeed): Cni;
	/** Adds a magic route past the API: it is no order, and nothing is checked. Throws if there is no such interconnect. */
	addRoute(seed: RouteSeed): MagicRoute;
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
	const state = new State({ ...defaultService, ...service });
	const limiter = new RateLimiter({ ...defaultRateLimit, ...rateLimit });
	const watch = new Watch();
	const faults = new Faults(watch);
	const reset = () => {
		state.reset();
		faults.clear();
		limiter.clear();
		watch.clear();
	};
	const server = buildServer({ state, faults, limiter, watch, reset });
	const origin = await server.listen({ host: '127.0.0.1', port });

	return {
		baseUrl: `${origin}${basePath}`,
		port: Number(new URL(origin).port),
		requests: state.requests,
		orders: state.orders,
		routeWipes: state.routeWipes,
		accounts: state.accounts,
		fault: (fault) => faults.add(fault),
		until: async (isSo) => await watch.until(isSo),
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
		get magicRoutes() {
			return [...state.magicRoutes.values()].map(({ route }) => route);
		},
		get webhooks() {
			return [...state.alerting.webhooks.values()].map(({ webhook }) => webhook);
		},
		get policies() {
			return [...state.alerting.policies.values()].map(({ policy }) => policy);
		},
		deliveries: state.alerting.deliveries,
		deliver: (alert) => deliverAlert(state.alerting, alert, () => state.nextIdentifier()),
		...changesOf(state),
		reset,
		async stop() {
			faults.clear();
			await server.close();
		},
	};
}

/** What changes the service past the API. */
function changesOf(
	state: State,
): Pick<
	Emulator,
	| 'addAccount'
	| 'addCni'
	| 'addHistory'
	| 'addInterconnect'
	| 'addRoute'
	| 'configure'
	| 'setStatus'
> {
	return {
		addHistory: (entry = {}) => addHistory(state, entry),
		configure: (options) => state.configure(options),
		addAccount: (account, entitlements) => state.addAccount(account, entitlements),
		addInterconnect: (seed = {}) => addInterconnect(state, seed),
		addCni: (seed) => addCni(state, seed),
		addRoute: (seed) => addRoute(state, seed),
		setStatus: (name, status) => state.setStatus(name, status),
	};
}
