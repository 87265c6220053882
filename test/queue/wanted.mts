import { hashPairingKey, type Order } from '../emulator/index.mts';

/** What is ordered, as the body of a webhook says it. */
export interface Wanted {
	kind: 'direct' | 'gcp_partner' | 'cni';
	account: string;
	/** The slot, pairing key or conduit name. */
	key: string;
	/** Of a CNI: what it is ordered on. */
	carrier?: string;
}

/** A pairing key in a region of its own, so that lines of the log tell it from others. */
export function pairingKey(region: string): string {
	return `00000000-0000-4000-8000-000000000000/${region}/any`;
}

/** Whether the service has an order from what was wanted. */
export function isOf(order: Order, { kind, key }: Wanted): boolean {
	if (order.kind !== kind) return false;
	switch (order.kind) {
		case 'direct':
			return order.slotId === key;
		case 'gcp_partner':
			return order.pairingKeyHash === hashPairingKey(key);
		case 'cni':
			return order.conduitName === key;
	}
}

/** The lines about orders in what an n8n has written to its log. */
export function orderLines(written: string): string[] {
	return written.split('\n').filter((line) => line.includes('Cloudflare order: '));
}

/** Those that are about what was wanted. */
export function linesAbout({ kind, account, key }: Wanted, lines: string[]): string[] {
	const label = {
		direct: `slot ${key},`,
		gcp_partner: `region ${key.split('/')[1]},`,
		cni: `'${key}'`,
	}[kind];
	return lines.filter((line) => line.includes(label) && line.includes(`account ${account};`));
}
