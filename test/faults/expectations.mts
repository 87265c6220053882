import { expect } from '@jest/globals';

import { keyOfOrder } from '../emulator/index.mts';
import type { Outcome } from '../harness/engine.mts';
import { faults } from './faultKinds.mts';
import { actions, flawless, MAX_RETRIES, type Case, type Trace } from './matrix.mts';

/* What a run has to leave behind, by what went wrong. */

export function expectOneScheme({ scheme }: Case, { requests }: Trace) {
	for (const { headers } of requests) {
		expect([headers.authorization, headers['x-auth-email'], headers['x-auth-key']]).toEqual(
			scheme.scheme === 'apiToken'
				? [`Bearer ${scheme.apiToken}`, undefined, undefined]
				: [undefined, scheme.email, scheme.apiKey],
		);
	}
}

const count = ({ requests }: Trace, method: string) =>
	requests.filter((request) => request.method === method).length;

/** Reads, replacements and deletes. */
export function expectRepeated(one: Case, trace: Trace) {
	const { meaning, fault } = faults[one.faultName]!;
	const { method, anyObject, readsFirst = 0 } = trace.attempt;
	const repeatable = meaning === 'lost' || meaning === 'limited';
	const passedOn = anyObject === true && JSON.stringify(fault.body) === '{}';

	// What is struck for all requests does not get to the second kind.
	const readOnly = readsFirst > 0 && one.strike === 'for all requests';
	const struck = readOnly ? 'GET' : method;
	expect(count(trace, struck)).toBe(repeatable ? 1 + MAX_RETRIES : 1);
	expect(trace.requests).toHaveLength(count(trace, struck) + (readOnly ? 0 : readsFirst));
	expect(trace.orders).toEqual([]);
	if (repeatable && one.strike.startsWith('once')) expectFlawless(one, trace);
	else if (!passedOn) expectSaid(one, trace);
	else expect(trace.outcome.error).toBeUndefined();

	// An empty object is an answer that a service may give; otherwise what is said to be deleted is.
	if (method === 'DELETE' && !trace.outcome.error && !passedOn) {
		const { name, id } = trace.outcome.items[0]!.json;
		expect(trace.standing).not.toContain(name ?? id);
	}
}

/** Check Only: never a write, and never a green light for what could not be read. */
export function expectChecked(one: Case, trace: Trace) {
	const { meaning, fault } = faults[one.faultName]!;
	expect(count(trace, 'GET')).toBe(trace.requests.length);
	expect(trace.orders).toEqual([]);
	const repeatable = meaning === 'lost' || meaning === 'limited';
	if (repeatable && one.strike.startsWith('once')) expectFlawless(one, trace);
	else if (trace.outcome.error) expectSaid(one, trace);
	else {
		expect(fault.body).toEqual({});
		expect(trace.outcome.items[0]!.json.ok).not.toBe(true);
	}
}

/** A create whose answer is lost or of no use. */
function expectLostOrder(one: Case, trace: Trace) {
	const { orders, outcome } = trace;
	const { provable } = trace.attempt;
	const lookups = 'GET GET';
	if (hasActed(one)) {
		expect(count(trace, 'POST')).toBe(1);
		expect(orders).toHaveLength(1);
		expect(nameIn(trace)).toBe(keyOfOrder(orders[0]!));
		expectFlawless(one, trace);
		expect(outcome.hints).toHaveLength(1);
		expect(outcome.hints[0]).toContain(
			`a lookup found what was ${orderedIn(one)}: '${String(nameIn(trace))}'`,
		);
	} else if (provable && one.strike.startsWith('once')) {
		expect(methodsOf(trace)).toBe(`GET POST ${lookups} POST`);
		expect(orders).toHaveLength(1);
		expectFlawless(one, trace);
	} else {
		expect(methodsOf(trace)).toBe(
			provable ? `GET POST ${lookups} POST ${lookups}` : `GET POST ${lookups}`,
		);
		expect(orders).toEqual([]);
		expectSaid(one, trace);
		const next = one.operation.endsWith('upsert')
			? 'Run it again: that is safe'
			: 'Return Existing';
		expect(saidIn(trace)).toMatch(
			provable
				? new RegExp(`was probably not (placed|created).*${next}`, 's')
				: /could not be confirmed.*was not sent again.*Check in Google Cloud/s,
		);
	}
}

function expectLimitedOrder(one: Case, trace: Trace) {
	if (one.strike.startsWith('once')) {
		expect(methodsOf(trace)).toBe('GET POST POST');
		expect(trace.orders).toHaveLength(1);
		expectFlawless(one, trace);
	} else {
		expect(count(trace, 'POST')).toBe(1 + MAX_RETRIES);
		expectSaid(one, trace);
	}
}

