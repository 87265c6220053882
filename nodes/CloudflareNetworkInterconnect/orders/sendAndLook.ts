import type { IDataObject } from 'n8n-workflow';

import { identifiedBy, type Attempt } from '../../shared/api';
import { sleepUnlessAborted } from '../../shared/sleep';
import type * as messages from './messages';
import type { Placing } from './placing';
import { advance, begin, type Ending, type OrderEvent, type Policy } from './transitions';
import type { Order } from './types';

/** How an order ended, and what is known of it. */
export interface Ended {
	as: Ending;
	/** How often this run sent it. */
	tries: number;
	/** The outcome of an attempt is unknown. */
	mayBePlaced: boolean;
	/** What it made, or what exists instead. */
	object?: IDataObject;
	/** What identifies everything that it may have made. */
	names: string[];
	/** The last refusal. */
	refusal?: Error;
	/** The last attempt of this run whose outcome is unknown. */
	lost?: messages.Lost;
	/** Whether a lookup proves that it made nothing. */
	provable: boolean;
}

/** What is learned of an order while it is sent and looked up. */
type Learned = Pick<Ended, 'object' | 'names' | 'refusal' | 'lost'>;

/**
 * Sends an order and looks what exists, as `transitions.ts` says, until its outcome is known or can't be.
 *
 * @param before names that existed before it was sent
 */
export async function sendAndLook(placing: Placing, before: string[]): Promise<Ended> {
	const { item, order, earlier } = placing;
	const { signal, maxRetries } = item;
	/** An earlier attempt of the execution sent it, and nobody knows what became of it. */
	const left = earlier !== undefined;
	const { nameable } = order;
	const policy: Policy = { maxRetries, nameable, provable: nameable && !left };
	const learned: Learned = { names: [] };
	let { progress, step } = begin(left);
	while (step.next !== 'end') {
		const event =
			step.next === 'send'
				? await send(placing, learned)
				: await look(placing, before, step.pause, learned);
		({ progress, step } = advance(progress, event, policy));
		if (signal?.aborted && progress.lost && step.next !== 'end') {
			step = { next: 'end', as: 'unknown' };
		}
	}
	const { tries, lost: mayBePlaced } = progress;
	return { ...learned, as: step.as, tries, mayBePlaced, provable: policy.provable };
}

async function send({ item: { api }, order }: Placing, learned: Learned): Promise<OrderEvent> {
	const attempt = await api.post(order.path, order.body, {
		expect: identifiedBy(order.identifier),
	});
	if (attempt.outcome === 'answered') learned.object = attempt.value;
	if (attempt.outcome === 'refused') learned.refusal = attempt.error;
	if (attempt.outcome === 'unknown') learned.lost = attempt;
	return eventOf(attempt);
}

function eventOf(attempt: Attempt<IDataObject>): OrderEvent {
	if (attempt.outcome === 'refused') return { happened: 'refused', status: attempt.status };
	return { happened: attempt.outcome };
}

/** @param pause in milliseconds; a cancel ends it, and the lookup then does not go out */
async function look(
	{ memory, item: { api, account, signal }, order, key }: Placing,
	before: string[],
	pause: number,
	learned: Learned,
): Promise<OrderEvent> {
	await sleepUnlessAborted(pause, signal);
	let listed: IDataObject[];
	try {
		listed = await api.getAll(order.path, {});
	} catch {
		return { happened: 'lookFailed' };
	}
	// Read anew: what other orders of the run have made meanwhile is not new any more.
	const { certain, names } = candidatesOf(order, listed, new Set(before));
	learned.object = certain;
	learned.names = names;
	// What is new may also be what another lost order made.
	const shared = !order.nameable && memory.hasUnknown(`${account} ${order.kind}`, key);
	if (certain !== undefined && names.length === 1 && !shared) {
		return { happened: 'looked', found: 'one' };
	}
	return { happened: 'looked', found: names.length > 0 ? 'several' : 'none' };
}

/**
 * @returns the only certain candidate, and what identifies all candidates: a listing that shifts between two pages
 * has an object twice, and one that lacks what identifies it can't be returned
 */
function candidatesOf(
	order: Order,
	listed: IDataObject[],
	before: Set<string>,
): { certain?: IDataObject; names: string[] } {
	const { certain, possible } = order.candidates(listed, before);
	const identified = ({ [order.identifier]: name }: IDataObject) =>
		typeof name === 'string' && name !== '';
	const names = [...certain, ...possible].map((object) =>
		identified(object) ? String(object[order.identifier]) : 'one without a name',
	);
	return { certain: certain.find(identified), names: [...new Set(names)] };
}
