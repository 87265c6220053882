import type { AvailableAlertListResponse } from 'cloudflare/resources/alerting/available-alerts';
import type {
	BaseWebhooks,
	WebhookCreateParams,
	Webhooks,
} from 'cloudflare/resources/alerting/destinations/webhooks';
import type { History } from 'cloudflare/resources/alerting/history';
import type {
	Policy as SdkPolicy,
	PolicyCreateParams,
	PolicyFilter,
} from 'cloudflare/resources/alerting/policies';
import { allOptional, identifier, object, text, texts } from './schemas.mts';

// Types and JSON schemas of notifications.

type Body<Params> = Omit<Params, 'account_id'>;

/** Of the SDK, where the shape and the client of destinations are one name. */
type SdkWebhook = Omit<Webhooks, keyof BaseWebhooks>;
/** A webhook destination as the API gives it: without its secret. */
export type Webhook = SdkWebhook & Required<Pick<SdkWebhook, 'id' | 'name' | 'url'>>;
export type CreateWebhook = Body<WebhookCreateParams>;
export type CreatePolicy = Omit<Body<PolicyCreateParams>, 'alert_type'> & { alert_type: string };
export type UpdatePolicy = Partial<CreatePolicy>;
export type Filters = PolicyFilter;
export type Policy = CreatePolicy &
	Required<Pick<SdkPolicy, 'id' | 'created' | 'modified'>> &
	Pick<SdkPolicy, 'filters' | 'mechanisms'>;
/** What was sent, by any mechanism. */
export type HistoryEntry = History & Required<Pick<History, 'id' | 'sent'>>;
/** The alert types that an account may use, by group. */
export type AlertGroups = AvailableAlertListResponse;

const mechanisms = { type: 'array', items: object({ id: text }) };
const policy = {
	name: text,
	description: { type: 'string' },
	enabled: { type: 'boolean' },
	alert_type: text,
	alert_interval: text,
	mechanisms: allOptional({ email: mechanisms, pagerduty: mechanisms, webhooks: mechanisms }),
	// Which of them an alert type has, the service looks up.
	filters: { type: 'object', additionalProperties: texts },
};
const webhook = { name: text, url: { type: 'string', pattern: '^https?://[^/]' }, secret: text };

export const params = {
	webhook: object({ account_id: identifier, webhook_id: identifier }),
	policy: object({ account_id: identifier, policy_id: identifier }),
};

const rfc3339 = { type: 'string', format: 'date-time' };

export const queries = {
	history: allOptional({
		before: rfc3339,
		since: rfc3339,
		page: { type: 'integer', minimum: 1 },
		per_page: { type: 'integer', minimum: 5, maximum: 1000 },
	}),
};

export const bodies = {
	webhook: object(webhook, ['secret']),
	createPolicy: object(policy, ['description', 'alert_interval', 'filters']),
	updatePolicy: allOptional(policy),
};

/** An alert delivered over HTTP, see `Alert` in deliveries.mts. */
export const alertBody = object(
	{
		account: identifier,
		alertType: text,
		text,
		data: { type: 'object' },
		about: { type: 'object', additionalProperties: text },
		event: text,
		correlationId: text,
		time: { type: 'integer' },
		leftOut: { type: 'array', items: { enum: ['account_id', 'alert_type', 'policy_id'] } },
	},
	['account', 'text', 'data', 'about', 'event', 'correlationId', 'time', 'leftOut'],
);

/** An entry of the history added over HTTP, see `HistorySeed` in seeds.mts. */
export const historyBody = allOptional({
	account: identifier,
	id: text,
	alert_body: { type: 'string' },
	alert_type: text,
	description: { type: 'string' },
	mechanism: text,
	mechanism_type: { enum: ['email', 'pagerduty', 'webhook'] },
	name: text,
	policy_id: text,
	sent: rfc3339,
});
