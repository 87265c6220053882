import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { installN8n, n8nIsInstalled } from '../n8n/install.mts';
import { installPackage, packPackage } from '../n8n/package.mts';
import { freePort } from '../n8n/ports.mts';
import { N8nClient } from '../n8n/rest.mts';
import { startN8n } from '../n8n/server.mts';
import { write, type Table } from './results.mts';
import { loading } from './loading.mts';
import * as tables from './tables.mts';

/*
 * `npm run bench`: the node in a real n8n against its peers, in one run on one machine. `-- --quick` is a short form that
 * fails where a ratio is more than twice its goal.
 */

const root = join(import.meta.dirname, '..', '..');
const quick = process.argv.includes('--quick');
const { signal } = new AbortController();

/** An n8n with the built package. */
async function startBenchN8n(run: string): Promise<tables.Bench> {
	const n8n = join(root, '.demo', 'n8n');
	if (!n8nIsInstalled({ root, n8n })) await installN8n({ root, n8n, logs: run }, signal);
	await installPackage(await packPackage(root, run, signal), run, signal);
	const server = await startN8n({ n8n, userFolder: run, port: await freePort() }, signal);
	const client = new N8nClient(server.baseUrl);
	await client.setUpOwner({
		email: 'owner@example.com',
		password: 'Bench-password-1',
		firstName: 'Bench',
		lastName: 'Owner',
	});
	return { client, stop: server.stop, signal: server.signal, pid: server.pid };
}

async function main(): Promise<number> {
	mkdirSync(join(root, '.demo'), { recursive: true });
	const run = mkdtempSync(join(root, '.demo', 'bench-'));
	const bench = await startBenchN8n(run);
	const done: Table[] = [];
	try {
		const add = (table: Table) => {
			console.log(`\n${table.title}\n\n${table.text}`);
			done.push(table);
		};
		add(
			await tables.statusReads(bench, quick ? { count: 300, times: 1 } : { count: 1000, times: 3 }),
		);
		if (!quick) add(await tables.exhaustedQuota(bench));
		add(await tables.listings(bench, quick ? [1000] : [100, 1000, 10_000]));
		add(await tables.costByItems(bench, quick ? [100] : [1, 10, 100, 1000, 10_000]));
		if (!quick) add(await tables.processes(async () => await startBenchN8n(await anotherRun())));
		// Not a ratio to a peer: what is quick to load depends on the machine.
		if (!quick) add(await loading(root, run));
	} finally {
		await bench.stop();
		rmSync(run, { recursive: true, force: true });
	}
	if (!quick) write(join(import.meta.dirname, 'RESULTS.md'), root, done);
	const missed = done.flatMap(({ goals }) => goals).filter(({ ratio, goal }) => ratio > 2 * goal);
	for (const { what, ratio, goal } of missed) {
		console.log(`\n${what}: ${ratio.toFixed(2)}, more than twice the goal of ${goal}`);
	}
	return quick && missed.length > 0 ? 1 : 0;
}

const runs: string[] = [];
async function anotherRun(): Promise<string> {
	const run = mkdtempSync(join(root, '.demo', 'bench-'));
	runs.push(run);
	return run;
}

process.exitCode = await main().finally(() => {
	for (const run of runs) rmSync(run, { recursive: true, force: true });
});
