import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { keyOfOrder, startEmulator, type Emulator } from '../emulator/index.mts';
import type { StoredRun } from '../n8n/rest.mts';
import { until } from '../n8n/until.mts';
import type { Cluster } from './cluster.mts';
import { deadly, freezing, type Moment } from './moments.mts';
import { Setting, type Placed } from './setting.mts';
import { isOf, linesAbout, orderLines, type Wanted } from './wanted.mts';

/** What became of something that was wanted, once n8n had given up its run. */
interface Story {
	wanted: Wanted;
	/** The run that was given up. */
	run: StoredRun;
	/** What "Retry execution" made of it. */
	retried: StoredRun;
	/** A new run with Return Existing. */
	again: StoredRun;
}

/** Lets a worker order as far as a moment, and kills it. */
async function kill(cluster: Cluster, setting: Setting, moment: Moment): Promise<Placed> {
	const worker = await cluster.startWorker({ soonMissed: true });
	const placed = await setting.placeAt(moment, worker);
	worker.signal('SIGKILL');
	await worker.ended;
	if (moment.actsLater) placed.release();
	return placed;
}

/** Lets one worker order as far as each moment, and freezes it. */
async function freeze(cluster: Cluster, setting: Setting): Promise<Placed[]> {
	// As many as it takes: Redis hands more work to a worker that is frozen while it waits for some.
	const concurrency = freezing.length * 3;
	const worker = await cluster.startWorker({ soonMissed: true, concurrency });
	const frozen: Placed[] = [];
	for (const moment of freezing) frozen.push(await setting.placeAt(moment, worker));
	worker.signal('SIGSTOP');
	return frozen;
}

/** Waits until n8n has given up all runs, and then does what a person would do. */
async function tell(setting: Setting, all: Placed[]): Promise<Story[]> {
	const executions = all.flatMap((placed) => placed.executions);
	const wanted = all.flatMap((placed) => placed.wanted);
	const runs = await setting.ended(executions);
	const ordered = setting.orderRequests();
	const retried = await setting.retry(executions);
	// n8n has nothing left to run once more.
	expect(setting.orderRequests()).toBe(ordered);
	const again = await setting.ended(await setting.start(wanted, true));
	return wanted.map((one, i) => ({
		wanted: one,
		run: runs[i]!,
		retried: retried[i]!,
		again: again[i]!,
	}));
}

/**
 * Workers that are killed or frozen in the middle of orders. n8n gives a run up half a minute after it has missed the
 * worker, so all of them are killed and frozen before anything is told of them.
 */
export function deaths(cluster: () => Cluster): void {
	let emulator: Emulator | undefined;
	let setting: Setting;
	const killed: Placed[] = [];
	let frozen: Placed[];
	let stories: Story[];

	beforeAll(async () => {
		const running = cluster();
		emulator = await startEmulator();
		setting = await Setting.on(running, emulator);
		await Promise.all(cluster().workers.map(async ({ stop }) => await stop()));
		for (const moment of deadly) killed.push(await kill(cluster(), setting, moment));
		frozen = await freeze(cluster(), setting);
		await cluster().startWorker({ soonMissed: true });
		stories = await tell(setting, [...killed, ...frozen]);
	}, 300_000);
	afterAll(async () => await emulator?.stop());

	const expectOneOrderEach = ({ moment, wanted }: Placed) => {
		for (const story of stories.filter((one) => wanted.includes(one.wanted))) {
			expectOneOrder(story, moment.placed, setting, orderLines(cluster().written()));
		}
	};

	test.each(deadly)('killed $when', (moment) => {
		const placed = killed.find((one) => one.moment === moment)!;
		const written = orderLines(placed.worker.written);
		for (const one of placed.wanted) {
			expect(eventsIn(linesAbout(one, written))).toEqual(moment.lines);
		}
		expectOneOrderEach(placed);
	});

	test('frozen, taken for dead, ordered by somebody else meanwhile, and awake again', async () => {
		frozen.forEach(expectOneOrderEach);
		const { worker } = frozen[0]!;
		worker.signal('SIGCONT');
		for (const { release } of frozen) release();
		for (const { moment, wanted } of frozen) {
			for (const one of wanted) {
				const [, end] = await until(() => {
					const lines = linesAbout(one, orderLines(worker.written));
					return lines.length > 1 ? eventsIn(lines) : undefined;
				});
				expect(end).toBe(afterFreezing(moment, one));
			}
		}
		frozen.forEach(expectOneOrderEach);
	});
}

/**
 * However often it was tried: one order, which the new run returns.
 *
 * @param placed whether the order stood before the new run
 * @param lines about orders, in all logs
 */
function expectOneOrder(
	{ wanted, run, retried, again }: Story,
	placed: boolean,
	{ emulator }: Setting,
	lines: string[],
): void {
	const [order, ...more] = emulator.orders.filter((one) => isOf(one, wanted));
	expect(more).toEqual([]);
	const name = keyOfOrder(order!);
	expect([run.status, retried.status]).toEqual(['error', 'error']);
	if (placed && wanted.kind === 'gcp_partner') {
		// Nothing tells which interconnect a key has made: a person has to look.
		expect(again.data.resultData.error).toMatchObject({
			message: 'It conflicts with what exists (HTTP 409: The pairing key was used before)',
			description: expect.stringContaining('Find it with Get Many'),
		});
	} else {
		expect(resultOf(again)).toMatchObject(wanted.kind === 'cni' ? { id: name } : { name });
	}
	// Whoever looks through the logs finds it.
	const sent = linesAbout(wanted, lines).filter((line) => line.includes(': sending.'));
	expect(sent).not.toEqual([]);
}

/** What a worker finds out of its order after it was frozen for longer than a request may take. */
function afterFreezing({ placed }: Moment, { kind }: Wanted): string {
	if (placed) return 'the response was lost';
	return kind === 'gcp_partner' ? 'rejected with HTTP status 409' : 'not placed';
}

/** What happened to an order, as its lines say. */
function eventsIn(lines: string[]): string[] {
	return lines.map((line) => /Cloudflare order: (.*?)(?: '.*?'[^.]*)?[.,]/.exec(line)![1]!);
}

/** What the last node of a run returned. */
function resultOf({ data }: StoredRun): IDataObject {
	const { runData, lastNodeExecuted = '' } = data.resultData;
	return runData[lastNodeExecuted]![0]!.data!.main![0]![0]!.json;
}
