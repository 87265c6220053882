import type { IDataObject } from 'n8n-workflow';

import type { Path } from '../../shared/api';
import type { Result } from './types';

/** One thing that was looked at before a write. */
export interface Check {
	/** Workflows branch on it: never changes. */
	check: string;
	/** Null where it can't be told, or where there is nothing to compare with. */
	ok: boolean | null;
	/** What was found, in words: what a person reads before approving. */
	message: string;
}

/** The write that a check stands for. */
export interface Write {
	method: 'POST' | 'PUT';
	/** Below the account. */
	path: Path;
	body: IDataObject;
}

/** Members of a body that nobody may read: an approval is sent by mail and chat. */
const SECRET_MEMBERS = ['md5_key', 'pairing_key'];

/**
 * The result of the option "Check Only". An operation reads its parameters as it does without the option, so that bad
 * input is rejected in the same way. Then it makes the reads that tell whether the write would succeed, and returns this
 * instead of sending the write.
 *
 * A check that can't be made because a read did not succeed is no result: the item fails as it does on any other read.
 *
 * @param write what would be sent; undefined where nothing would be, because what exists is what is wanted
 * @param checks in a fixed order, so that the results of two runs can be compared
 * @param existing the object that exists already; left out where there is none
 * @returns `ok` is false if any check is, else null if any is, else true
 */
export function checkResult(
	account: string,
	write: Write | undefined,
	checks: Check[],
	existing?: IDataObject,
): Result {
	const found = checks.map(({ ok }) => ok);
	return {
		json: {
			ok: found.includes(false) ? false : found.includes(null) ? null : true,
			wouldSend: write
				? {
						method: write.method,
						path: `/${['accounts', account, ...write.path].map(encodeURIComponent).join('/')}`,
						body: withoutSecrets(write.body),
					}
				: null,
			checks: checks.map((one) => ({ ...one })),
			...(existing && { existing: withoutSecrets(existing) }),
		},
		wroteNothing: true,
	};
}

/**
 * The check of what the n8n process knows.
 *
 * @param heldBack why it would not send the order now; undefined where it would
 * @param returnExisting whether the order looks for what an earlier one made before it sends anything
 */
export function openOrderCheck(heldBack: string | undefined, returnExisting: boolean): Check {
	const check = 'noOpenOrder';
	if (heldBack === undefined) {
		return { check, ok: true, message: 'This n8n process knows of no such order that is open.' };
	}
	return { check, ok: returnExisting ? null : false, message: `${heldBack}.` };
}

function withoutSecrets(body: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(body)
			.filter(([name]) => !SECRET_MEMBERS.includes(name))
			.map(([name, value]) => [name, isObject(value) ? withoutSecrets(value) : value]),
	);
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
