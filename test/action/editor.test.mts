import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import { callTool, run } from '../harness/engine.mts';
import { stored } from '../harness/support.mts';

/* What the editor makes of the node's description, with n8n's own code, and what a node does that nobody set up. */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const credential = () => stored(emulator, credentials.magicWanWrite, accounts.main.id);
const sent = () => emulator.requests.map(({ method, path }) => [method, path.split('/cni/')[1]]);

/* A saved node has only the parameters that differ from their defaults. */
test.each([
	[{}, 'interconnects'],
	[{ resource: 'cni' }, 'cnis'],
])('a node that nobody set up, but for %j, lists and orders nothing', async (parameters, path) => {
	const { error } = await run({ parameters, credential: credential() });
	expect(error).toBeUndefined();
	expect(sent()).toEqual([['GET', path]]);
});

test.each([
	[{}, 'interconnects'],
	[{ resource: 'cni' }, 'cnis'],
])('a tool that nobody set up, but for %j, lists and orders nothing', async (parameters, path) => {
	await callTool({ parameters, credential: credential() }, [{}]);
	expect(sent()).toEqual([['GET', path]]);
});
