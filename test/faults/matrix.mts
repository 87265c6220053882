import { monitorEventLoopDelay } from 'node:perf_hooks';

import { afterAll, beforeAll } from '@jest/globals';
import type { INodePropertyOptions } from 'n8n-workflow';

import {
	credentials,
	startEmulator,
	type Credential,
	type Emulator,
	type Fault,
	type Order,
	type RequestRecord,
} from '../emulator/index.mts';
import { retryLimits } from '../harness/built.mts';
import { forgetOrdersAt, node, pauses, type Outcome } from '../harness/engine.mts';
import { runOn, stored } from '../harness/support.mts';
import { attempts, isRead, parametersOf, there, type Attempt } from '../operations/index.mts';
import { faults, strikes } from './faultKinds.mts';

/*
 * The fault matrix: every operation × everything that can go wrong × when it goes wrong × both schemes of
 * authentication. All of it runs before the first test, many at a time, since most of it is waiting; each test
 * then looks at what one run left behind.
 */

/** How long this process could not react, in nanoseconds. */
export const stalls = monitorEventLoopDelay({ resolution: 1 });

// The service still acts on a request whose response comes too late: these are the node's own pauses, after which a
// lookup finds what was made.
Object.assign(pauses.lookUp, { first: 2000, longest: 30_000 });

// Case after case fails at a service: none may find the repetitions of its credential used up by those before it.
Object.assign(retryLimits, { perRequest: retryLimits.most });

export interface Case {
	operation: string;
	variant: string;
	faultName: string;
	strike: string;
	scheme: Credential;
}

/** What a run left behind. */
export interface Trace {
	attempt: Attempt;
	outcome: Outcome;
	requests: RequestRecord[];
	orders: Order[];
	/** The names of all interconnects and the identifiers of all CNIs. */
	standing: string[];
}

export const properties = node.description.properties;

/** Every operation that the node offers, with what messages call it. */
export const actions = new Map(
	properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[]).map(({ value, action }): [string, string] => [
				`${String(displayOptions!.show!.resource![0])}.${value}`,
				action!,
			]),
		),
);

export const schemes: Credential[] = [credentials.magicWanWrite, credentials.globalApiKey];
export const MAX_RETRIES = 1;
const EMULATORS = 72;

/** What can strike an operation. */
function strikesOn(operation: string, variant: string, faultName: string): string[] {
	return Object.keys(strikes).filter(
		(strike) =>
			// Reads make requests of one kind only.
			!(strike.startsWith('always') && isRead(operation, variant)) &&
			// After 429 the service has never acted: the gateway before it answers.
			!(strike.endsWith('acted') && faults[faultName]!.meaning === 'limited'),
	);
}

export const cases = Object.entries(attempts).flatMap(([operation, variants]) =>
	Object.keys(variants).flatMap((variant) =>
		Object.keys(faults).flatMap((faultName) =>
			strikesOn(operation, variant, faultName).flatMap((strike) =>
				schemes.map((scheme): Case => ({ operation, variant, faultName, strike, scheme })),
			),
		),
	),
);
export const traces = new Map<Case, Trace>();
/** What each operation gives when nothing goes wrong. */
export const flawless = new Map<string, Outcome>();
/** Where redirects point to. */
export let elsewhere: Emulator;

export async function attemptOn(
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
	const timeout = fault?.delay === undefined ? 20_000 : 1200;
	const outcome = await runOn(
		emulator,
		{
			...parametersOf(operation, attempt.parameters),
			options: { ...(attempt.parameters.options as object), maxRetries: MAX_RETRIES, timeout },
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
