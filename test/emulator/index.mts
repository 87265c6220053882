import type { Account } from './accounts.mts';
import type { Delivery } from './alerting.mts';
import { deliverAlert, type Alert } from './deliveries.mts';
import { Faults, type Fault } from './faults.mts';
import { defaultRateLimit, RateLimiter, type RateLimitOptions } from './rateLimit.mts';
import type { Order, RequestRecord } from './records.mts';
import type { RouteWipe } from './magicRoutes.mts';
import { buildServer } from './server.mts';
import { basePath } from './shapes.mts';
import { Standing } from './standing.mts';
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
export type * from './seeds.mts';
export type * from './shapes.mts';

export const defaultService: ServiceOptions = {
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

export interface Emulator extends Standing {
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
	/** What was sent to webhook destinations, and what they answered, oldest answer first. */
	deliveries: readonly Delivery[];
	/** Notifies of an alert whatever policies ask for it, and gives what was sent once all of it is answered. */
	deliver(alert: Alert): Promise<Delivery[]>;
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

	const running = {
		baseUrl: `${origin}${basePath}`,
		port: Number(new URL(origin).port),
		requests: state.requests,
		orders: state.orders,
		routeWipes: state.routeWipes,
		accounts: state.accounts,
		fault: (fault: Fault) => faults.add(fault),
		until: async (isSo: () => boolean) => await watch.until(isSo),
		get pendingFaults() {
			return faults.size;
		},
		deliveries: state.alerting.deliveries,
		deliver: async (alert: Alert) =>
			await deliverAlert(state.alerting, alert, () => state.nextIdentifier()),
		reset,
		stop: async () => {
			faults.clear();
			await server.close();
		},
	};
	// Not Object.assign: what is read later is read then.
	return Object.defineProperties(
		new Standing(state),
		Object.getOwnPropertyDescriptors(running),
	) as Standing & typeof running;
}
