import { monitorEventLoopDelay } from 'node:perf_hooks';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import {
	credentials,
	keyOfOrder,
	refusalEnvelope,
	startEmulator,
	type Credential,
	type Emulator,
	type Fault,
	type Order,
	type RequestRecord,
} from '../emulator/index.mts';
import { forgetOrdersAt, node, pauses, type Outcome } from '../harness/engine.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/** How long this process could not react, in nanoseconds. */
const stalls = monitorEventLoopDelay({ resolution: 1 });

// The service still acts on a request whose response comes too late: these are the node's own pauses, after which a
// lookup finds what was made.
Object.assign(pauses.lookUp, { first: 2000, longest: 30_000 });

/*
 * The fault matrix: every operation × everything that can go wrong × when it goes wrong × both schemes of
 * authentication. All of it runs before the first test, many at a time, since most of it is waiting; each test
 * then looks at what one run left behind.
 */

/** How an operation is tried. */
interface Attempt {
	parameters: INodeParameters;
	/** Of the request that does what the operation is for. */
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** A create that is told from a listing by what was ordered, so that it can be sent again. */
	provable?: true;
	/** How many reads there are before a replacement: of what it changes, and of what exists. */
	readsFirst?: number;
	/** Any JSON object is an answer, and the node passes it on. */
	anyObject?: true;
}

const read = (parameters: INodeParameters): Attempt => ({ parameters, method: 'GET' });
const readObject = (parameters: INodeParameters): Attempt => ({
	...read(parameters),
	anyObject: true,
});

const there = 'ams01-there';
const cniId = (emulator: Emulator) =>
	locator(emulator.addCni({ interconnect: there, conduitName: 'ams-there' }).id);
const slotId = ({ slots }: Emulator) => locator(slots.find(({ occupied }) => !occupied)!.id);
const magicInterconnectId = ({ magicInterconnects }: Emulator) =>
	locator(magicInterconnects[0]!.id!);
const magicRouteId = (emulator: Emulator) => locator(emulator.addRoute({ interconnect: there }).id);
/** The customer's end of a magic interconnect, as a route has it. */
function customerEnd(emulator: Emulator) {
	const { nexthop } = emulator.addRoute({ interconnect: there });
	return locator(nexthop, 'address');
}
const named = { interconnectName: locator(there, 'name') };

