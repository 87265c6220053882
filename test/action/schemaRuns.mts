import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	authHeaders,
	credentials,
	type Emulator,
	type Interconnect,
} from '../emulator/index.mts';
import { locator } from '../harness/support.mts';

/* Runs of every operation whose answers together have all members that answers can have. */

/** An operation, and what it is called with once those before it have run. */
export type Run = [operation: string, parameters: () => INodeParameters];

/** What an earlier run has made, by its operation. */
export type Made = Record<string, string>;

const checkOnly = { checkOnly: true };
const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';
const bgp = { settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'key' } };

/**
 * In an order in which each finds what it needs; several where answers have several forms.
 *
 * @param made filled by who runs them
 */
export async function allRuns(emulator: Emulator, made: Made): Promise<Run[]> {
	const direct = emulator.addInterconnect();
	const partner = emulator.addInterconnect({ type: 'gcp_partner' });
	const scope = { colo_names: ['ams01'], colo_regions: ['WEUR'] };
	const route = { interconnect: direct.name, description: 'mine', scope, weight: 1 };
	const { nexthop } = emulator.addRoute(route);
	await setAllOf(emulator, partner);
	emulator.setStatus(direct.name, { state: 'Down', reason: 'no light' });
	const slotId = locator(emulator.slots.findLast(({ occupied }) => !occupied)!.id);
	const unused = emulator.addInterconnect().name;
	return [
		...interconnectRuns(slotId, direct, partner),
		...cniRuns(locator(direct.name, 'name'), made),
		['interconnect.delete', () => ({ interconnectName: locator(unused, 'name') })],
		...slotRuns(slotId),
		...magicInterconnectRuns(emulator, partner),
		...magicRouteRuns(nexthop, made),
	];
}

function interconnectRuns(
	slotId: INodeParameters,
	direct: Interconnect,
	partner: Interconnect,
): Run[] {
	const interconnectName = locator(direct.name, 'name');
	const partnerName = locator(partner.name, 'name');
	const none = locator('ams01-none', 'name');
	return [
		['interconnect.create', () => ({ type: 'direct', slotId, speed: '10G', options: checkOnly })],
		['interconnect.create', () => ({ type: 'direct', slotId })],
		['interconnect.create', () => ({ type: 'direct', slotId, options: checkOnly })],
		['interconnect.create', () => ({ type: 'gcp_partner', pairingKey, options: checkOnly })],
		['interconnect.create', () => ({ type: 'gcp_partner', pairingKey })],
		['interconnect.get', () => ({ interconnectName })],
		['interconnect.get', () => ({ interconnectName: partnerName })],
		['interconnect.getAll', () => ({ returnAll: true })],
		['interconnect.waitForStatus', () => ({ interconnectName, waitFor: 'notPending' })],
		['interconnect.waitForStatus', () => ({ interconnectName: none, waitFor: 'deleted' })],
		['interconnect.getStatus', () => ({ interconnectName })],
		['interconnect.getDefaultLoaName', () => ({ interconnectName })],
		['interconnect.downloadLoa', () => ({ interconnectName })],
	];
}

function cniRuns(interconnectName: INodeParameters, made: Made): Run[] {
	const cniId = () => locator(made['cni.create']!);
	const include = ['cnis', 'magicInterconnect', 'magicRoutes', 'status'];
	return [
		['cni.create', () => ({ interconnectName, conduitName: 'one', bgp })],
		['cni.create', () => ({ interconnectName, conduitName: 'one', bgp, options: checkOnly })],
		['cni.upsert', () => ({ interconnectName, conduitName: 'one', bgp, options: checkOnly })],
		['cni.upsert', () => ({ interconnectName, conduitName: 'one', mtu: 1400, options: checkOnly })],
		['cni.upsert', () => ({ interconnectName, conduitName: 'one', mtu: 1400 })],
		['cni.get', () => ({ cniId: cniId() })],
		['cni.getAll', () => ({})],
		[
			'cni.update',
			() => ({ cniId: cniId(), updateFields: { mtu: 1400, bgpMode: 'advertise_only' } }),
		],
		['interconnect.getAll', () => ({ options: { include } })],
		['cni.delete', () => ({ cniId: cniId() })],
	];
}

function slotRuns(slotId: INodeParameters): Run[] {
	return [
		['slot.get', () => ({ slotId })],
		['slot.getAll', () => ({ returnAll: true })],
		['settings.get', () => ({})],
		['settings.update', () => ({ defaultAsn: 65001 })],
	];
}

function magicInterconnectRuns(emulator: Emulator, partner: Interconnect): Run[] {
	const magicInterconnectId = locator(emulator.magicInterconnects[0]!.id!);
	const ofPartner = () => locator(magicOf(emulator, partner).id!);
	return [
		['magicInterconnect.update', () => ({ magicInterconnectId, updateFields: { bgp, mtu: 1400 } })],
		[
			'magicInterconnect.update',
			() => ({ magicInterconnectId: ofPartner(), updateFields: { bgp } }),
		],
		['magicInterconnect.get', () => ({ magicInterconnectId })],
		['magicInterconnect.getAll', () => ({})],
	];
}

function magicRouteRuns(nexthop: string, made: Made): Run[] {
	const route = {
		prefix: '198.51.100.0/24',
		nexthop: locator(nexthop, 'address'),
		additionalFields: {
			description: 'one',
			scopeColoNames: 'ams01',
			scopeColoRegions: 'WEUR',
			weight: 2,
		},
	};
	const heavier = { ...route, additionalFields: { weight: 3 } };
	const magicRouteId = () => locator(made['magicRoute.create']!);
	return [
		['magicRoute.create', () => ({ ...route, options: checkOnly })],
		['magicRoute.create', () => route],
		['magicRoute.create', () => ({ ...route, options: checkOnly })],
		['magicRoute.upsert', () => ({ ...route, options: checkOnly })],
		['magicRoute.upsert', () => ({ ...heavier, options: checkOnly })],
		['magicRoute.upsert', () => heavier],
		['magicRoute.get', () => ({ magicRouteId: magicRouteId() })],
		[
			'magicRoute.update',
			() => ({ magicRouteId: magicRouteId(), updateFields: { description: '' } }),
		],
		['magicRoute.getAll', () => ({})],
		['magicRoute.delete', () => ({ magicRouteId: magicRouteId() })],
	];
}

const magicOf = (emulator: Emulator, { virtual_port_reservation_id: id }: Interconnect) =>
	emulator.magicInterconnects.find((one) => one.virtual_port_reservation_id === id)!;

/** Sets all that the API lets one set of the magic interconnect of an interconnect, also what the node has no field for. */
async function setAllOf(emulator: Emulator, interconnect: Interconnect): Promise<void> {
	const url = `${emulator.baseUrl}/accounts/${accounts.main.id}/magic/cf_interconnects/${magicOf(emulator, interconnect).id}`;
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
