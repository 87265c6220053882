import { randomBytes } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import {
	apiFor,
	describedMore,
	identifiedBy,
	operationError,
	resultList,
	type Api,
	type Attempt,
	type Path,
} from '../shared/api';
import { accountOf } from '../shared/params/account';
import { isInForce, notifiesOnly } from './policies';
import { isLoopback, whyUnreachable } from './publicUrl';
import {
	readRegistration,
	sha256,
	slotOf,
	writeRegistration,
	type Registration,
} from './registration';
import { paramsOf, policiesWanted, type PolicyWanted } from './settings';

const DESTINATIONS = ['alerting', 'v3', 'destinations', 'webhooks'];
const POLICIES = ['alerting', 'v3', 'policies'];

/** Of each request, in milliseconds. Data, so that a test can compare them. */
export const LIMITS = { timeout: 30_000, maxRetries: 3, maxWait: 60_000 };

const REGISTER = { action: 'Register alert webhook', asker: 'trigger' } as const;
const REMOVE = { action: 'Remove alert webhook', asker: 'trigger' } as const;

/** Letters of a workflow's name that go into the names at Cloudflare. */
const NAME_LENGTH = 80;

/** What a subscription is made of and with. */
interface Subscription {
	/** Of the account that the node names. */
	api: Api;
	account: string;
	/** The API of another account, to remove what was registered there. */
	inAccount(account: string): Api;
	/** The address that Cloudflare is to call. */
	url: string;
	policies: PolicyWanted[];
	/** Tells this subscription from one with other settings. */
	wanted: string;
}

/**
 * Whether the subscription that n8n has stored is complete at Cloudflare, with the address and the settings of now.
 *
 * @throws NodeApiError where Cloudflare can't be asked
 */
export async function isSubscribed(ctx: IHookFunctions): Promise<boolean> {
	const stored = readRegistration(ctx.getWorkflowStaticData('node'), slotOf(ctx.getMode()));
	const { api, url, wanted, policies } = await subscriptionOf(ctx);
	if (stored?.url !== url || stored.wanted !== wanted) return false;
	const destinations = await destinationsAt(api, url);
	const listed = await api.get(POLICIES, { expect: resultList });
	return (
		destinations.length === 1 &&
		destinations[0] === stored.destinationId &&
		policies.every((policy, at) => {
			const found = listed.find(({ id }) => id === stored.policyIds[at]);
			return found !== undefined && isInForce(found, policy, stored.destinationId);
		})
	);
}

/**
 * Registers a webhook destination with a secret of its own, and a policy for each alert type. What an earlier registration
 * of the same address left is removed first, since its secret can't be read back.
 *
 * @throws NodeApiError or NodeOperationError; what was made by then is removed again
 */
export async function subscribe(ctx: IHookFunctions): Promise<void> {
	const { api, account, inAccount, url, policies, wanted } = await subscriptionOf(ctx);
	const stored = ctx.getWorkflowStaticData('node');
	const slot = slotOf(ctx.getMode());
	const earlier = readRegistration(stored, slot);
	if (earlier && earlier.account !== account) {
		// The credential may have lost its access to that account; what is left there gets no answer but 401.
		await removeAll(inAccount(earlier.account), url, earlier).catch((error: Error) => {
			ctx.logger.warn(
				`The alert webhook in account ${earlier.account} could not be removed: ${error.message}. Delete the webhook for ${earlier.url} and its policies there, in the Cloudflare dashboard under Notifications.`,
			);
		});
	}
	await removeAll(api, url, earlier);
	writeRegistration(stored, slot, undefined);

	const secret = randomBytes(32).toString('hex');
	api.conceal([secret]);
	const registration: Registration = {
		url,
		account,
		secretHash: sha256(secret),
		destinationId: '',
		policyIds: [],
		wanted,
	};
	try {
		registration.destinationId = await makeDestination(api, url, secret, nameFor(ctx));
		for (const policy of policies) {
			registration.policyIds.push(await makePolicy(api, registration, policy, nameFor(ctx)));
		}
	} catch (error) {
		throw await withoutTraces(api, registration, error as Error);
	}
	writeRegistration(stored, slot, registration);
}

/**
 * Removes exactly what `subscribe` made; what is gone already counts as removed. The parameters matter only where n8n has
 * lost what it stored: whatever an expression returns by now, what is registered goes.
 */
export async function unsubscribe(ctx: IHookFunctions): Promise<void> {
	const stored = ctx.getWorkflowStaticData('node');
	const slot = slotOf(ctx.getMode());
	const earlier = readRegistration(stored, slot);
	const credential = await apiFor(ctx);
	const account = earlier?.account ?? accountOf(paramsOf(ctx), credential.accountId);
	await removeAll(credential.account(account, REMOVE, LIMITS), urlOf(ctx), earlier);
	writeRegistration(stored, slot, undefined);
}

