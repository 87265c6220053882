import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { emulator } from '../harness/emulator.mts';
import { node } from '../harness/engine.mts';
import { runAll } from '../operations/index.mts';

/*
 * docs/outputs.md has an example of the output of every operation, as the built node returns it. It can't go out of date:
 * this test compares it, and `npm run generate` writes it anew.
 */

const file = join(__dirname, '..', '..', 'docs', 'outputs.md');

const properties = node.description.properties;
const optionsOf = (name: string, resource?: string) =>
	properties
		.filter(
			(one) =>
				one.name === name && (!resource || one.displayOptions!.show!.resource!.includes(resource)),
		)
		.flatMap(({ options }) => options as INodePropertyOptions[]);
const nameOf = (options: INodePropertyOptions[], value: string) =>
	options.find((one) => one.value === value)!.name;

/** Times and random keys are different at each run. */
function steady(value: unknown, name = ''): unknown {
	if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value))
		return '2026-01-01T00:00:00.000Z';
	if (Array.isArray(value)) return value.map((one) => steady(one));
	if (typeof value !== 'object' || value === null) return name === 'waitedSeconds' ? 0 : value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, steady(inner, key)]));
}

test('docs/outputs.md shows what every operation returns: npm run generate', async () => {
	const examples = new Map<string, IDataObject>();
	for await (const { title, parameters, answers } of runAll(emulator)) {
		const [resource, value] = title.split('.') as [string, string];
		const { checkOnly, include } = (parameters.options ?? {}) as IDataObject;
		const what = checkOnly ? ', with Check Only' : include ? ', with Include' : '';
		const [resourceName, operationName] = [
			nameOf(optionsOf('resource'), resource),
			nameOf(optionsOf('operation', resource), value),
		];
		const heading = `${resourceName} > ${operationName}${what}`;
		// The first of several runs, and of several items, is the plain one.
		if (!examples.has(heading)) examples.set(heading, answers[0]!);
	}
	const text = [
		'# What the operations return',
		'',
		"One output item of each operation, as the node returns it from the emulator. Members are Cloudflare's own, but for what",
		'the node adds: `deleted`, `upserted`, `outcome`, `differences`, the results of Check Only ([orders.md](orders.md)), what',
		'Include and Wait for Status add ([estate.md](estate.md)), the names in Get Status and Get Default LOA Name, the file of',
		'Download LOA, and the main fields of what is simplified.',
		...[...examples]
			.sort()
			.flatMap(([heading, json]) => [
				'',
				`## ${heading}`,
				'',
				'```json',
				JSON.stringify(steady(json), null, '\t'),
				'```',
			]),
		'',
	].join('\n');
	if (process.env.WRITE) writeFileSync(file, text);
	expect(readFileSync(file, 'utf8')).toBe(text);
});
