import type { INodeProperties } from 'n8n-workflow';

import type { Interconnect } from '../cloudflare';
import { inAccount, labelOf, pickedFrom, searchPages } from './search';

/** An existing interconnect, by the name that Cloudflare assigned. */
export const interconnectField: INodeProperties = {
	...pickedFrom('searchInterconnects', {
		modes: [
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. ams01-18b2a52c',
			},
		],
	}),
	...inAccount,
	displayName: 'Interconnect',
	name: 'interconnectName',
	description: 'The interconnect, identified by the name Cloudflare assigned',
};

/** The interconnects of the chosen account. */
export const searchInterconnects = searchPages<Interconnect>({
	action: 'List interconnects',
	path: ['cni', 'interconnects'],
	label: ({ name, type, site, facility, region, speed }) => ({
		name: labelOf(name, speed, typeNames[type] ?? type, region, site, facility?.name),
		value: name,
	}),
});

const typeNames: Record<string, string> = {
	direct: 'direct port',
	gcp_partner: 'Google Cloud partner',
};
