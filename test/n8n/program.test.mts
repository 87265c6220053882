import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.mts';
import { runProgram, startProgram } from './program.mts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (name = 'program.log') => ({ cwd: folder, log: join(folder, name) });
const never = new AbortController().signal;

/** A shell that waits for a Node which listens on a port, so that the port tells whether it runs. */
const listener = (port: number) => [
	'-c',
	`"$0" -e 'require("net").createServer().listen(${port}, "127.0.0.1")' & wait`,
	process.execPath,
];

/** Waits, if need be until the test's time is up. */
async function untilPort(state: 'taken' | 'free', port: number): Promise<void> {
	const now = async () =>
		await freePort(port).then(
			() => 'free',
			() => 'taken',
		);
	while ((await now()) !== state) await sleep(50);
}

test('a program that fails is reported with its status and the last lines that it wrote', async () => {
	const lines =
		'i=1; while [ $i -le 60 ]; do echo "line $i"; i=$((i+1)); done; echo why >&2; exit 3';
	const failed = runProgram('sh', ['-c', lines], { ...options(), signal: never });
	await expect(failed).rejects.toThrow(/ended with status 3\..*:\nline 22\n[^]*line 60\nwhy$/);
});

test('a program that does not exist is reported', async () => {
	const failed = runProgram('no-such-program', [], { ...options(), signal: never });
	await expect(failed).rejects.toThrow('ENOENT');
});

test('stop ends the programs that a program started, too', async () => {
	const port = await freePort();
	const program = await startProgram('sh', listener(port), options());
	await untilPort('taken', port);
	await program.stop();
	await untilPort('free', port);
});

test('what a program leaves behind when it ends by itself is ended', async () => {
	const port = await freePort();
	const [, script, node] = listener(port);
	const run = runProgram('sh', ['-c', script!.replace('wait', 'sleep 2'), node!], {
		...options(),
		signal: never,
	});
	await untilPort('taken', port);
	await run;
	await untilPort('free', port);
});

test('an abort ends the program and rejects with its reason', async () => {
	const stopping = new AbortController();
	const run = runProgram('sleep', ['60'], { ...options(), signal: stopping.signal });
	setTimeout(() => stopping.abort(new Error('stopped')), 100);
	await expect(run).rejects.toThrow('stopped');
});
