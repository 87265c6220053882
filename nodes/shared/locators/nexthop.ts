import type { INodeProperties } from 'n8n-workflow';

import type { MagicInterconnect } from '../cloudflare';
import { otherEnd } from '../params/addresses';
import { inAccount, labelOf, pickedFrom, searchList } from './search';

/** Where a route sends its traffic. */
export const nexthopField: INodeProperties = {
	...pickedFrom('searchNexthops', {
		modes: [
			{
				displayName: 'By Address',
				name: 'address',
				type: 'string',
				placeholder: 'e.g. 169.254.240.1',
			},
		],
	}),
	...inAccount,
	displayName: 'Next Hop',
	name: 'nexthop',
	description: 'Your end of the magic interconnect that carries the traffic',
};

/** The customer's end of each magic interconnect of the chosen account. */
export const searchNexthops = searchList<MagicInterconnect>(
	{
		action: 'List next hops',
		path: ['magic', 'cf_interconnects'],
		label({ id, name, colo_name: colo, interface_address: link, description }) {
			const address = otherEnd(link ?? '');
			return { name: labelOf(name ?? id, address, colo, description), value: address };
		},
	},
	'interconnects',
);
