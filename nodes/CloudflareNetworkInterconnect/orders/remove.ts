import type { IExecuteFunctions } from 'n8n-workflow';

import type { Path } from '../types';
import type { Item } from './item';
import type { Memory } from './memory';
import * as words from './words';

/**
 * Deletes an object. What an earlier try of "Retry On Fail" deleted is not asked for again, and what it may
 * have deleted counts as deleted where it is not found.
 *
 * @throws NodeApiError that says what is known and how to go on
 */
export async function remove(
	ctx: IExecuteFunctions,
	memory: Memory,
	{ api, account, action, item, signal }: Item,
	path: Path,
	label: string,
): Promise<void> {
	const key = [account, ...path].join(' ');
	const removal = { item, key, name: path.at(-1)!, label };
	const earlier = memory.findRemoval(item, key);
	if (earlier?.done) return;
	// Before it is sent: n8n runs nothing of the node after a cancel.
	memory.rememberRemoval({ ...removal, done: false });
	const tried = await api.delete(path);
	const gone = tried.outcome === 'refused' && tried.status === 404 && earlier !== undefined;
	if (tried.outcome === 'answered' || gone) {
		memory.rememberRemoval({ ...removal, done: true });
		return;
	}
	if (tried.outcome === 'refused' && !earlier) memory.forgetRemoval(item, key);
	if (tried.outcome === 'unknown' && signal?.aborted) {
		// n8n drops what the node gives now: its log is the only place left.
		ctx.logger.warn(`${action} for item ${item} ${words.cancelled(label)}`);
	}
	throw tried.error;
}
