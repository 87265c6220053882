import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/** What is known of a registration at Cloudflare: IDs, and of the secret no more than a hash. */
export interface Registration {
	url: string;
	/** The ID of the account that it is in: the node may name another one by now. */
	account: string;
	/** SHA-256 of the secret that Cloudflare sends along, in hexadecimal. */
	secretHash: string;
	destinationId: string;
	policyIds: string[];
	/** A fingerprint of the account, the alert types and the filters. */
	wanted: string;
}

/** n8n's test URL and its production URL have a registration each. */
export type Slot = 'production' | 'test';

/** @param mode of n8n: `manual` while the editor listens for a test event */
export function slotOf(mode: string): Slot {
	return mode === 'manual' ? 'test' : 'production';
}

/** @param stored the node's static data */
export function readRegistration(stored: IDataObject, slot: Slot): Registration | undefined {
	return stored[slot] as Registration | undefined;
}

/** @param registration undefined where there is none any more */
export function writeRegistration(
	stored: IDataObject,
	slot: Slot,
	registration: Registration | undefined,
): void {
	if (registration) stored[slot] = { ...registration };
	else delete stored[slot];
}

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