/** How each operation is tried, by resource and operation; a create has an entry for each type. */
const attempts: Record<string, Record<string, (emulator: Emulator) => Attempt>> = {
	'interconnect create': {
		direct: (emulator) => ({
			parameters: { type: 'direct', slotId: slotId(emulator) },
			method: 'POST',
			provable: true,
		}),
		gcp_partner: () => ({
			parameters: {
				type: 'gcp_partner',
				bandwidth: '1G',
				pairingKey: '123e4567-e89b-12d3-a456-426614174000/us-east4/1',
			},
			method: 'POST',
		}),
	},
	'interconnect delete': { any: () => ({ parameters: named, method: 'DELETE', anyObject: true }) },
	'interconnect downloadLoa': { any: () => ({ parameters: named, method: 'GET' }) },
	'interconnect get': { any: () => ({ parameters: named, method: 'GET', anyObject: true }) },
	'interconnect getAll': { any: () => ({ parameters: {}, method: 'GET' }) },
	'interconnect getDefaultLoaName': {
		any: () => ({ parameters: named, method: 'GET', anyObject: true }),
	},
	'cni create': {
		any: () => ({
			parameters: { ...named, conduitName: 'ams-new' },
			method: 'POST',
			provable: true,
		}),
	},
	'cni delete': {
		any: (emulator) => ({
			parameters: { cniId: cniId(emulator) },
			method: 'DELETE',
			anyObject: true,
		}),
	},
	'cni get': { any: (emulator) => readObject({ cniId: cniId(emulator) }) },
	'cni getAll': {
		any: (emulator) => {
			cniId(emulator);
			return read({});
		},
	},
	'cni update': {
		any: (emulator) => ({
			parameters: { cniId: cniId(emulator), updateFields: { mtu: 1400 } },
			method: 'PUT',
			readsFirst: 1,
		}),
	},
	'magicInterconnect get': {
		any: (emulator) => read({ magicInterconnectId: magicInterconnectId(emulator) }),
	},
	'magicInterconnect getAll': { any: () => read({}) },
	'magicInterconnect update': {
		any: (emulator) => ({
			parameters: {
				magicInterconnectId: magicInterconnectId(emulator),
				updateFields: { mtu: 1400 },
			},
			method: 'PUT',
		}),
	},
	'cni upsert': {
		create: () => ({
			parameters: { ...named, conduitName: 'ams-new' },
			method: 'POST',
			provable: true,
		}),
		update: (emulator) => {
			cniId(emulator);
			return {
				parameters: { ...named, conduitName: 'ams-there', mtu: 1400 },
				method: 'PUT',
				readsFirst: 2,
			};
		},
	},
	'magicRoute create': {
		any: (emulator) => ({
			parameters: { prefix: '198.51.100.0/24', nexthop: customerEnd(emulator) },
			method: 'POST',
			provable: true,
		}),
	},
	'magicRoute upsert': {
		create: (emulator) => ({
			parameters: { prefix: '198.51.100.0/24', nexthop: customerEnd(emulator) },
			method: 'POST',
			provable: true,
		}),
	},
	'magicRoute delete': {
		any: (emulator) => ({
			parameters: { magicRouteId: magicRouteId(emulator) },
			method: 'DELETE',
			anyObject: true,
		}),
	},
	'magicRoute get': { any: (emulator) => read({ magicRouteId: magicRouteId(emulator) }) },
	'magicRoute getAll': {
		any: (emulator) => {
			magicRouteId(emulator);
			return read({});
		},
	},
	'magicRoute update': {
		any: (emulator) => ({
			parameters: { magicRouteId: magicRouteId(emulator), updateFields: { priority: 7 } },
			method: 'PUT',
			readsFirst: 1,
		}),
	},
	'settings get': { any: () => readObject({}) },
	'settings update': {
		any: () => ({ parameters: { defaultAsn: 65001 }, method: 'PUT', anyObject: true }),
	},
	'slot get': { any: (emulator) => readObject({ slotId: slotId(emulator) }) },
	'slot getAll': { any: () => read({ limit: 1 }) },
	'interconnect getStatus': { any: () => ({ parameters: named, method: 'GET', anyObject: true }) },
	// The first look; what goes wrong with a later one is in test/action/waitForStatus.
	'interconnect waitForStatus': { any: () => ({ parameters: named, method: 'GET' }) },
};

/** Operations that are tried with `GET`. */
const reads = new Set(
	Object.keys(attempts).filter((operation) => /\b(get|download|wait)/.test(operation)),
);

/** What an answer tells of the request. */
type Meaning =
	/** Nothing: it may have been carried out. Whatever can be repeated without harm is. */
	| 'lost'
	/** Nothing either, and repeating it would not help. */
	| 'useless'
	/** Not carried out, but it will be another time. */
	| 'limited'
	/** Not carried out. */
	| 'refused';

interface Struck {
	meaning: Meaning;
	fault: Fault;
	/** The service's own words, which the message repeats. */
	words?: string;
}

const page =
	'<!DOCTYPE html><html><head><title>502: Bad gateway</title></head><body></body></html>';

const answer = (meaning: Meaning, status: number, body: unknown, words?: string): Struck => ({
	meaning,
	fault: { status, body },
	words,
});
const envelope = (status: number, code: number, message: string) =>
	answer('refused', status, refusalEnvelope({ code, message }), `code ${code}: ${message}`);

const broken = (meaning: Meaning, how: Fault['broken']): Struck => ({
	meaning,
	fault: { status: 200, body: { rest: 'x'.repeat(500) }, broken: how },
});

