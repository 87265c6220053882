import type { INodeProperties } from 'n8n-workflow';

import type { Cni } from '../cloudflare';
import { byUuid, inAccount, labelOf, pickedFrom, searchPages } from './search';

/** An existing CNI. */
export const cniField: INodeProperties = {
	...pickedFrom('searchCnis', byUuid('A CNI ID is a UUID')),
	...inAccount,
	displayName: 'CNI',
	name: 'cniId',
	description: 'The CNI, by its ID',
};

/** The CNIs of the chosen account. */
export const searchCnis = searchPages<Cni>({
	action: 'List CNIs',
	path: ['cni', 'cnis'],
	label: ({ id, interconnect, magic, cust_ip: customer }) => ({
		name: labelOf(magic?.conduit_name ?? id, interconnect, customer, magic?.description),
		value: id,
	}),
});
