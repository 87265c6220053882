import { timingSafeEqual } from 'crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readRegistration, sha256, slotOf } from './registration';
import { alertTypesOf, paramsOf } from './settings';

/** What Cloudflare sends on the creation of a destination begins with this, and has nothing beside it. */
const TEST_MESSAGE = 'Hello World! This is a test message sent from https://cloudflare.com.';

/**
 * Takes a delivery of Cloudflare. Every request is answered: whoever gets no answer sends again.
 *
 * @returns the notification as it came, or the answer to what starts no run
 */
export async function receive(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	const body: unknown = ctx.getBodyData();
	// Cloudflare tests the address before its secret is known here. It starts no run, so that anybody may send it.
	if (isTestMessage(body)) return accepted();
	const registration = readRegistration(ctx.getWorkflowStaticData('node'), slotOf(ctx.getMode()));
	if (!registration) {
		ctx.logger.warn(
			`A notification came before node '${ctx.getNode().name}' of workflow ${ctx.getWorkflow().id} was registered at Cloudflare. If n8n was killed while it published the workflow, unpublish and publish it again.`,
		);
		return answer(ctx, 503, 'The trigger is not registered yet');
	}
	const { 'cf-webhook-auth': secret } = ctx.getHeaderData() as Record<string, unknown>;
	if (!isSecret(secret, registration.secretHash)) {
		return answer(ctx, 401, 'The header cf-webhook-auth is missing or wrong');
	}
	if (!isNotification(body)) return answer(ctx, 400, 'This is not a notification of Cloudflare');
	const { alert_type: type } = body;
	const chosen: string[] = alertTypesOf(paramsOf(ctx));
	// One without a type may be of any: nothing is dropped that could be wanted.
	if (typeof type === 'string' && type !== '' && !chosen.includes(type)) return accepted();
	return { workflowData: [[{ json: body }]] };
}

/** A request that needs no run. */
function accepted(): IWebhookResponseData {
	return { webhookResponse: { received: true } };
}

function answer(ctx: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	ctx.getResponseObject().status(status).json({ message });
	// It has been answered here.
	return { noWebhookResponse: true };
}

/** Compared in constant time, so that nobody can guess it by how long it takes. */
function isSecret(secret: unknown, hash: string): boolean {
	return (
		typeof secret === 'string' &&
		timingSafeEqual(Buffer.from(sha256(secret), 'hex'), Buffer.from(hash, 'hex'))
	);
}

function isTestMessage(body: unknown): boolean {
	if (!isObject(body) || Object.keys(body).join() !== 'text') return false;
	return typeof body.text === 'string' && body.text.startsWith(TEST_MESSAGE);
}

/** Every notification has a text; the other members may be missing. */
function isNotification(body: unknown): body is IDataObject {
	if (!isObject(body)) return false;
	const { text, data } = body;
	return typeof text === 'string' || isObject(data);
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