/** Everything that can go wrong. Where a redirect points to is filled in when it strikes. */
const faults: Record<string, Struck> = {
	'a dropped connection': { meaning: 'lost', fault: { drop: true } },
	'half an answer': {
		meaning: 'lost',
		fault: { status: 200, body: { rest: 'x'.repeat(500) }, truncate: true },
	},
	'a reset in the body': broken('lost', 'resetInBody'),
	'chunks without an end': broken('lost', 'chunksWithoutEnd'),
	'a body longer than announced': broken('lost', 'lengthTooShort'),
	'a half-closed connection': broken('lost', 'halfClosed'),
	'half of a compressed answer': broken('useless', 'gzipCut'),
	'an answer that comes too late': { meaning: 'lost', fault: { delay: 2200 } },
	'408 without a body': answer('lost', 408, ''),
	'500 with an object': answer('lost', 500, { error: 'Server Error' }, 'Server Error'),
	'502 with a page': answer('lost', 502, page, '502: Bad gateway'),
	'503 without a body': answer('lost', 503, ''),
	'504 with an errno name': answer('lost', 504, 'ECONNRESET upstream', 'ECONNRESET upstream'),
	'a redirect': answer('useless', 302, ''),
	'a permanent redirect': answer('useless', 308, ''),
	'200 with half a text': answer('useless', 200, '{"name": "ams01-1", "items": [{"na'),
	'200 with an empty object': answer('useless', 200, {}),
	'200 with a page': answer('useless', 200, page),
	'200 with more than 10 MB': answer('useless', 200, 'x'.repeat(10_000_001)),
	'429 with Retry-After': {
		meaning: 'limited',
		fault: {
			status: 429,
			headers: { 'retry-after': '1' },
			body: refusalEnvelope({ code: 971, message: 'Please wait' }),
		},
		words: 'code 971: Please wait',
	},
	'429 without a time to wait, and no other word of the limit': {
		meaning: 'limited',
		fault: {
			status: 429,
			headers: { 'retry-after': '0', ratelimit: null, 'ratelimit-policy': null },
			body: '',
		},
	},
	'429 until a time that is over, and two words of the limit': {
		meaning: 'limited',
		fault: {
			status: 429,
			headers: {
				'retry-after': 'Thu, 26 Nov 2020 10:00:00 GMT',
				ratelimit: ['"default";r=1000;t=1', '"burst";r=100;t=1'],
			},
			body: '',
		},
	},
	'400 with a text': answer('refused', 400, 'a problem with the slot', 'a problem with the slot'),
	'400 with an error chain': answer(
		'refused',
		400,
		refusalEnvelope({
			code: 6003,
			message: 'Invalid request headers',
			error_chain: [{ code: 6111, message: 'Invalid format' }],
		}),
		'code 6003, code 6111: Invalid request headers; Invalid format',
	),
	'401 without a body': answer('refused', 401, ''),
	'403 without permission': envelope(403, 9109, 'Unauthorized to access requested resource'),
	'403 without a known credential': envelope(403, 10000, 'Authentication error'),
	'404 with an object': answer('refused', 404, { error: 'none such' }, 'none such'),
	'409 with an errno name': answer('refused', 409, 'preexisting port', 'preexisting port'),
	'422 without a body': answer('refused', 422, ''),
};

/** Which requests a fault strikes, and whether the service has acted then. */
const strikes: Record<string, (method: string) => Partial<Fault>> = {
	'once before it acts': (method) => ({ method }),
	'once after it acted': (method) => ({ method, when: 'after' }),
	'always before it acts': (method) => ({ method, times: 99 }),
	'always after it acted': (method) => ({ method, times: 99, when: 'after' }),
	'for all requests': () => ({ times: 99 }),
};

interface Case {
	operation: string;
	variant: string;
	faultName: string;
	strike: string;
	scheme: Credential;
}

type Item = Outcome['items'][number];

/** What a run left behind. */
interface Trace {
	attempt: Attempt;
	outcome: Outcome;
	requests: RequestRecord[];
	orders: Order[];
	/** The names of all interconnects and the identifiers of all CNIs. */
	standing: string[];
}

const properties = node.description.properties;

/** Every operation that the node offers, with what messages call it. */
const actions = new Map(
	properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[]).map(({ value, action }): [string, string] => [
				`${String(displayOptions!.show!.resource![0])} ${value}`,
				action!,
			]),
		),
);

const schemes: Credential[] = [credentials.magicWanWrite, credentials.globalApiKey];
const MAX_RETRIES = 1;
const EMULATORS = 72;

/** What can strike an operation. */
function strikesOn(operation: string, faultName: string): string[] {
	return Object.keys(strikes).filter(
		(strike) =>
			// Reads make requests of one kind only.
			!(strike.startsWith('always') && reads.has(operation)) &&
			// After 429 the service has never acted: the gateway before it answers.
			!(strike.endsWith('acted') && faults[faultName]!.meaning === 'limited'),
	);
}

