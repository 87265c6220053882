import type { IDataObject } from 'n8n-workflow';

import type { MagicInterconnect } from '../../../shared/cloudflare';

/** The main members of a magic interconnect. */
export function simplified(object: IDataObject): IDataObject {
	const { health_check: healthCheck, bgp, ...rest } = object as unknown as MagicInterconnect;
	const { id, name, description, colo_name, interface_address } = rest;
	const { mtu, virtual_port_reservation_id, modified_on } = rest;
	return {
		id,
		name,
		description,
		colo_name,
		interface_address,
		mtu,
		virtual_port_reservation_id,
		health_check_enabled: healthCheck?.enabled,
		bgp_customer_asn: bgp?.customer_asn,
		modified_on,
	};
}
