import type { INodeProperties } from 'n8n-workflow';

import type { MagicInterconnect } from '../cloudflare';
import { inAccount, labelOf, pickedFrom, searchList } from './search';

/** An existing magic interconnect. */
export const magicInterconnectField: INodeProperties = {
	...pickedFrom('searchMagicInterconnects', {
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
			},
		],
	}),
	...inAccount,
	displayName: 'Magic Interconnect',
	name: 'magicInterconnectId',
	description: 'The magic interconnect, identified by its ID',
};

/** The magic interconnects of the chosen account. */
export const searchMagicInterconnects = searchList<MagicInterconnect>(
	{
		action: 'List magic interconnects',
		path: ['magic', 'cf_interconnects'],
		label: ({ id, name, colo_name: colo, interface_address: address, description }) => ({
			name: labelOf(name ?? id, colo, address, description),
			value: id,
		}),
	},
	'interconnects',
);
