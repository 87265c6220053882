import { objectIn } from './answers';
import {
	describeLostBefore,
	describeNoAnswer,
	describeRetries,
	describeTooLarge,
	describeUnreadable,
	describeWait,
	type Message,
} from './messages';
import { NoAnswer } from './noAnswer';
import { WaitTooLong } from './pacer';
import { MAX_ANSWER, rayOf, readRefusal } from './refusal';
import { describeRefusal, mayBeDone, wasNotSent, type Asked } from './refusalMessages';
import type { LastAnswer } from './retry';
import type { ErrorFacts, Expected } from './types';

/** How a request ended: with what was expected, or with what to tell the user. */
export type Verdict<Value> = { value: Value } | Failed;

/** A request that did not end with what was expected. */
export interface Failed {
	message: Message;
	facts: ErrorFacts;
	/** Cloudflare's ID of the request. */
	ray?: string;
}

/**
 * Judges the response to the last attempt of a request.
 *
 * @param secrets what the service may echo and nobody may read
 */
export function judge<Value>(
	answer: LastAnswer,
	asked: Asked,
	{ expected, read }: Expected<Value>,
	secrets: Iterable<string>,
): Verdict<Value> {
	const { status, body, headers } = answer;
	const failed = (
		message: Message,
		outcome: ErrorFacts['outcome'],
		codes: number[] = [],
	): Failed => ({
		message: describeRetries(message, answer),
		facts: { outcome, httpStatus: status, codes },
		ray: rayOf(headers),
	});
	const succeeded = status >= 200 && status < 300;
	if (succeeded && body.length > MAX_ANSWER) {
		return failed(describeTooLarge(answer, asked), 'unknown');
	}
	if (succeeded && objectIn(body)?.success !== false) {
		const value = read(body);
		return value === undefined
			? failed(describeUnreadable(answer, expected, asked), 'unknown')
			: { value };
	}
	const refusal = readRefusal(answer, secrets);
	const message = describeRefusal(refusal, asked);
	if (mayBeDone(refusal, asked.effect)) return failed(message, 'unknown', refusal.codes);
	// What was rejected at last may have been carried out before.
	if (answer.lostBefore && asked.effect !== 'read') {
		return failed(describeLostBefore(message), 'unknown', refusal.codes);
	}
	return failed(message, wasNotSent(refusal) ? 'notSent' : 'refused', refusal.codes);
}

/**
 * Judges a request without a response.
 *
 * @param error why there is none: a NoAnswer, a WaitTooLong, or the cancel of a wait
 * @param maxWait milliseconds that it was allowed to wait
 */
export function judgeNoAnswer(
	error: unknown,
	asked: Asked,
	maxWait: number,
	baseUrl: string,
): Failed {
	if (error instanceof WaitTooLong) {
		return { message: describeWait(error, maxWait, asked), facts: { outcome: 'notSent' } };
	}
	// A request that was cut by the cancel is a NoAnswer; else it was still waiting for its turn.
	const lost = error instanceof NoAnswer ? error : new NoAnswer('it was cancelled', false);
	return {
		message: describeRetries(describeNoAnswer(lost, new URL(baseUrl).host, asked), lost),
		facts: { outcome: lost.mayHaveArrived ? 'unknown' : 'notSent' },
	};
}
