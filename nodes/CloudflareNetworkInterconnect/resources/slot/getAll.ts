import type { IDataObject } from 'n8n-workflow';

import { listingFields } from '../../../shared/fields/listing';
import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import { filterParam } from '../../../shared/params/filters';
import { deviceIn, deviceOf } from '../devices';
import { getManyPages } from '../getMany';
import type { Call, Operation } from '../types';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many slots',
	description: 'Retrieve the slots where direct ports can be ordered, one item each',
	effect: 'read',
	fields: [
		...listingFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Address Contains',
					name: 'addressContains',
					type: 'string',
					default: '',
					placeholder: 'e.g. Amsterdam',
					description: "Only return slots with this text in their facility's address",
					hint: 'Enter * for slots at any address',
				},
				{
					...interconnectField,
					displayName: 'Different Device From',
					name: 'differentDeviceFrom',
					required: false,
					description:
						'Only return slots on another device than this interconnect, for a port that does not fail with it. Slots whose device Cloudflare does not name are left out.',
					hint: 'An expression may return * for slots on any device',
				},
				{
					displayName: 'Facility',
					name: 'facility',
					type: 'string',
					default: '',
					placeholder: 'e.g. Equinix AM5',
					description: "Only return slots with this text in their facility's name",
					hint: 'Enter * for slots in any facility',
				},
				{
					displayName: 'Occupied',
					name: 'occupied',
					type: 'boolean',
					default: false,
					description: 'Whether to return occupied slots instead of free ones',
					hint: 'An expression may return * for both free and occupied slots',
				},
				{
					displayName: 'Site',
					name: 'site',
					type: 'string',
					default: '',
					placeholder: 'e.g. ams01',
					description:
						'Only return slots at this Cloudflare site, spelled as in the Get Many output',
					hint: 'Enter * for slots at any site',
				},
				{
					displayName: 'Speed',
					name: 'speed',
					type: 'string',
					default: '',
					placeholder: 'e.g. 10G',
					description: 'Only return slots that support this speed',
					hint: 'Enter * for slots of any speed',
				},
			],
		},
		optionsField('read'),
	],
	prepare(call) {
		const { flag, segment, text } = call.params;
		const query = {
			address_contains: filterParam(call.params, 'filters.addressContains', text),
			occupied: filterParam(call.params, 'filters.occupied', flag),
			site: filterParam(call.params, 'filters.site', text),
			speed: filterParam(call.params, 'filters.speed', text),
		};
		const facility = filterParam(call.params, 'filters.facility', text);
		const other = filterParam(call.params, 'filters.differentDeviceFrom', segment);
		const isFiltered = facility !== undefined || other !== undefined;
		const choose = async (listed: IDataObject[]) => {
			const there = facility === undefined ? listed : listed.filter(isIn(facility));
			return other === undefined ? there : await onAnotherDevice(call, there, other);
		};
		return getManyPages(call, ['cni', 'slots'], query, isFiltered ? { choose } : {});
	},
};

function isIn(text: string): (slot: IDataObject) => boolean {
	return ({ facility }) => {
		const name = (facility as { name?: unknown } | undefined)?.name;
		return typeof name === 'string' && name.toLowerCase().includes(text.toLowerCase());
	};
}

/** @param name of the interconnect that the slots are to be redundant to */
async function onAnotherDevice(
	{ api, hint, stop }: Call,
	slots: IDataObject[],
	name: string,
): Promise<IDataObject[]> {
	const interconnect = await api.get(['cni', 'interconnects', name]);
	const device = await deviceOf(api, interconnect);
	if (device === undefined) {
		throw stop(
			interconnect.slot_id
				? `The device of interconnect '${name}' is not known: Cloudflare does not name it`
				: `Interconnect '${name}' has no port, so no slot can be on another device`,
			"Choose another interconnect, or remove the filter 'Different Device From'.",
		);
	}
	const unknown = slots.filter((slot) => deviceIn(slot) === undefined).length;
	if (unknown > 0) {
		const left = unknown === 1 ? '1 slot was' : `${unknown} slots were`;
		hint(`${left} left out: Cloudflare does not name the device.`);
	}
	return slots.filter((slot) => ![undefined, device].includes(deviceIn(slot)));
}
