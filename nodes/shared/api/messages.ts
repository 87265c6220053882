import { duration, type WaitTooLong } from './pacer';
import { MAX_ANSWER, rayOf } from './refusal';
import { raySentence, unknownOutcome, type Asked } from './refusalMessages';
import type { NoAnswer } from './noAnswer';
import type { Answer } from './request';
import type { Subject } from './types';

/** A headline, what is known about it, and what to do next. */
export interface Message {
	message: string;
	description: string;
}

/** Says that an attempt before the rejected one may have been carried out. */
export function describeLostBefore({ message, description }: Message): Message {
	const before = 'The response to an earlier attempt was lost: that one may have been carried out.';
	return { message, description: `${before} ${description}` };
}

/** Puts a connection that gave no response into words. */
export function describeNoAnswer(
	{ message: reason, mayHaveArrived }: NoAnswer,
	host: string,
	{ effect, suffix = '' }: Asked,
): Message {
	return {
		message: `No response from ${host}: ${reason}${suffix}`,
		description: mayHaveArrived
			? `The connection to Cloudflare was lost.${unknownOutcome(effect)}`
			: "Nothing was sent. Check the network of n8n's host, and 'Base URL' of the credential.",
	};
}

/** Puts a success that can't be used (not what the API documents) into words. */
export function describeUnreadable(
	{ status, headers }: Pick<Answer, 'status' | 'headers'>,
	expected: string,
	{ effect, suffix = '' }: Asked,
): Message {
	return {
		message: `The response can't be read: it is not ${expected} (HTTP ${status})${suffix}`,
		description: `Check 'Base URL' of the credential: something other than Cloudflare's API may have responded.${unknownOutcome(effect)}${raySentence(rayOf(headers))}`,
	};
}

/** Puts a rate limit that leaves no request in time into words. Nothing was sent. */
export function describeWait(
	{ wait, use }: Pick<WaitTooLong, 'wait' | 'use'>,
	maxWait: number,
	{ asker, suffix = '' }: Subject,
): Message {
	const next =
		asker === 'picker'
			? 'Open the list again later.'
			: asker === 'trigger'
				? 'A poll is tried again by itself; an activation has to be repeated later.'
				: `The request would have waited longer than it may (${duration(maxWait)}, the option 'Max Wait' of the node). Run it again later, or let it wait longer.`;
	return {
		message: `Not sent: Cloudflare's rate limit leaves no request for ${duration(wait)}${suffix}`,
		description: use
			? `${use.used} of ${use.quota} requests are used: ${use.ours} by this n8n process, ${use.used - use.ours} by others, such as other workers, the dashboard or Terraform. ${next}`
			: next,
	};
}

/** Says where a request was not repeated although it could have been. */
export function describeRetries(
	{ message, description }: Message,
	{ retriesSpent }: { retriesSpent: boolean },
): Message {
	const spent = retriesSpent
		? ' It was not repeated, because too many requests with this credential have failed in the last minute.'
		: '';
	return { message, description: `${description}${spent}` };
}

/** Puts a response beyond all measure into words. */
export function describeTooLarge(
	{ status, headers, body }: Answer,
	{ effect, suffix = '' }: Asked,
): Message {
	return {
		message: `The response is too large: ${Math.round(body.length / 1_000_000)} MB, and more than ${MAX_ANSWER / 1_000_000} MB is not accepted (HTTP ${status})${suffix}`,
		description: `Check 'Base URL' of the credential: Cloudflare's API sends no such responses.${unknownOutcome(effect)}${raySentence(rayOf(headers))}`,
	};
}

/** Puts a listing that would never end into words. */
export function describeEndless(reason: string, { suffix = '' }: Subject): Message {
	return {
		message: `The listing would never end: ${reason}${suffix}`,
		description:
			"Nothing was returned. Run it again, or set 'Limit'; if it comes back, report it to Cloudflare's support.",
	};
}
