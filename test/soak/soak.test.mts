import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { withLog } from '../harness/log.mts';
import { freshSeed, seedOf } from '../harness/random.mts';
import { runOn } from '../harness/support.mts';
import { Counts, violations, type Ran } from './books.mts';
import {
	CARRIER,
	histories,
	orderFaults,
	parametersOf,
	plansOf,
	TIMEOUT,
	type History,
	type Plan,
} from './histories.mts';

/*
 * Orders of interconnects of both types and of CNIs, by many workflows at once, while answers get lost, the service
 * refuses, people cancel, and n8n runs the node again ("Retry On Fail"). Then the books are checked: what the service has
 * made against what the workflows were told. Of a history that breaks a rule, the smallest one that does is printed.
 *
 * SEED repeats what a run has drawn (what meets what is up to the clock), SOAK_ORDERS makes it longer or shorter (below
 * 1,000, what is rare may not happen).
 */

const seed = seedOf('Orders', freshSeed());
const ORDERS = Number(process.env.SOAK_ORDERS ?? 5000);
/** How long the smallest history that breaks a rule is looked for, in milliseconds. */
const SHRINKING = 120_000;
/** How many services there are at a time. */
const AT_ONCE = 24;

async function runPlan(emulator: Emulator, plan: Plan): Promise<Ran> {
	const { items: input, onError, maxTries, cancelAfter } = plan;
	const cancel = new AbortController();
	let ended = false;
	const creates = () => emulator.requests.filter(({ method }) => method === 'POST').length;
	if (cancelAfter !== undefined) {
		void emulator
			.until(() => creates() > cancelAfter)
			.then(() => {
				if (!ended) cancel.abort();
			});
	}
	const { result: outcome, log } = await withLog(
		async () =>
			await runOn(emulator, parametersOf(plan), {
				input,
				onError,
				maxTries,
				cancel: cancel.signal,
			}),
	);
	ended = true;
	const cancelled = cancel.signal.aborted;
	return {
		plan,
		// What a cancelled node gives is dropped: nobody gets to see it.
		outcome: cancelled ? { items: [], errorItems: [], hints: [] } : outcome,
		// Between two tries nobody but the line of each order is left to tell what the first one did.
		log: log.filter((line) => line.startsWith('warn') || (cancelled && maxTries !== undefined)),
		cancelled,
	};
}

/** @returns what is wrong */
async function happen(history: History, counts: Counts): Promise<string[]> {
	const emulator = await startEmulator();
	emulator.addInterconnect({ name: CARRIER, type: 'gcp_partner', region: 'soak-carrier1' });
	try {
		const slots = emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
		const plans = plansOf(history, slots);
		orderFaults(emulator, history);
		const ran = await Promise.all(plans.map(async (plan) => await runPlan(emulator, plan)));
		// A pause that is meant: what was still under way arrives, and nobody knows when it has.
		await new Promise((resolve) => setTimeout(resolve, TIMEOUT + 4000));
		return violations(emulator, ran, history.limited.length, counts);
	} finally {
		await emulator.stop();
	}
}

/** What has to happen in a run that proves something, and how often for each order. */
const expected: Array<[string, number]> = [
	['items with an interconnect or CNI', 0.7],
	['items with a message', 0.07],
	['orders found after a lost answer', 0.04],
	['results handed out again', 0.007],
	['workflows that were stopped', 0.005],
	['workflows that were cancelled', 0.002],
];

test(`${ORDERS} orders, seed ${seed}`, async () => {
	const since = Date.now();
	const counts = new Counts();
	const holds = fc.asyncProperty(histories, async (history) => {
		const wrong = await happen(history, counts);
		if (wrong.length === 0) return;
		broken = true;
		throw new Error(wrong.join('\n'));
	});
	const found: string[] = [];
	let broken = false;
	const one = async (number: number) => {
		for (let run = 0; counts.of('orders') < ORDERS && !broken; run++) {
			const details = await fc.check(holds, {
				seed: seed + number + AT_ONCE * run,
				numRuns: 1,
				unbiased: true,
				interruptAfterTimeLimit: SHRINKING,
			});
			if (details.failed) {
				found.push(`${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`);
			}
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, async (_, number) => await one(number)));
	const seconds = Math.round((Date.now() - since) / 1000);
	process.stdout.write(`\n${seconds} seconds\n${counts}`);
	expect(found).toEqual([]);
	const rare = expected.filter(([what, share]) => counts.of(what) < ORDERS * share);
	expect(rare).toEqual([]);
}, 3_600_000);
