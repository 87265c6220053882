import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axios from 'axios';
import type { INodeExecutionData } from 'n8n-workflow';

import {
	accounts,
	authHeaders,
	credentials,
	keyOfOrder,
	startEmulator,
	type Emulator,
} from '../emulator/index.mts';
import type { Cluster } from './cluster.mts';
import { isOf, linesAbout, orderLines, pairingKey, type Wanted } from './wanted.mts';
import {
	fromBody,
	locator,
	wantedCni,
	wantedInterconnect,
	webhook,
	Workflows,
} from './workflows.mts';

const RUNS = Number(process.env.QUEUE_RUNS ?? 500);
/** How many wait for their response at a time: more than both workers take. */
const AT_ONCE = 40;
/** Less than the runs need, so that the workers have to share it. All is faster than at Cloudflare, which only makes it harder. */
const rateLimit = { quota: 400, window: 10_000, block: 10_000, perSecond: 200 };
const CARRIER = 'carrier';

/** What the runs order: each slot, key and conduit once. */
function wanted(emulator: Emulator): Wanted[] {
	const account = accounts.main.id;
	const slots = emulator.slots.filter(({ occupied }) => !occupied);
	return Array.from({ length: RUNS }, (_, i): Wanted => {
		const slot = i % 5 === 0 ? slots.pop()?.id : undefined;
		if (slot) return { kind: 'direct', account, key: slot };
		if (i % 2 === 0) return { kind: 'cni', account, key: `conduit-${i}`, carrier: CARRIER };
		return { kind: 'gcp_partner', account, key: pairingKey(`queue-region${i}`) };
	});
}

/** What the runs of a cluster have. */
interface Setting {
	cluster: Cluster;
	emulator: Emulator;
	workflows: Workflows;
	/** Starts a run by its webhook. */
	call(path: string, body: Partial<Wanted>): Promise<{ status: number; data: Data }>;
}

type Data = Record<string, unknown>;

/** A run, and what it answered. */
interface Result {
	run: Wanted;
	status: number;
	data: Data;
}

/** Many runs that order, read and delete, started by webhooks, on two workers with one credential. */
export function runs(cluster: () => Cluster): void {
	let setting: Setting;
	let emulator: Emulator | undefined;
	beforeAll(async () => {
		const { client, webhookUrl } = cluster();
		emulator = await startEmulator({ rateLimit });
		emulator.addInterconnect({ name: CARRIER, type: 'gcp_partner', region: 'queue-carrier' });
		const workflows = await Workflows.on(client, emulator);
		const call: Setting['call'] = async (path, body) =>
			await axios.post<Data>(`${webhookUrl}/webhook/${path}`, body, {
				proxy: false,
				validateStatus: () => true,
			});
		setting = { cluster: cluster(), emulator, workflows, call };
	});
	afterAll(async () => await emulator?.stop());

	test(`${RUNS} runs order, read and delete, each once and below the limits`, async () => {
		await activate(setting);
		const results = await runAll(setting);
		expectEachOnce(setting, results);
		expectShared(setting, results);
	});

	test('a letter of authorization comes through a worker whole', async () => {
		await expectLetter(setting);
	});
}

async function activate({ workflows }: Setting): Promise<void> {
	const accountId = locator(fromBody('account'));
	const interconnectName = locator("={{ $('interconnect create').item.json.name }}", 'name');
	await workflows.activate('Interconnects', [
		webhook('interconnect', 'lastNode'),
		workflows.step('interconnect', 'create', wantedInterconnect),
		workflows.step('interconnect', 'get', { accountId, interconnectName }),
		workflows.step('interconnect', 'delete', { accountId, interconnectName }),
	]);
	const cniId = locator("={{ $('cni create').item.json.id }}");
	await workflows.activate('CNIs', [
		webhook('cni', 'lastNode'),
		workflows.step('cni', 'create', wantedCni),
		workflows.step('cni', 'get', { accountId, cniId }),
		workflows.step('cni', 'delete', { accountId, cniId }),
	]);
}

async function runAll({ emulator, call }: Setting): Promise<Result[]> {
	const waiting = wanted(emulator);
	const since = Date.now();
	const results: Result[] = [];
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			for (let run = waiting.pop(); run; run = waiting.pop()) {
				const { status, data } = await call(run.kind === 'cni' ? 'cni' : 'interconnect', run);
				results.push({ run, status, data });
			}
		}),
	);
	const { requests } = emulator;
	const seconds = Math.round((Date.now() - since) / 1000);
	process.stdout.write(`\n${RUNS} runs, ${requests.length} requests in ${seconds} s\n`);
	return results;
}

function expectEachOnce({ emulator }: Setting, results: Result[]): void {
	const { orders, requests } = emulator;
	// Nothing lost: each run says that it has deleted what the order of its own slot, key or conduit made.
	expect(results).toHaveLength(RUNS);
	for (const { run, status, data } of results) {
		const made = orders.filter((order) => isOf(order, run));
		const [name] = made.map(keyOfOrder);
		const told = run.kind === 'cni' ? { id: name } : { name };
		expect({ status, data, orders: made.length }).toEqual({
			status: 200,
			data: { deleted: true, ...told },
			orders: 1,
		});
	}
	// Nothing twice: not asked for twice either.
	const sent = (method: string) => requests.filter((request) => request.method === method);
	expect(orders).toHaveLength(RUNS);
	expect(sent('POST')).toHaveLength(RUNS);
	expect(sent('DELETE')).toHaveLength(RUNS);
	expect(emulator.interconnects.map(({ name }) => name)).toEqual([CARRIER]);
	expect(emulator.cnis).toEqual([]);
	// No limit met.
	expect(requests.filter(({ status }) => status === null || status >= 400)).toEqual([]);
}

function expectShared({ cluster }: Setting, results: Result[]): void {
	const lines = cluster.workers.map(({ written }) => orderLines(written));
	for (const { run } of results) {
		expect(linesAbout(run, lines.flat())).toEqual([
			expect.stringContaining(': sending.'),
			expect.stringContaining(': created '),
		]);
	}
	// The pace is shared: neither worker has done much more than the other.
	const shares = lines.map((of) => of.filter((line) => line.includes(': sending.')).length / RUNS);
	process.stdout.write(`shares of the workers: ${shares.join(', ')}\n`);
	for (const share of shares) expect(share).toBeGreaterThan(0.35);
}

async function expectLetter({ cluster, emulator, workflows, call }: Setting): Promise<void> {
	const { name } = emulator.addInterconnect();
	const id = await workflows.activate('LOA', [
		webhook('loa', 'lastNode'),
		workflows.step('interconnect', 'downloadLoa', {
			accountId: locator(accounts.main.id),
			interconnectName: locator(name, 'name'),
		}),
	]);
	const { data } = await call('loa', {});
	expect(data).toMatchObject({ mimeType: 'application/pdf', name });
	const [execution] = await cluster.client.executions(id);
	const [[item]] = execution!.data.resultData.runData['interconnect downloadLoa']![0]!.data!
		.main as [INodeExecutionData[]];
	const binary = item!.binary!.data!;
	expect(binary.id).toMatch(/^database:/);
	const stored = await cluster.client.binaryData(binary.id!);
	const fromApi = await axios.get<Buffer>(
		`${emulator.baseUrl}/accounts/${accounts.main.id}/cni/interconnects/${name}/loa`,
		{
			headers: authHeaders(credentials.magicWanWrite),
			responseType: 'arraybuffer',
			proxy: false,
		},
	);
	expect(stored.equals(fromApi.data)).toBe(true);
}
