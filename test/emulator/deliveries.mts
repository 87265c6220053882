import axios from 'axios';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { accounts } from './accounts.mts';
import type { Alerting, Delivery, StoredWebhook } from './alerting.mts';
import type { HistoryEntry, Policy } from './alertingShapes.mts';
import { clock } from './clock.mts';

/** What Cloudflare sends to a webhook destination before it takes it. */
export const webhookTestMessage = {
	text: 'Hello World! This is a test message sent from https://cloudflare.com. If you can see this, your webhook is configured properly.',
} as const;

/** Something that Cloudflare notifies of; what is left out is chosen. */
export interface Alert {
	/** Default the main account. */
	account?: string;
	alertType: string;
	/** Default a sentence that names the alert type. */
	text?: string;
	/** Default empty. */
	data?: Record<string, unknown>;
	/** What the filters of policies are compared with, e.g. `{ airport_code: 'AMS' }`. Default nothing: a filter other than `slo` keeps it out. */
	about?: Record<string, string>;
	/** Default `ALERT_STATE_EVENT_START`. */
	event?: string;
	/** The same for all notifications of an alert. Default one that no other has. */
	correlationId?: string;
	/** Milliseconds since the epoch. Default now. */
	time?: number;
	/** Members that the notification goes out without. */
	leftOut?: ('account_id' | 'alert_type' | 'policy_id')[];
}

// Assumed: Redirects of webhooks are not followed.
const client = axios.create({
	proxy: false,
	maxRedirects: 0,
	timeout: 10_000,
	responseType: 'text',
	transformResponse: (text: unknown) => text,
	validateStatus: () => true,
	// A connection that stays open would keep the receiver's server from closing.
	httpAgent: new Agent({ keepAlive: false }),
	httpsAgent: new HttpsAgent({ keepAlive: false }),
});

/** Whether a receiver took what it was sent. */
export function isTaken({ status }: Delivery): boolean {
	return status !== null && status >= 200 && status < 300;
}

/** Sends the test message to a destination, which need not be stored yet, and records what comes back. */
export async function deliverTest(alerting: Alerting, stored: StoredWebhook): Promise<Delivery> {
	// Assumed: The test message carries the secret, and is sent after a change too, which keeps a secret that it
	//   leaves out; 17000 where it is not taken.
	return await post(alerting, stored, { kind: 'test', body: webhookTestMessage });
}

/**
 * Notifies of an alert: every destination of every enabled policy that asks for it, all at the same moment.
 *
 * @param nextId gives another identifier each time
 * @returns what was sent to webhooks, and what they answered
 */
export async function deliverAlert(
	alerting: Alerting,
	alert: Alert,
	nextId: () => string,
): Promise<Delivery[]> {
	const { account = accounts.main.id, time = clock.now() } = alert;
	const common = { ...alert, time, correlationId: alert.correlationId ?? randomUUID() };
	const sent: Promise<Delivery>[] = [];
	for (const { account: owner, policy } of alerting.policies.values()) {
		if (owner !== account || !asksFor(policy, alert)) continue;
		const body = notification(account, policy, common);
		const { webhooks = [], email = [] } = policy.mechanisms;
		const inHistory = (mechanism_type: 'email' | 'webhook', mechanism: string) => {
			const entry = entryFor(policy, common, { mechanism_type, mechanism });
			alerting.history.push({ account, entry: { id: nextId(), ...entry } });
		};
		for (const { id = '' } of email) inHistory('email', id);
		for (const { id = '' } of webhooks) {
			inHistory('webhook', id);
			const stored = alerting.webhooks.get(id);
			if (!stored) continue;
			sent.push(post(alerting, stored, { kind: 'alert', policyId: policy.id, body }));
		}
	}
	return await Promise.all(sent);
}

function asksFor({ alert_type, enabled, filters = {} }: Policy, alert: Alert): boolean {
	if (!enabled || alert_type !== alert.alertType) return false;
	return Object.entries(filters).every(
		([key, values]) => key === 'slo' || values.includes(alert.about?.[key] ?? ''),
	);
}

/** The body of a notification, as Cloudflare documents it. */
function notification(
	account: string,
	policy: Policy,
	alert: Alert & { time: number; correlationId: string },
): Record<string, unknown> {
	const body: Record<string, unknown> = {
		name: policy.name,
		text: textOf(alert),
		data: alert.data ?? {},
		ts: Math.floor(alert.time / 1000),
		account_id: account,
		policy_id: policy.id,
		policy_name: policy.name,
		alert_type: policy.alert_type,
		alert_correlation_id: alert.correlationId,
		alert_event: alert.event ?? 'ALERT_STATE_EVENT_START',
	};
	for (const member of alert.leftOut ?? []) delete body[member];
	return body;
}

const textOf = ({ alertType, text }: Alert) => text ?? `Something happened: ${alertType}`;

function entryFor(
	policy: Policy,
	alert: Alert & { time: number },
	mechanism: Pick<HistoryEntry, 'mechanism' | 'mechanism_type'>,
): Omit<HistoryEntry, 'id'> {
	// Assumed: The `mechanism` of an entry of the history is the identifier of the webhook, and its `alert_body` the
	//   text.
	return {
		alert_body: textOf(alert),
		alert_type: policy.alert_type,
		description: policy.description ?? '',
		...mechanism,
		name: policy.name,
		policy_id: policy.id,
		sent: new Date(alert.time).toISOString(),
	};
}

async function post(
	alerting: Alerting,
	{ account, secret, webhook }: StoredWebhook,
	message: Pick<Delivery, 'kind' | 'policyId' | 'body'>,
): Promise<Delivery> {
	const { id: webhookId, url } = webhook;
	const time = clock.now();
	const headers = secret === undefined ? {} : { 'cf-webhook-auth': secret };
	const { status, answer } = await client.post<string>(url, message.body, { headers }).then(
		({ status, data }) => ({ status, answer: data }),
		() => ({ status: null, answer: '' }),
	);
	const delivery: Delivery = { ...message, account, webhookId, url, status, answer, time };
	alerting.deliveries.push(delivery);
	webhook[isTaken(delivery) ? 'last_success' : 'last_failure'] = new Date(time).toISOString();
	return delivery;
}
