import { sleepUnlessAborted } from '../sleep';
import { WaitTooLong, type Pacer } from './pacer';
import { pauses } from './pauses';
import { NoAnswer } from './noAnswer';
import type { Answer } from './request';
import type { Effect, Limits } from './types';

/** The response to the last attempt. */
export interface LastAnswer extends Answer {
	/** Whether an attempt before it may have been carried out. */
	lostBefore: boolean;
	/** Whether it was not repeated because too many requests of late have failed. */
	retriesSpent: boolean;
}

/**
 * Sends a request and repeats it where that can do no harm: reads, replacements and deletes when the
 * outcome is not known; a create only when the service surely did not see it (429, or no connection).
 *
 * @param send sends the request once
 * @returns the answer to the last try; that of a 429 where the next one would have to wait too long
 * @throws NoAnswer or WaitTooLong of the last try
 */
export async function sendWithRetries(
	pacer: Pacer,
	effect: Effect,
	limits: Limits,
	send: () => Promise<Answer>,
): Promise<LastAnswer> {
	pacer.retries.begin(performance.now());
	/** An earlier try may have been carried out. */
	let lost = false;
	/** The last try was refused by the rate limit. */
	let limited: Answer | undefined;
	for (let retries = 0; ; retries++) {
		let answer: Answer | NoAnswer;
		try {
			answer = await pacer.inTurn(limitsNow(limits), send);
		} catch (error) {
			// What the service has said tells more than that it has to wait too long.
			if (limited && !lost && error instanceof WaitTooLong) return last(limited, lost);
			answer = noAnswer(error, lost);
		}
		if (effect === 'delete' && lost && !(answer instanceof NoAnswer) && answer.status === 404) {
			// What the lost try deleted is not there any more; what the answer says of it is of no use.
			return last({ ...answer, status: 204, body: Buffer.alloc(0) }, lost);
		}
		const again = retries < limits.maxRetries && hasTime(limits) && mayRepeat(effect, answer);
		limited = !(answer instanceof NoAnswer) && answer.status === 429 ? answer : undefined;
		// A 429 is a matter of the pacer alone.
		const spent = again && !limited && !pacer.retries.take(performance.now());
		if (!again || spent) {
			if (!(answer instanceof NoAnswer)) return last(answer, lost, spent);
			answer.retriesSpent = spent;
			throw answer;
		}
		lost ||= isUnknown(answer);
		// After a 429 the pacer knows how long to wait.
		if (!limited) {
			// A cancel ends the pause, and the pacer gives no further turn.
			await sleepUnlessAborted(pauseBefore(retries), limits.signal);
		}
	}
}

/** The limits of an attempt that begins now: where all attempts have to end by a time, less is left for the later ones. */
export function limitsNow(limits: Limits): Limits {
	const { endsAt = Infinity, timeout, maxWait } = limits;
	const left = Math.max(1, endsAt - performance.now());
	return { ...limits, timeout: Math.min(timeout, left), maxWait: Math.min(maxWait, left) };
}

const hasTime = ({ endsAt = Infinity }: Limits) => performance.now() < endsAt;

function last(answer: Answer, lostBefore: boolean, retriesSpent = false): LastAnswer {
	return { ...answer, lostBefore, retriesSpent };
}

function noAnswer(error: unknown, lost: boolean): NoAnswer {
	if (error instanceof NoAnswer) return error;
	// What was sent once must not be called not sent.
	if (lost) {
		const { message } = error as Error;
		throw new NoAnswer(`the response was lost, and it was not sent again: ${message}`, true);
	}
	throw error;
}

function mayRepeat(effect: Effect, answer: Answer | NoAnswer): boolean {
	if (answer instanceof NoAnswer) return effect !== 'create' || !answer.mayHaveArrived;
	if (answer.status === 429) return true;
	return effect !== 'create' && (answer.status === 408 || answer.status >= 500);
}

/**
 * Whether a try may have been carried out although its answer does not say so: no answer, a redirect,
 * a timeout, a gateway that takes us to have gone, or a fault of the service or the gateway in front of it.
 */
export function isUnknown(answer: Pick<Answer, 'status'> | NoAnswer): boolean {
	if (answer instanceof NoAnswer) return answer.mayHaveArrived;
	const { status } = answer;
	return status === 408 || status === 499 || status >= 500 || (status >= 300 && status < 400);
}

/** Exponential backoff with full jitter, in milliseconds. */
function pauseBefore(retries: number): number {
	return Math.random() * Math.min(pauses.longest, pauses.first * 2 ** retries);
}
