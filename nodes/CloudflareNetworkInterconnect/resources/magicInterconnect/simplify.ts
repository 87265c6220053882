import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { MagicInterconnect } from '../../../shared/cloudflare';
import type { Params } from '../../../shared/params/types';

/** The "Simplify" switch of the resource. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** @returns what to do with each object of an answer */
export function simplifierOf(params: Params): (object: IDataObject) => IDataObject {
	return params.flag('simplify') ? simplified : (object) => object;
}

function simplified(object: IDataObject): IDataObject {
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
