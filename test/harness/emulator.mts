import { afterAll, beforeAll, beforeEach } from '@jest/globals';

import { startEmulator, type Emulator } from '../emulator/index.mts';

/* An emulator for the tests of a file: whatever imports this has it, as new before each test. */

export let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());