async function subscriptionOf(ctx: IHookFunctions): Promise<Subscription> {
	const credential = await apiFor(ctx);
	const params = paramsOf(ctx);
	const account = accountOf(params, credential.accountId);
	const policies = policiesWanted(params);
	const url = urlOf(ctx);
	const why = isLoopback(credential.baseUrl) ? undefined : whyUnreachable(url);
	if (why) {
		throw operationError(ctx.getNode(), `Cloudflare can't reach n8n: its address ${url} ${why}`, {
			outcome: 'notSent',
			description:
				"Nothing was registered. Set n8n's environment variable WEBHOOK_URL to the public https address that n8n is reached at, restart n8n, and activate the workflow again.",
		});
	}
	return {
		api: credential.account(account, REGISTER, LIMITS),
		account,
		inAccount: (id) => credential.account(id, REMOVE, LIMITS),
		url,
		policies,
		wanted: sha256(JSON.stringify([account, policies])),
	};
}

function urlOf(ctx: IHookFunctions): string {
	return ctx.getNodeWebhookUrl('default') ?? '';
}

function nameFor(ctx: IHookFunctions): string {
	const { name = '', id = '' } = ctx.getWorkflow();
	return `n8n: ${[...name].slice(0, NAME_LENGTH).join('')} (${id})`;
}

async function makeDestination(
	api: Api,
	url: string,
	secret: string,
	name: string,
): Promise<string> {
	const attempt = await api.post(
		DESTINATIONS,
		{ name, url, secret },
		{ expect: identifiedBy('id') },
	);
	// Where the response was lost, what has this address now was made with this secret: all others were removed before.
	return await idOf(attempt, async () => (await destinationsAt(api, url))[0], whyTestFailed);
}

async function makePolicy(
	api: Api,
	{ destinationId }: Registration,
	{ alertType, filters }: PolicyWanted,
	name: string,
): Promise<string> {
	const body: IDataObject = {
		name: `${name}: ${alertType}`,
		enabled: true,
		alert_type: alertType,
		mechanisms: { webhooks: [{ id: destinationId }] },
		...(filters && { filters }),
	};
	const attempt = await api.post(POLICIES, body, { expect: identifiedBy('id') });
	return await idOf(attempt, async () => {
		const policies = await api.get(POLICIES, { expect: resultList });
		const made = policies.find(
			(one) => one.alert_type === alertType && notifiesOnly(one, [destinationId]),
		);
		return made?.id as string | undefined;
	});
}

/**
 * @param look finds what was made, where the response does not tell
 * @param describe says more about why it was rejected
 */
async function idOf(
	attempt: Attempt<IDataObject>,
	look: () => Promise<string | undefined>,
	describe: (error: Error) => Error = (error) => error,
): Promise<string> {
	if (attempt.outcome === 'answered') return String(attempt.value.id);
	if (attempt.outcome === 'unknown') {
		const found = await look();
		if (found !== undefined) return found;
	}
	throw describe(attempt.error);
}

/** On creation Cloudflare sends a test message to the address, and takes only one that answers it. */
function whyTestFailed(error: Error): Error {
	if (!/webhook test failed/i.test(error.message)) return error;
	return describedMore(
		error,
		"Cloudflare sent a test message to n8n's address and got no answer: check that the address (n8n's environment variable WEBHOOK_URL) can be reached from the Internet, that its certificate is valid, and that no firewall or login stands in front of it.",
	);
}

/** Removes what was made before something went wrong. */
async function withoutTraces(api: Api, made: Registration, error: Error): Promise<Error> {
	try {
		await removeAll(api, made.url, made);
		return describedMore(error, 'What had been registered by then was removed again.');
	} catch {
		return describedMore(
			error,
			`What had been registered by then could not be removed: delete the webhook for ${made.url} and its policies in the Cloudflare dashboard under Notifications.`,
		);
	}
}

/** Removes the policies and destinations of an address, and those that n8n has stored. */
async function removeAll(api: Api, url: string, stored?: Registration): Promise<void> {
	const listed = await api.get(DESTINATIONS, { expect: resultList });
	const destinations = listed
		.filter((one) => one.url === url || one.id === stored?.destinationId)
		.map(({ id }) => String(id));
	if (destinations.length === 0 && !stored?.policyIds.length) return;
	const policies = (await api.get(POLICIES, { expect: resultList })).filter(
		(policy) => notifiesOnly(policy, destinations) || stored?.policyIds.includes(String(policy.id)),
	);
	for (const { id } of policies) await remove(api, [...POLICIES, String(id)]);
	for (const id of destinations) await remove(api, [...DESTINATIONS, id]);
}

/** The code of a webhook that is not there, which comes with HTTP 500 (observed by others). */
const GONE = 15000;

async function remove(api: Api, path: Path): Promise<void> {
	const attempt = await api.delete(path);
	if (attempt.outcome === 'answered') return;
	const { context, httpCode } = attempt.error as Error & {
		context?: { codes?: number[] };
		httpCode?: string | null;
	};
	if (httpCode === '404' || context?.codes?.includes(GONE)) return;
	if (httpCode !== '409') throw attempt.error;
	throw Object.assign(attempt.error, {
		description:
			"A notification policy of somebody else still uses n8n's webhook. Remove the webhook from that policy in the Cloudflare dashboard under Notifications, then try again.",
	});
}

/** IDs of the destinations with exactly this address: whoever stored them, they call this trigger. */
async function destinationsAt(api: Api, url: string): Promise<string[]> {
	const destinations = await api.get(DESTINATIONS, { expect: resultList });
	return destinations.filter((one) => one.url === url).map(({ id }) => String(id));
}