const cases = Object.entries(attempts).flatMap(([operation, variants]) =>
	Object.keys(variants).flatMap((variant) =>
		Object.keys(faults).flatMap((faultName) =>
			strikesOn(operation, faultName).flatMap((strike) =>
				schemes.map((scheme): Case => ({ operation, variant, faultName, strike, scheme })),
			),
		),
	),
);
const traces = new Map<Case, Trace>();
/** What each operation gives when nothing goes wrong. */
const flawless = new Map<string, Outcome>();
/** Where redirects point to. */
let elsewhere: Emulator;

async function attemptOn(
	emulator: Emulator,
	{ operation, variant, scheme }: Omit<Case, 'faultName' | 'strike'>,
	order?: (attempt: Attempt) => Fault,
): Promise<Trace> {
	emulator.reset();
	forgetOrdersAt(emulator.baseUrl);
	emulator.addInterconnect({ name: there });
	const attempt = attempts[operation]![variant]!(emulator);
	const fault = order?.(attempt);
	if (fault) emulator.fault(fault);
	const [resource, value] = operation.split(' ');
	const timeout = fault?.delay === undefined ? 20_000 : 1200;
	const outcome = await runOn(
		emulator,
		{
			...interconnect(value!, attempt.parameters),
			resource: resource!,
			options: { maxRetries: MAX_RETRIES, timeout },
		},
		{ credential: stored(emulator, scheme) },
	);
	return {
		attempt,
		outcome,
		requests: [...emulator.requests],
		orders: [...emulator.orders],
		standing: [
			...emulator.interconnects.map(({ name }) => name),
			...emulator.cnis.map(({ id }) => id),
			...emulator.magicRoutes.map(({ id }) => id),
		],
	};
}

beforeAll(async () => {
	elsewhere = await startEmulator();
	const emulators = await Promise.all(Array.from({ length: EMULATORS }, () => startEmulator()));
	for (const [operation, variants] of Object.entries(attempts)) {
		for (const variant of Object.keys(variants)) {
			const { outcome } = await attemptOn(emulators[0]!, {
				operation,
				variant,
				scheme: schemes[0]!,
			});
			flawless.set(`${operation} ${variant}`, outcome);
		}
	}
	stalls.enable();
	const headers = { location: `${elsewhere.baseUrl}/user` };
	const waiting = [...cases];
	await Promise.all(
		emulators.map(async (emulator) => {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				const { fault } = faults[next.faultName]!;
				const strike = strikes[next.strike]!;
				const trace = await attemptOn(emulator, next, ({ method }) => ({
					...fault,
					...(String(fault.status).startsWith('3') && { headers }),
					...strike(method),
				}));
				traces.set(next, trace);
			}
			await emulator.stop();
		}),
	);
	stalls.disable();
}, 400_000);
afterAll(async () => await elsewhere.stop());

test('every operation that the node has is in the matrix', () => {
	expect(Object.keys(attempts).sort()).toEqual([...actions.keys()].sort());
	const [types] = properties.filter(({ name }) => name === 'type');
	const offered = (types!.options as INodePropertyOptions[]).map(({ value }) => value);
	expect(Object.keys(attempts['interconnect create']!).sort()).toEqual(offered.sort());
});

test('no credential reached another host, and no request was above the limits', () => {
	expect(elsewhere.requests).toEqual([]);
	const times = [...traces.values()].flatMap(({ requests }) => requests.map(({ time }) => time));
	times.sort((a, b) => a - b);
	// The emulators run in this process: what arrives while it is busy is recorded late, by the longest stall at most. So
	// many requests as are recorded in a second less that stall have surely arrived in one second.
	const span = Math.max(0, 1000 - stalls.max / 1e6);
	const inOneSecond = times.map((time, i) => times.findLastIndex((t) => t < time + span) - i + 1);
	expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(200);
	const limited = [...traces].filter(
		([{ faultName }, { requests }]) =>
			!faultName.startsWith('429') && requests.some(({ status }) => status === 429),
	);
	expect(limited).toEqual([]);
});

describe('an answer that comes byte by byte', () => {
	const whole = Object.entries(attempts).flatMap(([operation, variants]) =>
		Object.keys(variants).map((variant): [string, string] => [operation, variant]),
	);
	let emulator: Emulator;
	beforeAll(async () => {
		emulator = await startEmulator();
	});
	afterAll(async () => await emulator.stop());

	test.each(whole)('%s (%s)', async (operation, variant) => {
		const one = { operation, variant, scheme: schemes[0]! };
		const fault = (): Fault => ({ when: 'after', broken: 'byteByByte', times: 99 });
		const trace = await attemptOn(emulator, one, fault);
		expect(emulator.pendingFaults).toBe(1);
		expectFlawless(one, trace);
	});
});

