import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import type { IDataObject } from 'n8n-workflow';

import { emulator } from '../harness/emulator.mts';
import { operationsOfNode } from '../harness/support.mts';
import { runAll } from '../operations/index.mts';

/*
 * Real answers satisfy the schemas that the editor shows: they have no member that a schema lacks, and a schema has none
 * that no answer has. `npm run generate` adds what the schemas lack of the answers.
 */

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

// What is written goes into the source; what is checked is what the build has made of it.
const root = join(__dirname, '../..', process.env.WRITE ? '' : 'dist');
const fileOf = (title: string) =>
	join(
		root,
		`nodes/CloudflareNetworkInterconnect/__schema__/v1.0.0/${title.replace('.', '/')}.json`,
	);
const schemaOf = (title: string) =>
	JSON.parse(readFileSync(fileOf(title), 'utf8')) as AnySchemaObject;

const typeOf = (value: unknown) =>
	value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** A schema with the types and members of values added. What no answer has, such as a null, is added by hand. */
function widened(schema: AnySchemaObject, values: unknown[]): AnySchemaObject {
	const { type = [], properties, items, ...rest } = schema;
	const types = [...new Set([type, values.map(typeOf)].flat(2) as string[])];
	const members = { ...(properties as Record<string, AnySchemaObject>) };
	for (const value of values.filter((one) => typeOf(one) === 'object')) {
		for (const [name, member] of Object.entries(value as object)) {
			members[name] = widened(members[name] ?? {}, [member]);
		}
	}
	const elements = values.filter(Array.isArray).flat();
	return {
		type: types.length === 1 ? types[0] : types,
		...(types.includes('object') && { properties: members }),
		...((items ?? elements.length > 0) && { items: widened(items ?? {}, elements) }),
		...rest,
	};
}

function write(title: string, answers: unknown[]): void {
	const schema = existsSync(fileOf(title)) ? schemaOf(title) : { version: 1 };
	const text = JSON.stringify(widened(schema, answers), null, '\t');
	mkdirSync(dirname(fileOf(title)), { recursive: true });
	writeFileSync(
		fileOf(title),
		text.replace(/\[\n\t+("[a-z]+"),\n\t+("[a-z]+")\n\t+\]/g, '[$1, $2]') + '\n',
	);
}

test('what every operation returns is in its schema: npm run generate', async () => {
	const answered = new Map<string, string[]>();
	for await (const { title, answers } of runAll(emulator)) {
		// n8n drops undefined members when it stores an item.
		const stored = JSON.parse(JSON.stringify(answers)) as IDataObject[];
		if (process.env.WRITE && !undocumented.includes(title)) write(title, stored);
		const validate = ajv.compile(exact(schemaOf(title), undocumented.includes(title)));
		for (const json of stored) {
			const valid = validate(json);
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
