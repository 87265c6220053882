import type { INodeProperties } from 'n8n-workflow';

import type { Cni } from '../cloudflare';
import { byUuid, inAccount, labelOf, pickedFrom, searchPages } from './search';

/** An existing CNI connection. */
export const cniField: INodeProperties = {
	...pickedFrom('searchCnis', byUuid),
	...inAccount,
	displayName: 'CNI Connection',
	name: 'cniId',
	description: 'The private connection, identified by its ID',
};

/** The CNI connections of the chosen account. */
export const searchCnis = searchPages<Cni>({
	action: 'List CNI connections',
	path: ['cni', 'cnis'],
	label: ({ id, interconnect, magic, cust_ip: customer }) => ({
		name: labelOf(magic?.conduit_name ?? id, interconnect, customer, magic?.description),
		value: id,
	}),
});
