import type { IDataObject } from 'n8n-workflow';

import type { Attempt } from '../../shared/api';
import { sleepUnlessAborted } from '../../shared/sleep';
import { findingsIn, type Findings } from './findings';
import type { Told } from './messages';
import type { Ready } from './placing';
import { advance, begin, type Ending, type OrderEvent, type Policy } from './transitions';

/** How an order ended, and what is known of it. */
export interface Ended {
	as: Ending;
	/** How often this run sent it. */
	tries: number;
	/** It was sent again after an attempt whose response was lost. */
	sentAgain: boolean;
	/** The outcome of an attempt is unknown. */
	mayBePlaced: boolean;
	/** What it made, or what exists instead. */
	object?: IDataObject;
	/** What the last lookup showed. */
	findings?: Findings;
	/** Why the last lookup failed. */
	unread?: Error;
	/** What in the last lookup rules the order out, in words. */
	blocked?: string;
	/** The last rejection. */
	refusal?: Told & { status?: number };
	/** The last attempt of this run whose outcome is unknown. */
	lost?: Told;
	/** Whether a lookup proves that it made nothing. */
	provable: boolean;
}

/** What is learned of an order while it is sent and looked up. */
type Learned = Pick<Ended, 'object' | 'findings' | 'unread' | 'blocked' | 'refusal' | 'lost'>;

/** Sends an order and looks what exists, as `transitions.ts` says, until its outcome is known or can't be. */
export async function sendAndLook(ready: Ready): Promise<Ended> {
	const { item, order, left, listedSince } = ready;
	const { signal, maxRetries } = item;
	const { nameable } = order;
	const policy: Policy = { maxRetries, nameable, provable: nameable && left !== 'execution' };
	const learned: Learned = {};
	const begunAs = left ? 'unknown' : listedSince && 'absent';
	let { progress, step } = begin(begunAs);
	if (listedSince) {
		const event = judge(ready, learned, listedSince, true);
		({ progress, step } = advance(progress, event, policy));
	}
	while (step.next !== 'end') {
		const event =
			step.next === 'send'
				? await send(ready, learned)
				: await look(ready, learned, step.pause, progress.lost);
		({ progress, step } = advance(progress, event, policy));
		if (signal?.aborted && progress.lost && step.next !== 'end') {
			step = { next: 'end', as: 'unknown' };
		}
	}
	const { tries, lost: mayBePlaced } = progress;
	const sentAgain = tries > (begunAs ? 0 : 1);
	return { ...learned, as: step.as, tries, sentAgain, mayBePlaced, provable: policy.provable };
}

async function send({ item, order, recent, log }: Ready, learned: Learned): Promise<OrderEvent> {
	log('sending');
	item.api.recent.sent(recent);
	const attempt = await item.api.post(order.path, order.body, { expect: order.returned.created });
	if (attempt.outcome === 'answered') learned.object = attempt.value;
	if (attempt.outcome === 'refused') learned.refusal = attempt;
	if (attempt.outcome === 'unknown') learned.lost = attempt;
	return eventOf(attempt);
}

function eventOf(attempt: Attempt<IDataObject>): OrderEvent {
	if (attempt.outcome === 'refused') return { happened: 'refused', status: attempt.status };
	return { happened: attempt.outcome };
}

/**
 * @param pause in milliseconds; a cancel ends it, and the lookup then does not go out
 * @param mayBePlaced whether an attempt was lost: otherwise the question is what exists instead
 */
async function look(
	ready: Ready,
	learned: Learned,
	pause: number,
	mayBePlaced: boolean,
): Promise<OrderEvent> {
	const { item, order } = ready;
	await sleepUnlessAborted(pause, item.signal);
	try {
		const listed = await order.returned.list(item.api, order.path);
		return judge(ready, learned, listed, mayBePlaced);
	} catch (error) {
		learned.unread = error as Error;
		return { happened: 'lookFailed' };
	}
}

/** What a listing tells of an order. */
function judge(
	ready: Ready,
	learned: Learned,
	listed: IDataObject[],
	mayBePlaced: boolean,
): OrderEvent {
	const findings = findingsIn(ready, listed);
	Object.assign(learned, { findings, blocked: ready.order.blockedBy?.(listed) });
	const found = mayBePlaced ? judgeLost(ready, learned, findings) : judgeRefused(learned, findings);
	return { happened: 'looked', found };
}

type Found = Extract<OrderEvent, { happened: 'looked' }>['found'];

/** What a lookup tells of an order that may have been placed. */
function judgeLost(ready: Ready, learned: Learned, findings: Findings): Found {
	const { fresh, others, deleted } = findings;
	const [made] = fresh;
	if (made) {
		if (fresh.length > 1 || !made.certain || !made.name || hasRival(ready)) return 'several';
		learned.object = made.object;
		return 'made';
	}
	// Beside what can only be compared there always are others.
	if (!ready.order.nameable || others.length + deleted.length === 0) return 'none';
	if (!ready.order.returnExisting || others.length !== 1) return 'several';
	learned.object = others[0]!.object;
	return 'existing';
}

/** What a lookup tells of an order that was rejected and made nothing: what exists instead. */
function judgeRefused(learned: Learned, { fresh, others }: Findings): Found {
	const existing = [...fresh, ...others];
	if (existing.length === 0) return 'none';
	if (existing.length > 1 || !existing[0]!.name) return 'several';
	learned.object = existing[0]!.object;
	return 'existing';
}

/** Whether what is new may also be what another lost order made, or one that is under way. */
function hasRival({ item, memory, recent, key, kin, left, lookedAt }: Ready): boolean {
	return (
		item.api.recent.hasRival(recent, lookedAt) ||
		(left === 'execution' && memory.hasRival({ key, kin }))
	);
}
