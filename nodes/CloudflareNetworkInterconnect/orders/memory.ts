import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

/** An order of the execution: nothing in it is secret. */
export interface Remembered {
	/** The input item that it is of. */
	item: number;
	/** Account, kind, and the slot, conduit or hash of the pairing key. */
	key: string;
	/** What messages call it. Nothing secret. */
	label: string;
	/** What identifies the object; null while its outcome is not known. */
	name: string | null;
	/** Which run of the node sent it: a loop runs the node several times in an execution. */
	run: number;
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
	run: number;
	/** False while its outcome is not known. */
	done: boolean;
}

type RemovalId = Pick<Removal, 'item' | 'key' | 'run'>;

/**
 * What the node has ordered and deleted in this execution. It lives in n8n's node context, which outlasts the tries of
 * "Retry On Fail": n8n runs the whole node again then, with all items.
 */
export class Memory {
	private readonly context: IContextObject & {
		orders?: Remembered[];
		removals?: Removal[];
		before?: Record<string, string[]>;
	};

	constructor(ctx: IExecuteFunctions) {
		this.context = ctx.getContext('node');
		this.context.orders ??= [];
		this.context.removals ??= [];
		this.context.before ??= {};
	}

	find(key: string): Remembered | undefined {
		return this.context.orders!.find((order) => order.key === key);
	}

	/** Whether it is not known what became of another order of this kind and account. */
	hasUnknown(kind: string, besides: string): boolean {
		return this.context.orders!.some(
			({ key, name }) => name === null && key !== besides && key.startsWith(`${kind} `),
		);
	}

	/** Written before an order is sent, so that it is known even if nothing comes back. */
	remember(order: Remembered): void {
		this.forget(order.key);
		this.context.orders!.push(order);
	}

	/** It surely was not carried out, or what it made is gone. */
	forget(key: string): void {
		this.context.orders = this.context.orders!.filter((order) => order.key !== key);
	}

	/**
	 * The names that stood in an account before a run's first order that needs to know them, and those
	 * that were made since.
	 *
	 * @param list reads the names; called once per account and run
	 */
	async before(account: string, run: number, list: () => Promise<string[]>): Promise<string[]> {
		const before = this.context.before!;
		const key = `${account} ${run}`;
		before[key] ??= await list();
		return before[key];
	}

	/** All that is known to have been made or deleted. */
	settled(): Array<{ item: number; name: string }> {
		return [
			...this.context.orders!.flatMap(({ item, name }) => (name === null ? [] : [{ item, name }])),
			...this.context.removals!.filter(({ done }) => done),
		].map(({ item, name }) => ({ item, name }));
	}

	/** What was sent, and nobody knows what became of it. */
	open(): Array<{ item: number; label: string }> {
		const open = [
			...this.context.orders!.filter(({ name }) => name === null),
			...this.context.removals!.filter(({ done }) => !done),
		];
		return open.map(({ item, label }) => ({ item, label }));
	}

	/** A delete by the same item of the same run: an earlier try of it. */
	findRemoval({ item, key, run }: RemovalId): Removal | undefined {
		return this.context.removals!.find(
			(one) => one.item === item && one.key === key && one.run === run,
		);
	}

	/** Written before a delete is sent, and when its outcome is known. */
	rememberRemoval(removal: Removal): void {
		this.forgetRemoval(removal);
		this.context.removals!.push(removal);
	}

	/** It surely was not carried out. */
	forgetRemoval({ item, key, run }: RemovalId): void {
		this.context.removals = this.context.removals!.filter(
			(one) => one.item !== item || one.key !== key || one.run !== run,
		);
	}

	/** A name that is not new any more. */
	standsNow(account: string, name: string): void {
		for (const [key, names] of Object.entries(this.context.before!)) {
			if (key.startsWith(`${account} `)) names.push(name);
		}
	}
}
