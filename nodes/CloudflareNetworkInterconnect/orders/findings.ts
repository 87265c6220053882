import type { IDataObject } from 'n8n-workflow';

import type { Placing, Ready } from './placing';

/** An object that an order may have made. */
export interface Candidate {
	/** What identifies it; undefined where the listing does not say, so that it can't be returned. */
	name?: string;
	object: IDataObject;
	/** Whether it has everything that was ordered. */
	certain: boolean;
}

/** What a listing shows of an order. */
export interface Findings {
	/** What the order may have made. */
	fresh: Candidate[];
	/** What looks like it, but existed before or was made by another order. */
	others: Candidate[];
	/** What was deleted lately and is still listed. */
	deleted: Candidate[];
}

/**
 * Sorts what a listing shows: an order made only what did not exist before it, what no other order has made, and what
 * is not on its way out.
 */
export function findingsIn(ready: Ready, listed: IDataObject[]): Findings {
	const { item, memory, recent, key, scope, existed } = ready;
	const { recent: orders } = item.api;
	const findings: Findings = { fresh: [], others: [], deleted: [] };
	for (const candidate of candidatesIn(ready, listed)) {
		const { name } = candidate;
		if (name === undefined) findings.fresh.push(candidate);
		else if (orders.wasDeleted(scope, name)) findings.deleted.push(candidate);
		else if (
			existed.includes(name) ||
			memory.madeByAnother(key, name) ||
			orders.madeByAnother(recent, name)
		) {
			findings.others.push(candidate);
		} else findings.fresh.push(candidate);
	}
	return findings;
}

/** All that looks like what an order makes; each once, as a listing that shifts between two pages has an object twice. */
export function candidatesIn(
	{ order }: Pick<Placing, 'order'>,
	listed: IDataObject[],
): Candidate[] {
	const { certain, possible } = order.candidates(listed);
	const found = new Map<string | undefined, Candidate>();
	for (const object of [...certain, ...possible]) {
		const { [order.identifier]: value } = object;
		const name = typeof value === 'string' && value !== '' ? value : undefined;
		found.set(name, { name, object, certain: certain.includes(object) });
	}
	return [...found.values()];
}
