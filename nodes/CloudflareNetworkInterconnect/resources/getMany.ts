import type { Call, Path, Query, Result } from '../../shared/types';

/**
 * What a "Get Many" does: one result per object.
 *
 * @returns what to do for the item; reads "Return All" and "Limit" before it returns
 */
export function listingOf(
	{ api, params }: Call,
	path: Path,
	query: Query,
): () => Promise<Result[]> {
	const limit = params.flag('returnAll') ? undefined : params.count('limit');
	return async () => (await api.getAll(path, query, limit)).map((json) => ({ json }));
}

/**
 * A filter of a "Get Many". One that was added and is empty, as an expression may give it, is left out and that is
 * said: the listing is longer than whoever added it expects.
 *
 * @param name of the field in the collection "Filters"
 * @param read reads a filter that is not empty
 */
export function filterOf<Value>(
	{ params, hint }: Call,
	name: string,
	read: (name: string) => Value,
): Value | undefined {
	const path = `filters.${name}`;
	if (!params.has(path)) return undefined;
	const value = params.value(path) ?? '';
	if (typeof value !== 'string' || value.trim() !== '') return read(path);
	hint(`The filter '${params.label(path)}' is empty and was left out.`);
	return undefined;
}
