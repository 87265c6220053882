import { accounts, type Account } from './accounts.mts';
import { link } from './addresses.mts';
import { Alerting } from './alerting.mts';
import { clock } from './clock.mts';
import type { Entitlements } from './entitlements.mts';
import { identifierOf, slotInventory, uuidOf } from './inventory.mts';
import { magicInterconnectFor, type StoredMagicInterconnect } from './magicInterconnects.mts';
import type { RouteWipe, StoredMagicRoute } from './magicRoutes.mts';
import type { Order, RequestRecord } from './records.mts';
import type {
	Bandwidth,
	Cni,
	DirectInterconnect,
	GcpPartnerInterconnect,
	Interconnect,
	InterconnectStatus,
	Slot,
} from './shapes.mts';

/** The ASN of an account that has set none. */
export const initialAsn = 13335;

/** How the emulated service behaves. */
export interface ServiceOptions {
	/**
	 * `current`: the members of the official SDK's types. `documented`: the older form of Cloudflare's documentation
	 * page, without `virtual_port_reservation_id`, `ccr_device_name` and `owner`, and no `speed` for Google.
	 */
	answers: 'current' | 'documented';
	/** Objects in a page of a listing where the request has no `limit`. */
	pageSize: number;
	/** Milliseconds from an order until the interconnect goes from Pending to Healthy. */
	healthyAfter: number;
	/** What answers the creation of a magic route: `route` as in the official SDK's types, `routes` a list of one in `routes`. */
	createdRoute: 'route' | 'routes';
	/** What stands for a list that has nothing in it. */
	emptyLists: 'array' | 'null';
	/** Whether a GET of CNIs gives members that no type names and a PUT refuses: `modified_on`, and `state` in `bgp`. */
	newCniMembers: boolean;
	/** With which code `/user/tokens/verify` refuses an account-owned token: status 401, 403 or 400. */
	accountTokenVerifyCode: 1000 | 9109 | 10000;
	/** With which code `GET /accounts` refuses an account-owned token: status 403 or 400. */
	accountTokenListCode: 9109 | 1001;
}

/** What listings are ordered by. It is unique, and grows with gaps, so that nobody computes a cursor. */
export interface Listed {
	sequence: number;
}

export interface StoredSlot extends Listed {
	slot: Slot;
}

export interface StoredInterconnect extends Listed {
	interconnect: Interconnect;
	/** When Pending ends by itself, milliseconds since the epoch. */
	healthyAt: number;
	/** Set by a test or over HTTP: stays until it is set again. */
	status?: InterconnectStatus;
}

export interface StoredCni extends Listed {
	cni: Cni;
	tunnelId: string;
}

export function isDirect(interconnect: Interconnect): interconnect is DirectInterconnect {
	return interconnect.type === 'direct';
}

/** All that the service knows. One object for the emulator's whole life; {@link State.reset} makes it fresh. */
export class State {
	/** Those that it was made with, until {@link State.configure} changes some. */
	options: Readonly<ServiceOptions>;
	private readonly initial: Readonly<ServiceOptions>;
	readonly requests: RequestRecord[] = [];
	readonly orders: Order[] = [];
	readonly accounts: Account[] = [];
	readonly entitlements = new Map<string, Entitlements>();
	readonly slots = new Map<string, StoredSlot>();
	readonly interconnects = new Map<string, StoredInterconnect>();
	readonly cnis = new Map<string, StoredCni>();
	readonly magicInterconnects = new Map<string, StoredMagicInterconnect>();
	readonly magicRoutes = new Map<string, StoredMagicRoute>();
	readonly routeWipes: RouteWipe[] = [];
	readonly defaultAsns = new Map<string, number>();
	readonly alerting = new Alerting();
	readonly usedPairingKeys = new Set<string>();
	private sequence = 0;

	constructor(options: ServiceOptions) {
		this.initial = options;
		this.options = options;
		this.reset();
	}

	/** Changes how the service behaves, until a reset. */
	configure(options: Partial<ServiceOptions>): void {
		this.options = { ...this.options, ...options };
	}

	reset(): void {
		this.options = this.initial;
		this.entitlements.clear();
		this.requests.length = 0;
		this.orders.length = 0;
		this.accounts.splice(0, Infinity, ...Object.values(accounts));
		this.sequence = 0;
		this.interconnects.clear();
		this.cnis.clear();
		this.magicInterconnects.clear();
		this.magicRoutes.clear();
		this.routeWipes.length = 0;
		this.defaultAsns.clear();
		this.usedPairingKeys.clear();
		this.alerting.clear();
		this.slots.clear();
		for (const slot of slotInventory()) {
			this.slots.set(slot.id, { sequence: this.nextSequence(), slot });
		}
	}

