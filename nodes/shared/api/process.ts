import { createHash } from 'crypto';

import { Spacing } from './pace/spacing';
import { Pacer } from './pacer';
import { RecentOrders } from './recentOrders';

/** What all nodes of a process that use the same credential share. */
export interface SharedByCredential {
	pacer: Pacer;
	/** What only one may do at a time, such as the polls of a trigger: the keys of what is being done. */
	underWay: Set<string>;
	orders: RecentOrders;
}

/** What the polls of a trigger have tried in this process, also those that failed and stored nothing. */
export interface Tries {
	/** Status reads of the last five minutes: when, in milliseconds since the epoch, and how many. */
	reads: Array<[at: number, count: number]>;
	/** When the status of an interconnect was last asked for, by its name, in milliseconds since the epoch. */
	triedAt: Map<string, number>;
}

/** The only state of the package that outlives a run, and the only one at module level. */
export const thisProcess = {
	spacing: new Spacing(),
	byCredential: new Map<string, SharedByCredential>(),
	/** Contexts of triggers that have polled: n8n keeps one for as long as the trigger is registered. */
	polled: new WeakSet<object>(),
	/** By what tells the trigger and its settings from others. */
	tries: new Map<string, Tries>(),
};

/**
 * What is shared by all who use a credential in this process.
 *
 * @param baseUrl the service that counts
 * @param identity whom it counts: the token, or the email. Only a hash of it is kept.
 */
export function sharedBy(baseUrl: string, identity: string): SharedByCredential {
	const key = createHash('sha256').update(`${baseUrl}\n${identity}`).digest('hex');
	const { spacing, byCredential } = thisProcess;
	let found = byCredential.get(key);
	if (!found) {
		found = {
			pacer: new Pacer(spacing),
			underWay: new Set(),
			orders: new RecentOrders(),
		};
		byCredential.set(key, found);
	}
	return found;
}

/** What the process has lately ordered at a service: it concerns an account, whichever credential was used. */
export function recentOrdersAt(baseUrl: string): RecentOrders {
	return sharedBy(baseUrl, '').orders;
}
