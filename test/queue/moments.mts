import type { Fault } from '../emulator/index.mts';

/** A moment in the life of an order, at which something happens to the worker that places it. */
export interface Moment {
	/** Completes "killed …" and "frozen …". */
	when: string;
	/** Holds the requests of the order there. */
	held: Fault;
	/** What the hold is for: the orders wait in n8n once it is released, and the log says that they are being sent. */
	untilSending?: true;
	/** Cloudflare acts on the order after its worker is gone. */
	actsLater?: true;
	/** What the worker's log says of each order. */
	lines: Array<'sending' | 'created'>;
	/** Whether the order stands. */
	placed: boolean;
}

/** Cloudflare's answers to a worker that is about to order say that the quota is used up for this many seconds. */
const WINDOW = 60;
const quotaUsedUp = { Ratelimit: `"default";r=0;t=${WINDOW}` };

const nothingSent: Moment = {
	when: 'before anything is sent',
	held: { method: 'GET' },
	lines: [],
	placed: false,
};
const notYetSent: Moment = {
	when: 'before the connection is used',
	held: { method: 'GET', when: 'after', headers: quotaUsedUp },
	untilSending: true,
	lines: ['sending'],
	placed: false,
};
const acted: Moment = {
	when: 'after Cloudflare has acted',
	held: { method: 'POST', when: 'after' },
	lines: ['sending'],
	placed: true,
};

/** Those at which a worker is killed. */
export const deadly: Moment[] = [
	nothingSent,
	notYetSent,
	{
		when: 'after the last byte of the request, which Cloudflare never acts on',
		held: { method: 'POST' },
		lines: ['sending'],
		placed: false,
	},
	{
		when: 'after the last byte of the request, which Cloudflare acts on later',
		held: { method: 'POST' },
		actsLater: true,
		lines: ['sending'],
		placed: true,
	},
	acted,
	{
		when: 'after the answer, before n8n has saved it',
		held: { method: 'GET', path: /\/(interconnects|cnis)\/[^/]+$/ },
		lines: ['sending', 'created'],
		placed: true,
	},
];

/** Those at which a worker is frozen. */
export const freezing: Moment[] = [acted, notYetSent];
