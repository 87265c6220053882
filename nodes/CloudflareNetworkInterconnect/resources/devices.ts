import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../shared/api';
import { unlessNotFound } from './unlessNotFound';

/**
 * The device that a port is on. The API documents the member as optional in interconnects and in slots, and older
 * responses have it in neither.
 *
 * @param interconnect as the API returns it; one without its device is looked up by its slot, with one request
 * @returns undefined where it can't be told, as for a Google Cloud partner attachment, which has no port
 */
export async function deviceOf(api: Api, interconnect: IDataObject): Promise<string | undefined> {
	const { slot_id: slot } = interconnect;
	const own = deviceIn(interconnect);
	if (own !== undefined || typeof slot !== 'string' || slot === '') return own;
	return deviceIn((await unlessNotFound(api.get(['cni', 'slots', slot]))) ?? {});
}

/** The device that an interconnect or a slot names; undefined where it names none. */
export function deviceIn({ ccr_device_name: device }: IDataObject): string | undefined {
	return typeof device === 'string' && device.trim() !== '' ? device : undefined;
}
