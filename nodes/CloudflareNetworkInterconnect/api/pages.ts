import type { IDataObject } from 'n8n-workflow';

import type { Page, Query } from '../types';

/** Objects asked for in one page of a listing. */
export const PAGE_SIZE = 100;

/** Empty pages in a row after which a listing is taken to never end. */
const MAX_EMPTY = 3;

/**
 * Follows the integer cursor of a CNI listing.
 *
 * @param read reads one page
 * @param limit how many objects are wanted; all when undefined. Bounds the page size too.
 * @param endless what to throw when the service hands out a cursor twice, or only empty pages
 */
export async function readPages(
	read: (query: Query) => Promise<Page<IDataObject>>,
	query: Query,
	limit: number | undefined,
	endless: (cursor: number) => Error,
): Promise<IDataObject[]> {
	const wanted = limit ?? Infinity;
	const found: IDataObject[] = [];
	const seen = new Set<number>();
	let cursor: number | undefined;
	let empty = 0;
	do {
		const page = await read({
			...query,
			cursor,
			limit: Math.min(PAGE_SIZE, wanted - found.length),
		});
		found.push(...page.items);
		cursor = page.next ?? undefined;
		if (cursor !== undefined) {
			empty = page.items.length === 0 ? empty + 1 : 0;
			if (seen.has(cursor) || empty >= MAX_EMPTY) throw endless(cursor);
			seen.add(cursor);
		}
	} while (cursor !== undefined && found.length < wanted);
	return found.slice(0, wanted);
}
