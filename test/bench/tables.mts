import { readFileSync } from 'node:fs';

import type { N8nClient } from '../n8n/rest.mts';
import type { N8nServer } from '../n8n/server.mts';
import {
	batches,
	listings as listingOf,
	readWithSdk,
	runInN8n,
	startService,
	statusReads as statusReadOf,
	storeCredential,
} from './peers.mts';
import {
	ABOUT_PEERS,
	columns,
	measure,
	megabytes,
	rowsOf,
	seconds,
	type Entry,
	type Found,
} from './measure.mts';
import { markdown, type Table } from './results.mts';

/** An n8n that is measured. */
export interface Bench extends Pick<N8nServer, 'stop' | 'signal' | 'pid'> {
	client: N8nClient;
}

/** Milliseconds until the service responds. */
const LATENCY = 50;
/** Requests in a second that an address may send: the floor of what is possible. */
const PER_SECOND = 200;

/**
 * Reads with an untouched quota.
 *
 * @param options how many reads, and how often they are measured
 */
export async function statusReads(
	{ client, pid }: Bench,
	{ count, times }: { count: number; times: number },
): Promise<Table> {
	const service = await startService();
	const id = await storeCredential(client, service.baseUrl);
	const run = (node: Parameters<typeof runInN8n>[2]) => async (names: string[]) =>
		await runInN8n(client, id, node, names);
	const { baseUrl } = service;
	let fewest = count;
	const ours = async (names: string[]) => {
		fewest = Math.min(fewest, await runInN8n(client, id, statusReadOf.ours(), names));
	};
	const batch = (size: number, every: number) => statusReadOf.http(baseUrl, batches(size, every));
	const entries: Entry[] = [
		['This node, with its defaults', ours, pid],
		['HTTP Request, with its defaults', run(statusReadOf.http(baseUrl)), pid],
		['HTTP Request, batches of 10 every 50 ms', run(batch(10, 50)), pid],
		['HTTP Request, one every 5 ms', run(batch(1, 5)), pid],
		['SDK, 10 at a time', async (names) => await readWithSdk(baseUrl, names, 10)],
		['SDK, 20 at a time', async (names) => await readWithSdk(baseUrl, names, 20)],
	];
	const found = await measure(service, count, LATENCY, entries, times);
	if (times > 1) {
		const loop = async (names: string[]) =>
			await runInN8n(client, id, statusReadOf.http(baseUrl), names, true);
		const name = 'HTTP Request, one after the other in a loop (one run)';
		found.push(...(await measure(service, count, LATENCY, [[name, loop, pid]])));
	}
	service.stop();
	const floor = (count / PER_SECOND) * 1000;
	const [[, { wall, limited }]] = found as [[string, Found]];
	const median = times > 1 ? `Each row is the median of ${times} runs. ` : '';
	return {
		title: `${count} status reads at ${LATENCY} ms`,
		text: `${markdown(columns, [
			...rowsOf(found, floor),
			[`Floor: ${PER_SECOND} a second`, seconds(floor), '1.00', count, PER_SECOND, '', 0, ''],
		])}\n\n${median}This node returned ${fewest} of ${count} results. ${ABOUT_PEERS}`,
		goals: [
			{ what: 'This node to the floor', ratio: wall / floor, goal: 1.2 },
			{ what: 'Its responses with HTTP 429, and one', ratio: 1 + limited, goal: 1 },
			{ what: 'Results asked for, to those it returned', ratio: count / fewest, goal: 1 },
		],
	};
}

/** More reads than the quota has. */
export async function exhaustedQuota({ client, pid }: Bench): Promise<Table> {
	const [count, quota, window] = [900, 300, 10_000];
	const service = await startService({ quota, window, block: window });
	const id = await storeCredential(client, service.baseUrl);
	const { baseUrl } = service;
	let out = 0;
	const found = await measure(service, count, LATENCY, [
		[
			'This node, with its defaults',
			async (names) => (out = await runInN8n(client, id, statusReadOf.ours(), names)),
			pid,
		],
		[
			'HTTP Request, batches of 10 every 50 ms',
			async (names) =>
				await runInN8n(client, id, statusReadOf.http(baseUrl, batches(10, 50)), names),
			pid,
		],
		['SDK, 10 at a time', async (names) => await readWithSdk(baseUrl, names, 10)],
	]);
	service.stop();
	const floor = 30_000;
	const [[, ours]] = found as [[string, Found]];
	return {
		title: `${count} reads with a quota of ${quota} in ${window / 1000} s`,
		text: `${markdown(columns, rowsOf(found, floor))}\n\nThis node returned ${out} of ${count} results. The floor is the quota less the reserve of 5%.`,
		goals: [{ what: 'This node to the floor', ratio: ours.wall / floor, goal: 1.1 }],
	};
}

