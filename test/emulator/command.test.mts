import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import axios from 'axios';
import { emulator } from '../harness/emulator.mts';
import { authHeaders, credentials, startEmulator } from './index.mts';

// The server and the command that starts it.

test('listens on 127.0.0.1 only, on the port that was asked for, and says when it is taken', async () => {
	expect(emulator.baseUrl).toBe(`http://127.0.0.1:${emulator.port}/client/v4`);
	const taken = startEmulator({ port: emulator.port });
	await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('npm run emulator', () => {
	/** Runs the command itself, from the package's root folder, where npm runs it. */
	const run = (...args: string[]) => {
		const child = spawn(process.execPath, ['test/emulator/main.mts', ...args]);
		const output = { text: '' };
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
		}
		return { child, output, exit: once(child, 'exit') };
	};

	test('prints its address, every credential and a curl line that works; stops on SIGTERM', async () => {
		const { child, output, exit } = run('--port', '0');
		while (!output.text.includes('Ctrl-C')) await once(child.stdout, 'data');
		for (const credential of Object.values(credentials)) {
			for (const value of Object.values(authHeaders(credential))) {
				expect(output.text).toContain(value);
			}
			expect(output.text).toContain(credential.description);
		}
		const curl = /curl -s -H '(\w+): ([^']+)' '(http:[^']+)'/.exec(output.text);
		const [, name = '', value = '', url = ''] = curl ?? [];
		const { status, data } = await axios.get(url, { headers: { [name]: value } });
		expect(status).toBe(200);
		expect(data.items).toHaveLength(5);
		child.kill('SIGTERM');
		expect(await exit).toEqual([0, null]);
	});

	test.each([
		['a port in use', () => String(emulator.port), () => `Port ${emulator.port} is in use`],
		['no port', () => 'http', () => '--port takes a number from 0 to 65535, not "http".'],
	])('says %s in a sentence', async (_what, port, message) => {
		const { output, exit } = run('--port', port());
		expect(await exit).toEqual([1, null]);
		expect(output.text).toContain(message());
	});
});
