import { emulator } from '../harness/emulator.mts';
import {
	accounts,
	type Credential,
	type InterconnectSeed,
	type MagicInterconnect,
} from './index.mts';
import { ask } from './support.mts';

/* How the emulator's magic interconnects are tried. */

export const account = accounts.main.id;
export const magic = `/accounts/${account}/magic/cf_interconnects`;

export interface Call {
	as?: Credential;
	headers?: Record<string, string>;
}

export const send = (method: string, path: string, data?: unknown, { as, headers }: Call = {}) =>
	ask(emulator, method, path, data, as, headers);

/** Adds an interconnect and gives the magic one that came with it. */
export function seed(interconnect: InterconnectSeed = {}): MagicInterconnect & { id: string } {
	emulator.addInterconnect(interconnect);
	return emulator.magicInterconnects.at(-1) as MagicInterconnect & { id: string };
}
export const google: InterconnectSeed = { type: 'gcp_partner' };
export const newTarget = { 'x-magic-new-hc-target': 'true' };

export const put = (id: string, body: object, call?: Call) =>
	send('PUT', `${magic}/${id}`, body, call);
export const current = (id: string) => emulator.magicInterconnects.find((one) => one.id === id);