/** Listings with many pages. */
export async function listings({ client, pid }: Bench, counts: number[]): Promise<Table> {
	const service = await startService();
	const id = await storeCredential(client, service.baseUrl);
	const rows: Array<Array<string | number>> = [];
	const goals: Table['goals'] = [];
	for (const count of counts) {
		const floor = (count / 100) * (LATENCY + 10);
		for (const [name, node] of [
			['This node', listingOf.ours()],
			['HTTP Request with pagination', listingOf.http(service.baseUrl)],
		] as const) {
			const [[, found]] = (await measure(service, count, LATENCY, [
				[name, async () => await runInN8n(client, id, node)],
			])) as [[string, Found]];
			const ratio = found.wall / floor;
			rows.push([
				count,
				name,
				seconds(found.wall),
				ratio.toFixed(2),
				found.requests,
				megabytes(pid),
			]);
			if (name === 'This node') goals.push({ what: `${count} interconnects`, ratio, goal: 1.15 });
		}
	}
	service.stop();
	return {
		title: 'Get Many over all interconnects',
		text: markdown(
			[
				'Interconnects',
				'',
				'Seconds',
				'To pages × (latency + 10 ms)',
				'Requests',
				'Memory of n8n, MB',
			],
			rows,
		),
		goals,
	};
}

/** Processor time that a process has used, in milliseconds. */
function processorTime(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What an item costs beyond n8n's own request. */
export async function costByItems({ client, pid }: Bench, counts: number[]): Promise<Table> {
	const unlimited = { quota: 1e9, perSecond: 1e9 };
	const service = await startService(unlimited);
	const id = await storeCredential(client, service.baseUrl);
	const rows: Array<Array<string | number>> = [];
	const goals: Table['goals'] = [];
	const cost = async (node: Parameters<typeof runInN8n>[2], count: number) => {
		const names = await service.prepare({ interconnects: count, latency: 0 });
		const before = processorTime(pid);
		await runInN8n(client, id, node, names);
		return processorTime(pid) - before;
	};
	const nodes = [statusReadOf.ours(), statusReadOf.http(service.baseUrl, batches(20, 0))] as const;
	// What runs for the first time is compiled first.
	for (const node of nodes) await cost(node, 200);
	for (const count of counts) {
		// The system counts processor time in steps of 10 ms: what is short is done often.
		const times = Math.max(1, 40 / count);
		let [ours, theirs] = [0, 0];
		for (let run = 0; run < times; run++) {
			ours += (await cost(nodes[0], count)) / times;
			theirs += (await cost(nodes[1], count)) / times;
		}
		const beyond = (ours - theirs) / count;
		rows.push([count, Math.round(ours), Math.round(theirs), beyond.toFixed(2), megabytes(pid)]);
		if (count >= 100) {
			goals.push({
				what: `Milliseconds an item beyond HTTP Request, ${count} items`,
				ratio: beyond,
				goal: 1,
			});
		}
	}
	service.stop();
	return {
		title: 'Cost of an item',
		text: `Processor time of the n8n process in milliseconds, without latency.\n\n${markdown(
			['Items', 'This node', 'HTTP Request, 20 at a time', 'Beyond it, per item', 'Memory, MB'],
			rows,
		)}`,
		goals,
	};
}

/** Three n8n processes with one credential, against one alone. */
export async function processes(start: () => Promise<Bench>): Promise<Table> {
	const service = await startService();
	const benches = await Promise.all([start(), start(), start()]);
	const ids = await Promise.all(
		benches.map(async ({ client }) => await storeCredential(client, service.baseUrl)),
	);
	const run = async (which: number, names: string[]) =>
		await runInN8n(benches[which]!.client, ids[which]!, statusReadOf.ours(), names);
	const found = await measure(
		service,
		900,
		LATENCY,
		[
			['One alone', async (names) => await run(0, names)],
			[
				'Three together',
				async (names) =>
					await Promise.all(
						benches.map(async (_, i) => await run(i, names.slice(i * 300, (i + 1) * 300))),
					),
			],
		],
		3,
	);
	await Promise.all(benches.map(async ({ stop }) => await stop()));
	service.stop();
	const [alone, together] = found.map(([, { requests, wall }]) => requests / wall) as [
		number,
		number,
	];
	const floor = (900 / PER_SECOND) * 1000;
	return {
		title: 'Three processes with one credential',
		text: `${markdown(columns, rowsOf(found, floor))}\n\nTogether, they reach ${Math.round((together / alone) * 100)}% of what one alone does.`,
		goals: [{ what: 'One alone to three together', ratio: alone / together, goal: 1 / 0.85 }],
	};
}
