const HOUR = 3_600_000;

/** Milliseconds for which an order is remembered whose outcome is unknown, and any other order or delete. */
const UNKNOWN_LASTS = 24 * HOUR;
const KNOWN_LASTS = HOUR;

/** Milliseconds after which an order whose response was lost is not at work at the service any more. */
const AT_WORK = HOUR / 6;

/** Orders, and deletes, that are remembered of one service, and how many are forgotten at once for new ones. */
const MAX_REMEMBERED = 5000;
const SPARE = 500;

/** Milliseconds between two looks for what need not be remembered any more. */
const SWEEP = 60_000;

/** An order of the process. Nothing in it is secret. */
export interface RecentOrder {
	/** Account, kind, and what tells it from the others of its kind. */
	key: string;
	/** Account, kind, and what all orders have in common whose results can't be told apart. */
	kin: string;
	/** Account and path of what it makes: names are unique within it. */
	scope: string;
	/** The execution that it is of. */
	execution: string;
	/** `waiting` before it is sent for the first time. */
	state: 'waiting' | 'sent' | 'made' | 'unknown';
	/** What identifies what it made. */
	name?: string;
	/** When it got into this state. */
	since: number;
	/** An earlier order with the same key, which it goes on with, may have been placed. */
	left: boolean;
}

/** Milliseconds of a clock that nobody sets. */
const clock = () => performance.now();

/**
 * What the process has lately ordered and deleted at a service, over all executions: what one of them has made is not
 * what another one has lost, and what may have been placed is not sent again. Workers of n8n's queue mode do not know
 * each other's.
 */
export class RecentOrders {
	/** By their keys, the oldest one first: one of each execution. */
	private readonly orders = new Map<string, RecentOrder[]>();
	/** When something was deleted, the oldest one first. */
	private readonly deletes = new Map<string, number>();
	private sweepAt = 0;

	/**
	 * An order that is about to be sent. It goes on with those of the same key that its execution has sent, or that
	 * nobody knows the outcome of.
	 */
	begin(order: Pick<RecentOrder, 'key' | 'kin' | 'scope' | 'execution'>): RecentOrder {
		this.forgetOld();
		const begun: RecentOrder = { ...order, state: 'waiting', since: clock(), left: false };
		const others = this.of(order.key).filter((other) => {
			begun.left ||= other.state === 'unknown';
			return other.state !== 'unknown' && other.execution !== order.execution;
		});
		this.orders.delete(order.key);
		this.orders.set(order.key, [...others, begun]);
		return begun;
	}

	sent(order: RecentOrder): void {
		Object.assign(order, { state: 'sent', since: clock() });
	}

	/** @param name what identifies what it made */
	made(order: RecentOrder, name: string): void {
		Object.assign(order, { state: 'made', name, since: clock() });
		// The service may give a name again.
		this.deletes.delete(`${order.scope} ${name}`);
	}

	/** Nobody can tell whether it was placed. */
	lost(order: RecentOrder): void {
		Object.assign(order, { state: 'unknown', since: clock() });
	}

	/** It surely was not placed. */
	forget(order: RecentOrder): void {
		const others = this.of(order.key).filter((other) => other !== order);
		if (others.length > 0) this.orders.set(order.key, others);
		else this.orders.delete(order.key);
	}

	/** What is neither made, lost nor forgotten was given up on the way, and nobody can tell what became of it. */
	givenUp(order: RecentOrder): void {
		if (order.state === 'waiting' && !order.left) this.forget(order);
		else if (order.state === 'waiting' || order.state === 'sent') this.lost(order);
	}

	/** An order with this key that is under way, or whose outcome is unknown. */
	open(key: string): RecentOrder | undefined {
		this.forgetOld();
		return this.of(key).find(({ state }) => state !== 'made');
	}

	/** Whether another order than this one is known to have made something. */
	madeByAnother(order: RecentOrder, name: string): boolean {
		return this.all().some(
			(other) => other.name === name && other.scope === order.scope && !isSame(order, other),
		);
	}

	/**
	 * Whether another order may have made what appeared since a moment and could be of either.
	 *
	 * @param since by the clock of `performance.now()`
	 */
	hasRival(order: RecentOrder, since: number): boolean {
		return this.all().some(
			(other) =>
				other.kin === order.kin &&
				!isSame(order, other) &&
				(other.state === 'sent' || (other.state === 'unknown' && other.since + AT_WORK > since)),
		);
	}

	/**
	 * @param scope account and path
	 * @returns milliseconds since the process has ordered something; undefined where it has not
	 */
	ageOf(scope: string, name: string): number | undefined {
		const order = this.all().find((other) => other.scope === scope && other.name === name);
		return order && clock() - order.since;
	}

	/** @param scope account and path */
	deleted(scope: string, name: string): void {
		this.forgetOld();
		this.deletes.delete(`${scope} ${name}`);
		this.deletes.set(`${scope} ${name}`, clock());
	}

	/** Whether the process has lately deleted something; a listing may show it for a while. */
	wasDeleted(scope: string, name: string): boolean {
		return this.deletes.has(`${scope} ${name}`);
	}

	private of(key: string): RecentOrder[] {
		return this.orders.get(key) ?? [];
	}

	private all(): RecentOrder[] {
		return [...this.orders.values()].flat();
	}

	private forgetOld(): void {
		const now = clock();
		const isFull = Math.max(this.orders.size, this.deletes.size) > MAX_REMEMBERED;
		if (now < this.sweepAt && !isFull) return;
		this.sweepAt = now + SWEEP;
		for (const order of this.all()) {
			const lasts = order.state === 'made' ? KNOWN_LASTS : UNKNOWN_LASTS;
			if (order.since + lasts <= now) this.forget(order);
		}
		if (this.orders.size > MAX_REMEMBERED) {
			// What is known is missed least.
			this.forgetSome((order) => order.state === 'made');
			this.forgetSome(() => true);
		}
		for (const [name, at] of this.deletes) {
			if (at + KNOWN_LASTS > now && this.deletes.size <= MAX_REMEMBERED - SPARE) break;
			this.deletes.delete(name);
		}
	}

	/** Makes room for new ones, from the oldest one on. */
	private forgetSome(may: (order: RecentOrder) => boolean): void {
		for (const order of this.all()) {
			if (this.orders.size <= MAX_REMEMBERED - SPARE) return;
			if (may(order)) this.forget(order);
		}
	}
}

/** Whether two are one order: a later attempt of an execution goes on with that of an earlier one. */
function isSame(one: RecentOrder, other: RecentOrder): boolean {
	return one === other || (one.key === other.key && one.execution === other.execution);
}
