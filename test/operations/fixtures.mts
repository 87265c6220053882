import {
	accounts,
	authHeaders,
	credentials,
	type Cni,
	type Emulator,
	type Interconnect,
	type MagicRoute,
} from '../emulator/index.mts';
import { locator } from '../harness/support.mts';

/* What stands in the emulator when an operation is tried. */

export const account_id = accounts.main.id;
export const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';
/** A BGP session as the node is told it, and as the API is. */
export const bgp = {
	settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'a key' },
};
export const apiBgp = {
	customer_asn: 65001,
	extra_prefixes: ['10.0.0.0/8'],
	md5_key: 'a key',
};
export const checkOnly = { checkOnly: true };

/* Compared with the SDK. */

export const name = 'ams 01/ü%';
/** An interconnect that nothing stands on: it can be deleted. */
export const unused = 'fra 01/#?';

/** What stands before each request that is compared: expressions find it in the input. */
export interface WireFixture {
	/** A free slot of 10G. */
	slot: string;
	cni: Cni;
	/** The identifier of a magic interconnect. */
	magic: string;
	route: MagicRoute;
	/** The customer's end of the magic interconnect. */
	nexthop: string;
}

/** Fills an emulator with it. */
export function wireFixture(emulator: Emulator): WireFixture {
	const [first, second, free] = emulator.slots.filter(
		({ occupied, speed }) => !occupied && speed === '10G',
	);
	emulator.addInterconnect({ name, slotId: first!.id });
	emulator.addInterconnect({ name: unused, slotId: second!.id });
	const cni = emulator.addCni({ interconnect: name, conduitName: 'first' });
	const route = emulator.addRoute({ interconnect: name, description: 'kept' });
	const magic = emulator.magicInterconnects[0]!.id!;
	return { slot: free!.id, cni, magic, route, nexthop: route.nexthop };
}

/* Tried with what can go wrong. */

/** The name of an interconnect that stands there. */
export const there = 'ams01-there';
export const thereNamed = { interconnectName: locator(there, 'name') };
export const freeSlot = ({ slots }: Emulator) =>
	locator(slots.find(({ occupied }) => !occupied)!.id);

/* Run for their answers. */

/** What the runs of all operations find; expressions are not needed, since each is told it. */
export interface RunFixture {
	emulator: Emulator;
	/** Interconnects: a direct one with a CNI and a route, a Google Cloud partner one, and one that can be deleted. */
	direct: Interconnect;
	partner: Interconnect;
	unused: Interconnect;
	/** A free slot. */
	slot: string;
	/** The customer's end of a magic interconnect. */
	nexthop: string;
	/** The identifiers of what earlier runs have made, by `resource.operation`. */
	made: Record<string, string>;
}

/** Fills an emulator with it. */
export async function runFixture(emulator: Emulator): Promise<RunFixture> {
	const direct = emulator.addInterconnect();
	const partner = emulator.addInterconnect({ type: 'gcp_partner' });
	const scope = { colo_names: ['ams01'], colo_regions: ['WEUR'] };
	emulator.addCni({ interconnect: direct.name, conduitName: 'first', bgp: apiBgp });
	const { nexthop } = emulator.addRoute({
		interconnect: direct.name,
		description: 'mine',
		scope,
		weight: 1,
	});
	await setAllOf(emulator, partner);
	emulator.setStatus(direct.name, { state: 'Down', reason: 'no light' });
	const slot = emulator.slots.findLast(({ occupied }) => !occupied)!.id;
	return {
		emulator,
		direct,
		partner,
		unused: emulator.addInterconnect(),
		slot,
		nexthop,
		made: {},
	};
}

/** The identifier of the magic interconnect of an interconnect. */
export const magicOf = (emulator: Emulator, { virtual_port_reservation_id: id }: Interconnect) =>
	emulator.magicInterconnects.find((one) => one.virtual_port_reservation_id === id)!.id!;

/** Sets all that the API lets one set of the magic interconnect of an interconnect, also what the node has no field for. */
async function setAllOf(emulator: Emulator, interconnect: Interconnect): Promise<void> {
	const url = `${emulator.baseUrl}/accounts/${account_id}/magic/cf_interconnects/${magicOf(emulator, interconnect)}`;
	const ids = { import_filter_id: 'import', export_filter_id: 'export', md5_key: 'a key' };
	const body = {
		bgp: { customer_asn: 65001, as_no: 65001, extra_prefixes: ['10.0.0.0/8'], ...ids },
		health_check: { direction: 'bidirectional', source: '169.254.240.1', type: 'request' },
		interface_address6: '2606:54c1:7:0:a9fe:12d2:1:200/127',
	};
	const headers = {
		...authHeaders(credentials.magicWanWrite),
		'content-type': 'application/json',
		'x-magic-new-hc-target': 'true',
	};
	const { status } = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
	if (status !== 200) throw new Error(`HTTP ${status}`);
}
