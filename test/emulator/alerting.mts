import { availableTypes, type AlertType } from './alertTypes.mts';
import type { CreatePolicy, Filters, HistoryEntry, Policy, Webhook } from './alertingShapes.mts';
import { clock } from './clock.mts';
import type { Entitlements } from './entitlements.mts';
import { alertingRefusal } from './refusals.mts';
import type { StoredMagicInterconnect } from './magicInterconnects.mts';

export interface StoredWebhook {
	account: string;
	webhook: Webhook;
	/** Goes out in the header `cf-webhook-auth`, and nowhere else. */
	secret: string | undefined;
}

export interface StoredPolicy {
	account: string;
	policy: Policy;
}

export interface StoredHistoryEntry {
	account: string;
	entry: HistoryEntry;
}

/** A message that the emulator sent to a webhook destination, and what came back. */
export interface Delivery {
	/** `test` where a destination was created or changed, `alert` where a policy asked for it. */
	kind: 'test' | 'alert';
	account: string;
	webhookId: string;
	/** Of the policy that asked for it. */
	policyId?: string;
	url: string;
	body: Record<string, unknown>;
	/** The status that was answered; null where nothing was. */
	status: number | null;
	/** The body that was answered, as text. */
	answer: string;
	time: number;
}

/** What the service knows of notifications. */
export class Alerting {
	readonly webhooks = new Map<string, StoredWebhook>();
	readonly policies = new Map<string, StoredPolicy>();
	/** In the order in which the entries came in, which need not be that of their times. */
	readonly history: StoredHistoryEntry[] = [];
	readonly deliveries: Delivery[] = [];

	clear(): void {
		this.webhooks.clear();
		this.policies.clear();
		this.history.length = 0;
		this.deliveries.length = 0;
	}
}

/** What a policy may select in its account. */
export interface Selectable {
	account: string;
	entitlements: Entitlements;
	webhooks: Iterable<StoredWebhook>;
	magicInterconnects: Iterable<StoredMagicInterconnect>;
}

/**
 * Checks what no schema can.
 *
 * @throws Refusal with the code that Cloudflare has been seen to answer
 */
export function checkPolicy(policy: CreatePolicy, selectable: Selectable): void {
	// Assumed: The statuses of refusals but for 500, and the codes 17001 (malformed), 17404 (does not exist) and 17409 (in
	//   use).
	// Observed: 17004 for an alert type that the account does not have, 17102 without a mechanism, 17103 without a
	//   required filter, 17003 for something that does not exist.
	const { alert_type, filters = {}, mechanisms } = policy;
	const type = availableTypes(selectable.entitlements).find((one) => one.type === alert_type);
	if (!type) throw alertingRefusal(400, 17004, `alert type ${alert_type} is not known`);
	if (Object.values(mechanisms).every((destinations) => destinations.length === 0)) {
		throw alertingRefusal(400, 17102, 'a mechanism is required');
	}
	for (const { key, required } of type.filters) {
		if (required && !filters[key]?.length) {
			throw alertingRefusal(400, 17103, `filters are required: ${key}`);
		}
	}
	checkFilters(type, filters, selectable);
	checkDestinations(mechanisms, selectable);
}

function checkFilters(type: AlertType, filters: Filters, selectable: Selectable): void {
	// Assumed: Which values filters take.
	const tunnels = [...selectable.magicInterconnects]
		.filter(({ account }) => account === selectable.account)
		.map(({ magic }) => magic);
	const known: { [Key in keyof Filters]?: string[] } = {
		tunnel_id: tunnels.map(({ id }) => id),
		tunnel_name: tunnels.map(({ name }) => name),
	};
	for (const [key, values] of Object.entries(filters) as [keyof Filters, string[]][]) {
		const option = type.filters.find((one) => one.key === key);
		if (!option) throw noSelection(`${type.type} has no filter ${key}`);
		for (const value of values) {
			const exists = known[key]?.includes(value) ?? option.form?.test(value) ?? true;
			if (!exists) throw noSelection(`${key} ${value}`);
		}
	}
}

function checkDestinations(mechanisms: CreatePolicy['mechanisms'], selectable: Selectable): void {
	const { email = [], pagerduty = [], webhooks = [] } = mechanisms;
	const known = [...selectable.webhooks]
		.filter(({ account }) => account === selectable.account)
		.map(({ webhook }) => webhook.id);
	for (const { id = '' } of webhooks) if (!known.includes(id)) throw noSelection(`webhook ${id}`);
	for (const { id = '' } of email) if (!id.includes('@')) throw noSelection(`email ${id}`);
	for (const { id } of pagerduty) throw noSelection(`pagerduty ${id}`);
}

function noSelection(what: string) {
	return alertingRefusal(400, 17003, `the selection does not exist: ${what}`);
}

/**
 * What the history shows of an account, newest first; of equal times what came in last.
 *
 * @param since entries after this time only, RFC 3339
 * @param before entries before this time only, RFC 3339
 */
export function historyOf(
	history: readonly StoredHistoryEntry[],
	account: string,
	{ since, before }: { since?: string; before?: string },
): HistoryEntry[] {
	// Assumed: The history is sorted newest first, `since` and `before` exclude their own moment, and pages have 5 to
	//   1,000 entries, 20 by default.
	const after = Math.max(since === undefined ? 0 : Date.parse(since), clock.now() - retention);
	const until = before === undefined ? Infinity : Date.parse(before);
	return history
		.filter((stored) => stored.account === account)
		.map(({ entry }) => ({ entry, time: Date.parse(entry.sent) }))
		.filter(({ time }) => time > after && time < until)
		.reverse()
		.sort((one, other) => other.time - one.time)
		.map(({ entry }) => entry);
}

/** How long Cloudflare keeps the history of an Enterprise account: 90 days, in milliseconds. */
const retention = 90 * 24 * 60 * 60 * 1000;