describe.each(Object.keys(faults))('%s', (faultName) => {
	const those = cases.filter((one) => one.faultName === faultName);
	test.each(those.map((one): [string, Case] => [nameOf(one), one]))('%s', (_name, one) => {
		const trace = traces.get(one)!;
		expectOneScheme(one, trace);
		expect(trace.orders.length).toBeLessThanOrEqual(1);
		if (trace.attempt.method === 'POST') expectOneOrder(one, trace);
		else expectRepeated(one, trace);
	});
});

function nameOf({ operation, variant, strike, scheme }: Case): string {
	return `${operation} (${variant}) ${strike}, with ${scheme.scheme}`;
}

function expectOneScheme({ scheme }: Case, { requests }: Trace) {
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
function expectRepeated(one: Case, trace: Trace) {
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

/** Creates: at most one order, never sent again before two look-ups found nothing. */
function expectOneOrder(one: Case, trace: Trace) {
	const { meaning, fault } = faults[one.faultName]!;
	const { requests, orders, outcome } = trace;
	const { provable } = trace.attempt;
	const [often] = one.strike.split(' ');
	const acted = one.strike.endsWith('acted') || fault.delay !== undefined;
	const methods = requests.map((request) => request.method).join(' ');
	const lookups = 'GET GET';
	const made = outcome.items[0]?.json;
	const name = made?.name ?? made?.id;
	const ordered = () => keyOfOrder(orders[0]!);
	const said = () => `${outcome.error?.message}\n${outcome.error?.description}`;

	// What exists before is read first.
	expect(methods).toMatch(/^GET\b/);
	if (often === 'for') {
		expect(count(trace, 'POST')).toBe(0);
		expectSaid(one, trace);
		expect(said()).toMatch(/^The order was not sent: .*could not be read\./s);
		expect(outcome.error!.context.outcome).toBe('notSent');
		return;
	}
	switch (meaning) {
		case 'lost':
		case 'useless':
			if (acted) {
				expect(count(trace, 'POST')).toBe(1);
				expect(orders).toHaveLength(1);
				expect(name).toBe(ordered());
				expectFlawless(one, trace);
				expect(outcome.hints).toHaveLength(1);
				expect(outcome.hints[0]).toContain(`the order was not resent. '${String(name)}'`);
			} else if (provable && often === 'once') {
				expect(methods).toBe(`GET POST ${lookups} POST`);
				expect(orders).toHaveLength(1);
				expectFlawless(one, trace);
			} else {
				expect(methods).toBe(
					provable ? `GET POST ${lookups} POST ${lookups}` : `GET POST ${lookups}`,
				);
				expect(orders).toEqual([]);
				expectSaid(one, trace);
				expect(said()).toMatch(
					provable
						? /was not placed.*Return Existing/s
						: /could not be confirmed.*was not sent again.*Check in Google Cloud/s,
				);
			}
			return;
		case 'limited':
			if (often === 'once') {
				expect(methods).toBe('GET POST POST');
				expect(orders).toHaveLength(1);
				expectFlawless(one, trace);
			} else {
				expect(count(trace, 'POST')).toBe(1 + MAX_RETRIES);
				expectSaid(one, trace);
			}
			return;
		case 'refused':
			expect(count(trace, 'POST')).toBe(1);
			expect(orders).toHaveLength(acted ? 1 : 0);
			// What exists in spite of it is what "Create or Update" wants.
			if (one.operation.endsWith('upsert') && acted && fault.status !== 401) {
				expect([name, made!.upserted]).toEqual([ordered(), 'unchanged']);
				return;
			}
			expectSaid(one, trace);
			// What stands there in spite of it is named.
			if (acted && provable && [400, 409, 422].includes(fault.status!)) {
				expect(said()).toContain(`'${ordered()}'`);
			}
	}
}

/** As if nothing had gone wrong. */
function expectFlawless(
	{ operation, variant }: Pick<Case, 'operation' | 'variant'>,
	{ outcome }: Trace,
) {
	expect(outcome.error).toBeUndefined();
	const { items } = flawless.get(`${operation} ${variant}`)!;
	expect(items).toHaveLength(1);
	// When it was made, or how long it took, is the only difference.
	const timeless = ({ json, pairedItem }: Item) => {
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
