import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { operationsOfNode } from '../harness/support.mts';
import { runAll } from '../operations/index.mts';

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

test('for every operation that has a schema', async () => {
	const answered = new Map<string, string[]>();
	for await (const { title, answers } of runAll(emulator)) {
		const validate = ajv.compile(exact(schemaOf(title), undocumented.includes(title)));
		for (const json of answers) {
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

	expect([...answered.keys()].sort()).toEqual(operationsOfNode().sort());
});
