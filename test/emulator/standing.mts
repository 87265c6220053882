import type { Account } from './accounts.mts';
import type { HistoryEntry, Policy, Webhook } from './alertingShapes.mts';
import type { Entitlements } from './entitlements.mts';
import { answerOf } from './magicInterconnects.mts';
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
import type {
	Cni,
	Interconnect,
	InterconnectStatus,
	MagicInterconnect,
	MagicRoute,
	Slot,
} from './shapes.mts';
import type { ServiceOptions, State } from './state.mts';

/** What stands in the service, of every account, and how it is changed past the API: nothing of it is an order. */
export class Standing {
	readonly #state: State;

	constructor(state: State) {
		this.#state = state;
	}

	/** In the order of the listing. */
	get slots(): readonly Slot[] {
		return [...this.#state.slots.values()].map(({ slot }) => slot);
	}

	get interconnects(): readonly Interconnect[] {
		return [...this.#state.interconnects.values()].map(({ interconnect }) => interconnect);
	}

	get cnis(): readonly Cni[] {
		return [...this.#state.cnis.values()].map(({ cni }) => cni);
	}

	/** With the object form of the health check target. */
	get magicInterconnects(): readonly MagicInterconnect[] {
		return [...this.#state.magicInterconnects.values()].map((one) => answerOf(one, 'object'));
	}

	get magicRoutes(): readonly MagicRoute[] {
		return [...this.#state.magicRoutes.values()].map(({ route }) => route);
	}

	/** Webhook destinations; nothing tells their secrets. */
	get webhooks(): readonly Webhook[] {
		return [...this.#state.alerting.webhooks.values()].map(({ webhook }) => webhook);
	}

	/** Notification policies. */
	get policies(): readonly Policy[] {
		return [...this.#state.alerting.policies.values()].map(({ policy }) => policy);
	}

	/** Changes how the service behaves, until a reset. */
	configure(options: Partial<ServiceOptions>): void {
		this.#state.configure(options);
	}

	/** Adds an account that credentials with `accounts: 'all'` reach, by default one that may use everything. */
	addAccount(account: Pick<Account, 'id' | 'name'>, entitlements?: Entitlements): Account {
		return this.#state.addAccount(account, entitlements);
	}

	/** @throws Error if the name or slot is taken */
	addInterconnect(seed: InterconnectSeed = {}): Interconnect {
		return addInterconnect(this.#state, seed);
	}

	/** @throws Error if there is no such interconnect or the conduit name is taken */
	addCni(seed: CniSeed): Cni {
		return addCni(this.#state, seed);
	}

	/** Nothing of it is checked. @throws Error if there is no such interconnect */
	addRoute(seed: RouteSeed): MagicRoute {
		return addRoute(this.#state, seed);
	}

	/** Adds an entry to the history of notifications, also one of a time that has gone by. */
	addHistory(entry: HistorySeed = {}): HistoryEntry {
		return addHistory(this.#state, entry);
	}

	/** Sets an interconnect's state until it is set again. @throws Error if there is none of this name */
	setStatus(name: string, status: InterconnectStatus): void {
		this.#state.setStatus(name, status);
	}
}
