import type { INodeParameters } from 'n8n-workflow';

import type { Cni, Emulator } from '../emulator/index.mts';
import { locator, operation, runOn } from '../harness/support.mts';

/* How the tests of CNIs call the node. */

export const cni = (value: string, parameters: INodeParameters = {}) =>
	operation('cni', value, parameters);

/** Parameters of a create on an interconnect. */
export const named = (name: string, more: INodeParameters = {}) =>
	cni('create', {
		interconnectName: locator(name, 'name'),
		conduitName: 'ams-primary',
		...more,
	});

export const bgp = (settings: INodeParameters) => ({ settings });

/** Orders a CNI that a test finds. */
export async function existingCni(
	emulator: Emulator,
	settings: INodeParameters = { customerAsn: 65001, md5Key: 'kept-key' },
): Promise<Cni> {
	const { name } = emulator.addInterconnect();
	const { items, error } = await runOn(emulator, named(name, { bgp: bgp(settings) }));
	if (error) throw error as Error;
	return items[0]!.json as unknown as Cni;
}
