import { describe, expect, test } from '@jest/globals';
import { readOptions } from './options.mts';

describe('readOptions', () => {
	test('gives the well-known ports where none is chosen', () => {
		expect(readOptions([])).toEqual({
			help: false,
			once: false,
			n8nPort: 5678,
			emulatorPort: 8787,
		});
	});

	test('gives any free port under --once, except where one is chosen', () => {
		expect(readOptions(['--once', '--n8n-port', '7001'])).toMatchObject({
			once: true,
			n8nPort: 7001,
			emulatorPort: 0,
		});
	});

	test.each([
		[['--port', '1'], "Unknown option '--port'"],
		[['now'], "Unexpected argument 'now'"],
		[['--n8n-port'], "Option '--n8n-port <value>' argument missing"],
		[
			['--n8n-port', '65536'],
			"--n8n-port takes a number from 0 (any free port) to 65535, not '65536'",
		],
		[['--emulator-port', '1e3'], '--emulator-port takes a number'],
		[['--n8n-port', '8787'], 'n8n and the emulator need a port each, not both 8787'],
	])('refuses %j', (args, message) => {
		expect(() => readOptions(args)).toThrow(message);
	});
});
