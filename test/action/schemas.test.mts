import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import type { INodeParameters } from 'n8n-workflow';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { locator, operation, operationsOfNode, runOn } from '../harness/support.mts';

/* Real answers satisfy the schemas that the editor shows, and have no member that a schema lacks. */

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

/** Cloudflare does not document its members: the schema has only ours. */
const undocumented = ['interconnect.getDefaultLoaName'];

function schemaOf(title: string): AnySchemaObject {
	const file = `../../dist/nodes/CloudflareNetworkInterconnect/__schema__/v1.0.0/${title.replace('.', '/')}.json`;
	return JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as AnySchemaObject;
}

const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';

test('for every operation that has a schema', async () => {
	const { name } = emulator.addInterconnect();
	emulator.addInterconnect({ type: 'gcp_partner' });
	emulator.addRoute({ interconnect: name });
	emulator.addCni({ interconnect: name });
	emulator.setStatus(name, { state: 'Down', reason: 'no light' });
	const bgp = { settings: { customerAsn: 65001, extraPrefixes: '10.0.0.0/8', md5Key: 'key' } };
	const interconnectName = locator(name, 'name');
	const slotId = locator(emulator.slots.findLast(({ occupied }) => !occupied)!.id);
	const magicInterconnectId = locator(emulator.magicInterconnects[0]!.id!);
	const none = locator('ams01-none', 'name');
	const include = ['cnis', 'magicInterconnect', 'magicRoutes', 'status'];
	const checkOnly = { checkOnly: true };
	let cniId: INodeParameters = {};

	/** In an order in which each finds what it needs; several runs where answers have several forms. */
	const runs: Array<[string, () => INodeParameters]> = [
		['interconnect.create', () => ({ type: 'direct', slotId, options: checkOnly })],
		['interconnect.create', () => ({ type: 'direct', slotId })],
		['interconnect.create', () => ({ type: 'direct', slotId, options: checkOnly })],
		['interconnect.create', () => ({ type: 'gcp_partner', pairingKey, options: checkOnly })],
		['interconnect.create', () => ({ type: 'gcp_partner', pairingKey })],
		['interconnect.get', () => ({ interconnectName })],
		['interconnect.getAll', () => ({ returnAll: true })],
		['interconnect.getAll', () => ({ options: { include } })],
		['interconnect.waitForStatus', () => ({ interconnectName, waitFor: 'notPending' })],
		['interconnect.waitForStatus', () => ({ interconnectName: none, waitFor: 'deleted' })],
		['interconnect.getStatus', () => ({ interconnectName })],
		['interconnect.getDefaultLoaName', () => ({ interconnectName })],
		['interconnect.downloadLoa', () => ({ interconnectName })],
		['cni.create', () => ({ interconnectName, conduitName: 'one', bgp })],
		['cni.get', () => ({ cniId })],
		['cni.getAll', () => ({})],
		['cni.update', () => ({ cniId, updateFields: { mtu: 1400 } })],
		['cni.delete', () => ({ cniId })],
		['interconnect.delete', () => ({ interconnectName: locator('={{ $json.unused }}', 'name') })],
		['slot.get', () => ({ slotId })],
		['slot.getAll', () => ({ returnAll: true })],
		['settings.get', () => ({})],
		['settings.update', () => ({ defaultAsn: 65001 })],
		['magicInterconnect.update', () => ({ magicInterconnectId, updateFields: { bgp, mtu: 1400 } })],
		['magicInterconnect.get', () => ({ magicInterconnectId })],
		['magicInterconnect.getAll', () => ({})],
	];
	const unused = emulator.addInterconnect().name;
	for (const [title, parameters] of runs) {
		const [resource, value] = title.split('.') as [string, string];
		const { items, error } = await runOn(emulator, operation(resource, value, parameters()), {
			input: [{ unused }],
		});
		expect([title, error?.message]).toEqual([title, undefined]);
		expect(items.length).toBeGreaterThan(0);
		if (title === 'cni.create') cniId = locator(String(items[0]!.json.id));
		const validate = ajv.compile(exact(schemaOf(title), undocumented.includes(title)));
		for (const { json } of items) {
			// n8n drops undefined members when it stores the item.
			const valid = validate(JSON.parse(JSON.stringify(json)));
			expect([title, valid, validate.errors]).toEqual([title, true, null]);
		}
	}
	const tried = new Set(runs.map(([title]) => title));
	expect([...tried].sort()).toEqual(operationsOfNode().sort());
});
