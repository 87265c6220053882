import type { IDataObject } from 'n8n-workflow';

import { objectIn, type Api, type Expected } from '../shared/api';
import type { Notification } from './changes';
import { fingerprint, type KnownHistory } from './memory';

/** How long entries may turn up late, in milliseconds: so much of the history is read again at each poll. */
const OVERLAP = 3_600_000;

/** The most entries that are asked for in a page. */
const PER_PAGE = 100;

/** Pages of one reading. */
const MAX_PAGES = 100;

/**
 * Reads the alerts that were sent since the last reading, and those of the hour before it: what is known already is told
 * from what turned up late by its ID.
 *
 * @param history where the last reading ended; undefined at the first one
 * @param at when this reading takes place, in milliseconds since the epoch: what is sent later is left to the next one,
 * so that the pages do not shift meanwhile
 * @throws Error where the history is longer than can be read in one poll
 */
export async function notificationsSince(
	api: Api,
	history: KnownHistory | undefined,
	at: number,
): Promise<Notification[]> {
	const since = new Date((history ? Date.parse(history.until) : at) - OVERLAP).toISOString();
	const before = new Date(at).toISOString();
	const found = new Map<string, Notification>();
	for (let number = 1; number <= MAX_PAGES; number++) {
		const query = { since, before, page: number, per_page: PER_PAGE };
		const { entries, pages } = await api.get(['alerting', 'v3', 'history'], {
			query,
			expect: historyPage,
		});
		const known = found.size;
		for (const entry of entries) {
			const { id } = entry;
			// Without an ID what it says tells it from others.
			const notification = { ...entry, id: typeof id === 'string' && id ? id : fingerprint(entry) };
			found.set(notification.id, notification as Notification);
		}
		const isLast = pages === undefined ? entries.length < PER_PAGE : number >= pages;
		if (isLast || found.size === known) return [...found.values()];
	}
	throw new Error(
		`The alert history has more than ${MAX_PAGES * PER_PAGE} new entries. Unpublish the workflow and publish it again: it then begins with what is sent from now on.`,
	);
}

/** A page of the history, and how many there are where the API tells. */
const historyPage: Expected<{ entries: IDataObject[]; pages?: number }> = {
	expected: 'a page of the alert history',
	read(body) {
		const { success, result, result_info: info } = objectIn(body) ?? {};
		const entries = result ?? [];
		if (success !== true || !Array.isArray(entries)) return undefined;
		const { total_pages: pages, total_count: count } = (info ?? {}) as Record<string, unknown>;
		return {
			entries: entries.filter(
				(entry): entry is IDataObject => typeof entry === 'object' && entry !== null,
			),
			pages:
				typeof pages === 'number'
					? pages
					: typeof count === 'number'
						? Math.ceil(count / PER_PAGE)
						: undefined,
		};
	},
};
