import type { INodeProperties } from 'n8n-workflow';

import type { Slot } from '../cloudflare';
import { byUuid, inAccount, labelOf, pickedFrom, searchPages, type LabelOf } from './search';

/**
 * A slot.
 *
 * @param searchListMethod which slots its list shows
 */
export function slotField(
	searchListMethod: 'searchFreeSlots' | 'searchSlots',
	description: string,
): INodeProperties {
	return {
		...pickedFrom(searchListMethod, byUuid),
		...inAccount,
		displayName: 'Slot',
		name: 'slotId',
		description,
	};
}

const label: LabelOf<Slot> = ({ id, site, facility, speed, occupied, ccr_device_name: device }) => {
	const { name, address } = facility ?? {};
	const state = occupied ? 'occupied' : undefined;
	const where = [address].flat().filter(Boolean).join(', ');
	return {
		name: labelOf(site, speed, state, device, name, String(id).slice(0, 8), where),
		value: id,
	};
};

const slots = { action: 'List slots', path: ['cni', 'slots'], label };

/** All slots, with those that are occupied marked. */
export const searchSlots = searchPages<Slot>(slots);

/** The slots that nobody occupies. */
export const searchFreeSlots = searchPages<Slot>({ ...slots, query: { occupied: false } });
