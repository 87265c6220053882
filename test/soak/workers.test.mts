import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { startEmulator } from '../emulator/index.mts';

/*
 * Three processes on one machine and one credential, as in n8n's queue mode, with more items than the quota has
 * requests. The window is shorter than Cloudflare's, which only makes it harder: everything happens ten times as fast.
 */

const WORKERS = 3;
const ITEMS = 600;
const rateLimit = { quota: 1200, window: 30_000, block: 30_000, perSecond: 200 };

const run = promisify(execFile);

/** What a worker prints last; n8n prints before whatever it likes. */
const resultOf = ({ stdout }: { stdout: string }) =>
	JSON.parse(stdout.trim().split('\n').at(-1)!) as unknown;

test(`${WORKERS} workers with ${ITEMS} items each never meet a limit`, async () => {
	const emulator = await startEmulator({ rateLimit });
	try {
		const { name } = emulator.addInterconnect();
		const files = ['start.cjs', 'worker.mts'].map((file) => join(import.meta.dirname, file));
		const args = [...files, emulator.baseUrl, name, String(ITEMS)];
		const outputs = await Promise.all(
			Array.from(
				{ length: WORKERS },
				async () => await run(process.execPath, args, { timeout: 150_000 }),
			),
		);
		expect(outputs.map(resultOf)).toEqual(outputs.map(() => ({ results: ITEMS })));
		const times = emulator.requests.map(({ time }) => time).sort((a, b) => a - b);
		expect(times).toHaveLength(WORKERS * ITEMS);
		expect(emulator.requests.filter(({ status }) => status !== 200)).toEqual([]);
		const busiestSecond = Math.max(
			...times.map((time, i) => times.findLastIndex((other) => other < time + 1000) - i + 1),
		);
		expect(busiestSecond).toBeLessThan(200);
		const seconds = Math.round((times.at(-1)! - times[0]!) / 1000);
		process.stdout.write(
			`\n${times.length} requests in ${seconds} s, at most ${busiestSecond} in a second\n`,
		);
	} finally {
		await emulator.stop();
	}
}, 180_000);
