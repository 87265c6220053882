import type { IExecuteFunctions } from 'n8n-workflow';

import { operationError, type Path } from '../../shared/api';
import { suffixOf } from '../../shared/items';
import type { ExecutionMemory } from './executionMemory';
import { scopeOf } from './placing';
import { deleteChanged } from './repetitionMessages';
import type { Item } from './types';

/**
 * Deletes an object. What an earlier attempt of "Retry On Fail" deleted is not asked for again, and what it may
 * have deleted counts as deleted where it is not found.
 *
 * @throws NodeApiError or NodeOperationError that says what is known and what to do next
 */
export async function deleteOnce(
	ctx: IExecuteFunctions,
	memory: ExecutionMemory,
	{ api, account, item }: Item,
	path: Path,
	label: string,
): Promise<void> {
	const key = [account, ...path].join(' ');
	const removal = { item, key, name: path.at(-1)!, label };
	const earlier = memory.removalOfItem(item);
	if (earlier && earlier.key !== key) {
		const { message, description, outcome } = deleteChanged(earlier);
		throw operationError(ctx.getNode(), `${message}${suffixOf(ctx, item)}`, {
			description,
			itemIndex: item,
			outcome,
		});
	}
	if (earlier?.done) return;
	const mayBeGone = memory.hasOpenRemoval(key);
	// Before it is sent: n8n runs nothing of the node after a cancel.
	memory.rememberRemoval({ ...removal, done: false });
	const tried = await api.delete(path);
	const gone = tried.outcome === 'refused' && tried.status === 404 && mayBeGone;
	if (tried.outcome === 'answered' || gone) {
		memory.rememberRemoval({ ...removal, done: true });
		api.recent.deleted(scopeOf(account, path.slice(0, -1)), removal.name);
		return;
	}
	if (tried.outcome === 'refused' && !mayBeGone) memory.forgetRemoval(item, key);
	throw tried.error;
}