	/** Never twice the same, until a reset. */
	nextSequence(): number {
		this.sequence += 3;
		return this.sequence;
	}

	/** An identifier of 32 hexadecimal characters, never twice the same until a reset. */
	nextIdentifier(): string {
		return identifierOf(`object ${this.nextSequence()}`);
	}

	addAccount(account: Pick<Account, 'id' | 'name'>, entitlements: Entitlements = {}): Account {
		const added: Account = { ...account, type: 'enterprise' };
		this.accounts.push(added);
		this.entitlements.set(account.id, entitlements);
		return added;
	}

	/** Puts a direct interconnect on a slot, which has to be free. */
	addDirect(order: { account: string; slot: Slot; name?: string }): DirectInterconnect {
		const { account, slot } = order;
		const interconnect = this.addInterconnect<DirectInterconnect>(
			order.name ?? slot.site,
			order.name !== undefined,
			{
				account,
				ccr_device_name: slot.ccr_device_name ?? null,
				facility: slot.facility,
				owner: account,
				site: slot.site,
				slot_id: slot.id,
				speed: slot.speed,
				type: 'direct',
			},
		);
		slot.occupied = true;
		slot.account = account;
		return interconnect;
	}

	addGcpPartner(order: {
		account: string;
		region: string;
		speed: Bandwidth;
		name?: string;
	}): GcpPartnerInterconnect {
		const { account, region, speed } = order;
		return this.addInterconnect(order.name ?? `gcp-${region}`, order.name !== undefined, {
			account,
			owner: account,
			region,
			speed,
			type: 'gcp_partner',
		});
	}

	private addInterconnect<T extends Interconnect>(
		name: string,
		complete: boolean,
		rest: Omit<T, 'name' | 'virtual_port_reservation_id'>,
	): T {
		const sequence = this.nextSequence();
		const id = uuidOf(`interconnect ${sequence}`);
		const interconnect = {
			name: complete ? name : `${name}-${id.slice(0, 8)}`,
			...rest,
			virtual_port_reservation_id: uuidOf(`virtual port reservation ${sequence}`),
		} as T;
		if (this.interconnects.has(interconnect.name)) {
			throw new Error(`There is an interconnect named "${interconnect.name}" already`);
		}
		const healthyAt = clock.now() + this.options.healthyAfter;
		this.interconnects.set(interconnect.name, { sequence, interconnect, healthyAt });
		const stored = magicInterconnectFor(interconnect, sequence);
		this.magicInterconnects.set(stored.magic.id, stored);
		return interconnect;
	}

	/** The account's own ASN, which BGP sessions that name none use. */
	defaultAsnOf(account: string): number {
		return this.defaultAsns.get(account) ?? initialAsn;
	}

	/** @param tunnelId left out: one as the service gives */
	addCni(order: Omit<Cni, 'id' | 'cust_ip' | 'p2p_ip'>, tunnelId?: string): StoredCni {
		const sequence = this.nextSequence();
		const [cust_ip, p2p_ip] = link('10.252.0.0/14', sequence);
		const stored: StoredCni = {
			sequence,
			tunnelId: tunnelId ?? identifierOf(`tunnel ${sequence}`),
			cni: { id: uuidOf(`cni ${sequence}`), ...order, cust_ip, p2p_ip },
		};
		this.cnis.set(stored.cni.id, stored);
		return stored;
	}

	/** Whether another CNI of the account than `self` has this conduit name. */
	isConduitNameTaken(account: string, conduitName: string, self?: StoredCni): boolean {
		for (const stored of this.cnis.values()) {
			const { cni } = stored;
			if (stored === self || cni.account !== account) continue;
			if (cni.magic.conduit_name === conduitName) return true;
		}
		return false;
	}

	removeInterconnect(interconnect: Interconnect): void {
		this.interconnects.delete(interconnect.name);
		for (const { magic } of this.magicInterconnects.values()) {
			const { id, virtual_port_reservation_id: tie } = magic;
			if (tie === interconnect.virtual_port_reservation_id) this.magicInterconnects.delete(id);
		}
		if (!isDirect(interconnect)) return;
		const slot = this.slots.get(interconnect.slot_id)?.slot;
		if (slot) {
			slot.occupied = false;
			delete slot.account;
		}
	}

	statusOf(stored: StoredInterconnect): InterconnectStatus {
		return stored.status ?? { state: clock.now() < stored.healthyAt ? 'Pending' : 'Healthy' };
	}

	/** @throws Error if there is no interconnect of this name in any account */
	setStatus(name: string, status: InterconnectStatus): void {
		const stored = this.interconnects.get(name);
		if (!stored) throw new Error(`There is no interconnect named "${name}"`);
		stored.status = status;
	}
}