function expectRefusedOrder(one: Case, trace: Trace) {
	const { status = 0 } = faults[one.faultName]!.fault;
	const [order] = trace.orders;
	expect(count(trace, 'POST')).toBe(1);
	expect(trace.orders).toHaveLength(hasActed(one) ? 1 : 0);
	// What exists in spite of it is what "Create or Update" wants.
	if (one.operation.endsWith('upsert') && hasActed(one) && status !== 401) {
		const { upserted } = trace.outcome.items[0]!.json;
		expect([nameIn(trace), upserted]).toEqual([keyOfOrder(order!), 'unchanged']);
		return;
	}
	expectSaid(one, trace);
	// What stands there in spite of it is named.
	if (hasActed(one) && trace.attempt.provable && [400, 409, 422].includes(status)) {
		expect(saidIn(trace)).toContain(`'${keyOfOrder(order!)}'`);
	}
}

const hasActed = ({ strike, faultName }: Case) =>
	strike.endsWith('acted') || faults[faultName]!.fault.delay !== undefined;
/** What messages say of what was made. */
const orderedIn = ({ operation }: Case) =>
	operation.startsWith('magicRoute') ? 'created' : 'ordered';
const methodsOf = ({ requests }: Trace) => requests.map(({ method }) => method).join(' ');
const nameIn = ({ outcome }: Trace) => outcome.items[0]?.json.name ?? outcome.items[0]?.json.id;
const saidIn = ({ outcome: { error } }: Trace) => `${error?.message}\n${error?.description}`;

/** Creates: at most one order, never sent again before two look-ups found nothing. */
export function expectOneOrder(one: Case, trace: Trace) {
	// What exists before is read first.
	expect(methodsOf(trace)).toMatch(/^GET\b/);
	if (one.strike === 'for all requests') {
		expect(count(trace, 'POST')).toBe(0);
		expectSaid(one, trace);
		expect(saidIn(trace)).toMatch(/^The (order|route) was not sent: .*could not be read\./s);
		expect(trace.outcome.error!.context.outcome).toBe('notSent');
		return;
	}
	switch (faults[one.faultName]!.meaning) {
		case 'lost':
		case 'useless':
			return expectLostOrder(one, trace);
		case 'limited':
			return expectLimitedOrder(one, trace);
		case 'refused':
			return expectRefusedOrder(one, trace);
	}
}

/** As if nothing had gone wrong. */
export function expectFlawless(
	{ operation, variant }: Pick<Case, 'operation' | 'variant'>,
	{ outcome }: Trace,
) {
	expect(outcome.error).toBeUndefined();
	const { items } = flawless.get(`${operation} ${variant}`)!;
	expect(items).toHaveLength(1);
	// When it was made, or how long it took, is the only difference.
	const timeless = ({ json, pairedItem }: Outcome['items'][number]) => {
		const { created_on, modified_on, waitedSeconds, ...rest } = json;
		return { json: rest, pairedItem };
	};
	expect(outcome.items.map(timeless)).toEqual(items.map(timeless));
}

/** What a headline begins with: the reason, which is all that a model reads. */
const reasons = [
	"Cloudflare can't read the credential",
	'Cloudflare does not know the credential',
	"Cloudflare's rate limit is exhausted",
	"Cloudflare's response doesn't say what happened",
	"Cloudflare's response is a redirect",
	"Cloudflare's service is not available right now",
	'Conduit',
	'It conflicts with what exists',
	'No response from',
	'Not found in this account',
	'Prefix',
	'Slot',
	'Something still depends on it',
	'The credential has no access',
	'The order',
	'The route',
	"The response can't be read",
	'The response is too large',
];

/** A message that says what happened to which item, in the service's own words, and how to go on. */
function expectSaid({ operation, faultName }: Case, { attempt, outcome, requests }: Trace) {
	const { words = '', fault } = faults[faultName]!;
	expect(outcome.items).toEqual([]);
	const error = outcome.error!;
	const { message, description } = error;
	expect(message).toMatch(
		new RegExp(`^(${reasons.join('|')}|Cloudflare rejected '${actions.get(operation)}')`),
	);
	// There is only one.
	expect(message).not.toContain('item 0');
	expect(error.context.itemIndex).toBe(0);
	const all = `${message} ${description}`;
	expect(all).toContain(words);
	if (fault.status !== undefined && !fault.truncate && !fault.broken) {
		const rays = requests.filter(({ method }) => method === attempt.method).map(({ ray }) => ray);
		// Where the request was not sent, it is what it reads before that was answered.
		if (rays.length === 0) rays.push(...requests.map(({ ray }) => ray));
		expect(rays.filter((ray) => all.includes(ray))).toHaveLength(1);
		expect(all).toMatch(new RegExp(`\\bHTTP ${fault.status}\\b`));
		if (error.name === 'NodeApiError') expect(error.httpCode).toBe(String(fault.status));
	}
	expect(description).toMatch(
		/\b(Check|Compare|Fill in|Find|Fix|Paste|Run|Test|Wait|check|run it again|turn on)\b.*\.$/,
	);
	const ours = all.replaceAll(words || '\0', '');
	expect(ours).not.toMatch(/error|problem|failure|mistake|undefined|null|NaN|\[object|  /i);
}
