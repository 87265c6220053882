import type { Api, Params, Path, Query, Result } from './types';

/**
 * What a "Get Many" does: one result per object.
 *
 * @returns what to do for the item; reads "Return All" and "Limit" before it returns
 */
export function listingOf(
	api: Api,
	params: Params,
	path: Path,
	query: Query,
): () => Promise<Result[]> {
	const limit = params.flag('returnAll') ? undefined : params.count('limit');
	return async () => (await api.getAll(path, query, limit)).map((json) => ({ json }));
}
