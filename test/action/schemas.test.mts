import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	authHeaders,
	credentials,
	startEmulator,
	type Emulator,
	type Interconnect,
} from '../emulator/index.mts';
import { locator, operation, operationsOfNode, runOn } from '../harness/support.mts';

/*
 * Real answers satisfy the schemas that the editor shows: they have no member that a schema lacks, and a schema has none
 * that no answer has.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());

const ajv = new Ajv({ allowUnionTypes: true });

/**
 * The schema, with members that it does not name refused at every depth.
 *
 * @param additionalProperties whether it may be without a member that comes
 */
function exact(schema: AnySchemaObject, additionalProperties = false): AnySchemaObject {
	const { properties, items, version, ...rest } = schema;
	return {
		...rest,
		...(items && { items: exact(items as AnySchemaObject) }),
		...(properties && {
			additionalProperties,
			properties: Object.fromEntries(
				Object.entries(properties as Record<string, AnySchemaObject>).map(([name, value]) => [
					name,
					exact(value),
				]),
			),
		}),
	};
}

/** The members that a schema names, such as `bgp.customer_asn`. */
function namedIn({ properties = {}, items }: AnySchemaObject, path = ''): string[] {
	const members = Object.entries(properties as Record<string, AnySchemaObject>);
	return [
		...members.flatMap(([name, value]) => [`${path}${name}`, ...namedIn(value, `${path}${name}.`)]),
		...(items ? namedIn(items as AnySchemaObject, path) : []),
	];
}

/** The members that an answer has. */
function membersOf(value: unknown, path = ''): string[] {
	if (Array.isArray(value)) return value.flatMap((one) => membersOf(one, path));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => [
		`${path}${name}`,
		...membersOf(inner, `${path}${name}.`),
	]);
}

/** Cloudflare does not document its members: the schema has only ours. */
const undocumented = ['interconnect.getDefaultLoaName'];

function schemaOf(title: string): AnySchemaObject {
	const file = `../../dist/nodes/CloudflareNetworkInterconnect/__schema__/v1.0.0/${title.replace('.', '/')}.json`;
	return JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as AnySchemaObject;
}

const magicOf = ({ virtual_port_reservation_id: id }: Interconnect) =>
	emulator.magicInterconnects.find((one) => one.virtual_port_reservation_id === id)!;

/** Sets all that the API lets one set of the magic interconnect of an interconnect, also what the node has no field for. */
async function setAllOf(interconnect: Interconnect): Promise<void> {
	const url = `${emulator.baseUrl}/accounts/${accounts.main.id}/magic/cf_interconnects/${magicOf(interconnect).id}`;
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
	expect(status).toBe(200);
}

const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';

test('for every operation that has a schema', async () => {
	const { name } = emulator.addInterconnect();
	const partner = emulator.addInterconnect({ type: 'gcp_partner' });
	const partnerName = locator(partner.name, 'name');
	const everywhere = { colo_names: ['ams01'], colo_regions: ['WEUR'] };
	const { nexthop } = emulator.addRoute({
		interconnect: name,
		description: 'mine',
		scope: everywhere,
		weight: 1,
	});
	await setAllOf(partner);
	emulator.setStatus(name, { state: 'Down', reason: 'no light' });
	const bgp = { settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'key' } };
	const interconnectName = locator(name, 'name');
	const slotId = locator(emulator.slots.findLast(({ occupied }) => !occupied)!.id);
	const magicInterconnectId = locator(emulator.magicInterconnects[0]!.id!);
	const ofPartner = () => locator(magicOf(partner).id!);
	const none = locator('ams01-none', 'name');
	const include = ['cnis', 'magicInterconnect', 'magicRoutes', 'status'];
	const checkOnly = { checkOnly: true };
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
	let cniId: INodeParameters = {};
	let magicRouteId: INodeParameters = {};

	/** In an order in which each finds what it needs; several runs where answers have several forms. */
	const runs: Array<[string, () => INodeParameters]> = [
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
		['cni.create', () => ({ interconnectName, conduitName: 'one', bgp })],
		['cni.create', () => ({ interconnectName, conduitName: 'one', bgp, options: checkOnly })],
		['cni.upsert', () => ({ interconnectName, conduitName: 'one', bgp, options: checkOnly })],
		['cni.upsert', () => ({ interconnectName, conduitName: 'one', mtu: 1400, options: checkOnly })],
		['cni.upsert', () => ({ interconnectName, conduitName: 'one', mtu: 1400 })],
		['cni.get', () => ({ cniId })],
		['cni.getAll', () => ({})],
		['cni.update', () => ({ cniId, updateFields: { mtu: 1400, bgpMode: 'advertise_only' } })],
		['interconnect.getAll', () => ({ options: { include } })],
		['cni.delete', () => ({ cniId })],
		['interconnect.delete', () => ({ interconnectName: locator('={{ $json.unused }}', 'name') })],
		['slot.get', () => ({ slotId })],
		['slot.getAll', () => ({ returnAll: true })],
		['settings.get', () => ({})],
		['settings.update', () => ({ defaultAsn: 65001 })],
		['magicInterconnect.update', () => ({ magicInterconnectId, updateFields: { bgp, mtu: 1400 } })],
		[
			'magicInterconnect.update',
			() => ({ magicInterconnectId: ofPartner(), updateFields: { bgp } }),
		],
		['magicInterconnect.get', () => ({ magicInterconnectId })],
		['magicInterconnect.getAll', () => ({})],
		['magicRoute.create', () => ({ ...route, options: checkOnly })],
		['magicRoute.create', () => route],
		['magicRoute.create', () => ({ ...route, options: checkOnly })],
		['magicRoute.upsert', () => ({ ...route, options: checkOnly })],
		['magicRoute.upsert', () => ({ ...heavier, options: checkOnly })],
		['magicRoute.upsert', () => heavier],
		['magicRoute.get', () => ({ magicRouteId })],
		['magicRoute.update', () => ({ magicRouteId, updateFields: { description: '' } })],
		['magicRoute.getAll', () => ({})],
		['magicRoute.delete', () => ({ magicRouteId })],
	];
	const answered = new Map<string, string[]>();
	const unused = emulator.addInterconnect().name;
	for (const [title, parameters] of runs) {
		const [resource, value] = title.split('.') as [string, string];
		const { items, error } = await runOn(emulator, operation(resource, value, parameters()), {
			input: [{ unused }],
		});
		expect([title, error?.message]).toEqual([title, undefined]);
		expect(items.length).toBeGreaterThan(0);
		const { id } = items[0]!.json;
		if (id && title === 'cni.create') cniId = locator(String(id));
		if (id && title === 'magicRoute.create') magicRouteId = locator(String(id));
		const validate = ajv.compile(exact(schemaOf(title), undocumented.includes(title)));
		for (const { json } of items) {
			// n8n drops undefined members when it stores the item.
			const valid = validate(JSON.parse(JSON.stringify(json)));
			expect([title, valid, validate.errors]).toEqual([title, true, null]);
			answered.set(title, [...(answered.get(title) ?? []), ...membersOf(json)]);
		}
	}
	const superfluous = [...answered].flatMap(([title, members]) =>
		namedIn(schemaOf(title)).flatMap((name) =>
			members.includes(name) ? [] : [`${title}: ${name}`],
		),
	);
	expect(superfluous).toEqual([]);
	const tried = new Set(runs.map(([title]) => title));
	expect([...tried].sort()).toEqual(operationsOfNode().sort());
});
