import type { IDataObject } from 'n8n-workflow';

import type { Page, Query } from './types';

/** Objects asked for in one page of a listing. */
export const PAGE_SIZE = 100;

/** Pages in a row that bring nothing new, after which a listing is taken to never end. */
const MAX_STALE = 3;

/** Pages of one listing: a million objects. */
const MAX_PAGES = 10_000;

/**
 * Follows the integer cursor of a CNI listing.
 *
 * @param read reads one page
 * @param limit how many objects are wanted; all when undefined. Bounds the page size too.
 * @param endless what to throw when the listing would never end, with the reason to think so
 */
export async function readPages(
	read: (query: Query) => Promise<Page<IDataObject>>,
	query: Query,
	limit: number | undefined,
	endless: (reason: string) => Error,
): Promise<IDataObject[]> {
	const wanted = limit ?? Infinity;
	const found: IDataObject[] = [];
	const seen = new Set<number>();
	let cursor: number | undefined;
	let before = '[]';
	let stale = 0;
	do {
		const page = await read({
			...query,
			cursor,
			limit: Math.min(PAGE_SIZE, wanted - found.length),
		});
		// Not spread into one call: a service that ignores the limit may send more than that takes.
		for (const object of page.items) found.push(object);
		cursor = page.next ?? undefined;
		if (cursor !== undefined) {
			const content = JSON.stringify(page.items);
			stale = ['[]', before].includes(content) ? stale + 1 : 0;
			before = content;
			if (seen.has(cursor)) throw endless(`cursor ${cursor} came again`);
			if (stale >= MAX_STALE) throw endless(`${MAX_STALE} pages brought nothing new`);
			seen.add(cursor);
			if (seen.size >= MAX_PAGES) throw endless(`it has more than ${MAX_PAGES} pages`);
		}
	} while (cursor !== undefined && found.length < wanted);
	return found.slice(0, wanted);
}
