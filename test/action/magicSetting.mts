import { beforeEach } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { operation } from '../harness/support.mts';

/* Three magic interconnects at the emulator, as new before each test of the file that imports this. */

beforeEach(() => {
	for (let i = 0; i < 3; i++) emulator.addInterconnect();
});

export const below = `/accounts/${accounts.main.id}/magic/cf_interconnects`;
export const magic = (value: string, parameters: INodeParameters = {}) =>
	operation('magicInterconnect', value, parameters);
export const first = () => emulator.magicInterconnects[0]!;
