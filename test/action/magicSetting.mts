import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, startEmulator, type Emulator } from '../emulator/index.mts';
import { operation } from '../harness/support.mts';

/* An emulator with three magic interconnects: whatever imports this has it, as new before each test. */

export let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => {
	emulator.reset();
	for (let i = 0; i < 3; i++) emulator.addInterconnect();
});
afterAll(async () => await emulator.stop());

export const below = `/accounts/${accounts.main.id}/magic/cf_interconnects`;
export const magic = (value: string, parameters: INodeParameters = {}) =>
	operation('magicInterconnect', value, parameters);
export const first = () => emulator.magicInterconnects[0]!;
