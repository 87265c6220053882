import type { IDataObject } from 'n8n-workflow';

import type { PolicyWanted } from './settings';

/* What a notification policy, as Cloudflare lists it, does. */

/** Whether a policy still does what it was made for: somebody may have changed it at Cloudflare. */
export function isInForce(
	{ enabled, alert_type: alertType, mechanisms, filters }: IDataObject,
	wanted: PolicyWanted,
	destination: string,
): boolean {
	const { webhooks } = (mechanisms ?? {}) as { webhooks?: Array<{ id?: string }> | null };
	const now = (filters ?? {}) as Record<string, unknown>;
	return (
		enabled === true &&
		alertType === wanted.alertType &&
		(webhooks ?? []).some(({ id }) => id === destination) &&
		Object.entries(wanted.filters ?? {}).every(([name, values]) => isSameSet(now[name], values))
	);
}

/** Whether two lists have the same values, in any order; of what is no list nobody can tell. */
function isSameSet(now: unknown, values: unknown): boolean {
	if (!Array.isArray(now) || !Array.isArray(values)) return true;
	const sorted = (list: unknown[]) => JSON.stringify([...list].map(String).sort());
	return sorted(now) === sorted(values);
}

/** Whether a policy notifies nobody but these destinations: nobody misses it when they are gone. */
export function notifiesOnly({ mechanisms }: IDataObject, destinations: string[]): boolean {
	const all = Object.values((mechanisms ?? {}) as Record<string, Array<{ id?: string }> | null>);
	const ids = all.flatMap((receivers) => (receivers ?? []).map(({ id }) => String(id)));
	return ids.length > 0 && ids.every((id) => destinations.includes(id));
}
