import { expect, test } from '@jest/globals';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { withLog } from '../harness/log.mts';
import { freshSeed, seedOf } from '../harness/random.mts';
import { runOn } from '../harness/support.mts';
import { Counts, violations, type Ran } from './books.mts';
import {
	CARRIER,
	Draw,
	ITEMS_PER_WORKFLOW,
	parametersOf,
	TIMEOUT,
	WORKFLOWS_PER_SERVICE,
	type Plan,
} from './plans.mts';

/*
 * Orders of interconnects of both types and of CNIs, about 2,000 that are carried out, by many workflows at once, while
 * answers get lost, the service refuses, people cancel, and n8n runs the node again ("Retry On Fail"). Then the books
 * are checked: what the service has made against what the workflows were told.
 *
 * SEED repeats what a run has drawn (what meets what is up to the clock), SOAK_SERVICES makes it shorter (below 6, what is
 * rare may not happen).
 */

const seed = seedOf('Orders', freshSeed());
const SERVICES = Number(process.env.SOAK_SERVICES ?? 36);
const SERVICES_AT_ONCE = 6;
const ITEMS = SERVICES * WORKFLOWS_PER_SERVICE * ITEMS_PER_WORKFLOW;

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
		log: log.filter((line) => line.startsWith('warn')),
		cancelled,
	};
}

async function soakOne(draw: Draw, counts: Counts): Promise<string[]> {
	const emulator = await startEmulator();
	emulator.addInterconnect({ name: CARRIER, type: 'gcp_partner', region: 'soak-carrier1' });
	try {
		const slots = emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
		const plans = Array.from({ length: WORKFLOWS_PER_SERVICE }, () => draw.plan(slots));
		const limited = draw.orderFaults(emulator, plans.length);
		const ran = await Promise.all(plans.map(async (plan) => await runPlan(emulator, plan)));
		// A pause that is meant: what was still under way arrives, and nobody knows when it has.
		await new Promise((resolve) => setTimeout(resolve, TIMEOUT + 4000));
		return violations(emulator, ran, limited, counts);
	} finally {
		await emulator.stop();
	}
}

/** What has to happen in a run that proves something, and how often for each item. */
const expected: Array<[string, number]> = [
	['orders', 0.5],
	['items with an interconnect or CNI', 0.4],
	['items with a message', 0.05],
	['orders found after a lost answer', 0.03],
	['results handed out again', 0.005],
	['workflows that were stopped', 0.003],
	['workflows that were cancelled', 0.001],
];

test(`${ITEMS} orders, seed ${seed}`, async () => {
	const since = Date.now();
	const draw = new Draw(seed);
	const counts = new Counts();
	const wrong: string[] = [];
	let started = 0;
	await Promise.all(
		Array.from({ length: SERVICES_AT_ONCE }, async () => {
			while (started++ < SERVICES) wrong.push(...(await soakOne(draw, counts)));
		}),
	);
	const seconds = Math.round((Date.now() - since) / 1000);
	process.stdout.write(`\n${ITEMS} items in ${seconds} seconds\n${counts}`);
	expect(wrong).toEqual([]);
	const rare = expected.filter(([what, share]) => counts.of(what) < ITEMS * share);
	expect(rare).toEqual([]);
}, 600_000);
