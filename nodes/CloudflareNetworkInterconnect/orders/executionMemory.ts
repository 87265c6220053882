import type { IContextObject } from 'n8n-workflow';

import type { OrderOutcome } from './types';

/** An order of the execution: nothing in it is secret. */
export interface Remembered {
	/** The input item that it is of. */
	item: number;
	/** Account, kind, and the slot, conduit or hash of the pairing key. */
	key: string;
	/** Account, kind, and what all orders have in common whose results can't be told apart. */
	kin: string;
	/** What messages call it. Nothing secret. */
	label: string;
	/** What identifies the object; null while its outcome is not known. */
	name: string | null;
	/** How it ended, where it has an object. */
	outcome: OrderOutcome;
	/** Which run of the node it is of. */
	run: string;
	/** What identifies all that existed before it was sent and looks like what it makes. */
	existed: string[];
}

/** A delete of the execution. */
export interface Removal {
	item: number;
	/** Account and path. */
	key: string;
	/** What identifies the object. */
	name: string;
	/** What messages call it. */
	label: string;
	run: string;
	/** False while its outcome is not known. */
	done: boolean;
}

/**
 * What the node has ordered and deleted in this execution. It lives in n8n's node context, which outlasts the tries
 * of "Retry On Fail": n8n runs the whole node again then, with all items. "Retry execution" hands it on too.
 */
export class ExecutionMemory {
	private readonly context: IContextObject & {
		orders?: Remembered[];
		absent?: Remembered[];
		removals?: Removal[];
	};

	/** The run of the node that orders and deletes now: the same in all tries of it, and in no other run. */
	readonly run: string;

	/** @param context of the node in this execution */
	constructor(context: IContextObject, run: string) {
		this.context = context;
		this.run = run;
		this.context.orders ??= [];
		this.context.absent ??= [];
		this.context.removals ??= [];
	}

	/** An order of any run. */
	find(key: string): Remembered | undefined {
		return this.context.orders!.find((order) => order.key === key);
	}

	/** What an item of this run has ordered, whether anything was found of it or not: an earlier try of it. */
	ofItem(item: number): Remembered | undefined {
		return [...this.context.orders!, ...this.context.absent!].find(
			(order) => order.run === this.run && order.item === item,
		);
	}

	/** Whether another order whose outcome is unknown may have made the same as an order. */
	hasRival({ key, kin }: Pick<Remembered, 'key' | 'kin'>): boolean {
		return this.context.orders!.some(
			(other) => other.name === null && other.kin === kin && other.key !== key,
		);
	}

	/** Whether another order than the one with a key has made something. */
	madeByAnother(key: string, name: string): boolean {
		return this.context.orders!.some(
			(other) => other.name === name && other.outcome !== 'existing' && other.key !== key,
		);
	}

	/** Written before an order is sent, so that it is known even if nothing comes back. */
	remember(order: Remembered): void {
		this.forget(order.key);
		this.context.orders!.push(order);
	}

	/** It surely was not placed. */
	forget(key: string): void {
		this.context.orders = this.context.orders!.filter((order) => order.key !== key);
	}

	/** Its response was lost, and lookups found nothing: it may be sent again, but may show up after all. */
	forgetAbsent(key: string): void {
		const order = this.find(key);
		this.forget(key);
		if (order && !this.absent(key)) this.context.absent!.push(order);
	}

	/** An order of which an attempt was lost, and nothing was found. */
	absent(key: string): Remembered | undefined {
		return this.context.absent!.find((order) => order.key === key);
	}

	/** What an item of this run has deleted: an earlier try of it. */
	removalOfItem(item: number): Removal | undefined {
		return this.context.removals!.find(
			(removal) => removal.run === this.run && removal.item === item,
		);
	}

	/**
	 * Whether it is not known what became of an earlier delete of the same. Of any run: where an agent runs the node
	 * itself, each try is one.
	 */
	hasOpenRemoval(key: string): boolean {
		return this.context.removals!.some((removal) => removal.key === key && !removal.done);
	}

	/** Written before a delete is sent, and when its outcome is known. */
	rememberRemoval(removal: Omit<Removal, 'run'>): void {
		this.forgetRemoval(removal.item, removal.key);
		this.context.removals!.push({ ...removal, run: this.run });
	}

	/** It surely was not processed. */
	forgetRemoval(item: number, key: string): void {
		this.context.removals = this.context.removals!.filter(
			(removal) => !this.isOf(removal, item, key),
		);
	}

	private isOf(removal: Removal, item: number, key: string): boolean {
		return removal.item === item && removal.key === key && removal.run === this.run;
	}

	/** What this run is known to have made, found or deleted. */
	settled(): Array<{ item: number; name: string; outcome?: OrderOutcome }> {
		const orders = this.context.orders!.flatMap(({ name, ...order }) =>
			name === null ? [] : [{ ...order, name }],
		);
		return [...orders, ...this.context.removals!.filter(({ done }) => done)].filter(
			({ run }) => run === this.run,
		);
	}

	/** What this run has sent, and nobody knows what became of it, or it may show up after all. */
	open(): Array<Remembered | Removal> {
		return [
			...this.context.orders!.filter(({ name }) => name === null),
			...this.context.absent!.filter(({ key }) => !this.find(key)),
			...this.context.removals!.filter(({ done }) => !done),
		].filter(({ run }) => run === this.run);
	}
}
