import type { Listed } from './state.mts';

/** The query that every CNI listing has. */
export interface PageQuery {
	cursor?: number;
	limit?: number;
}

/**
 * One page of a CNI listing.
 *
 * @param entries all that the caller may see and asked for, in their order
 * @param query `cursor` is the `next` of the page before
 * @param pageSize objects in a page where the query has no `limit`
 * @param answer makes of an entry what goes out
 * @returns the bare page; `next` is null at the end
 */
export function listPage<T extends Listed, A>(
	entries: T[],
	query: PageQuery,
	pageSize: number,
	answer: (entry: T) => A,
): { items: A[]; next: number | null } {
	const rest = entries.filter((entry) => entry.sequence >= (query.cursor ?? 0));
	const limit = query.limit ?? pageSize;
	return { items: rest.slice(0, limit).map(answer), next: rest[limit]?.sequence ?? null };
}
