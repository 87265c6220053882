import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import type { INodePropertyOptions } from 'n8n-workflow';

import { node } from '../harness/engine.mts';
import { isRead } from '../operations/index.mts';

/* The README's table has each operation, by the names that the editor shows, with the permission that it needs. */

const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
const { properties } = node.description;
const optionsOf = (name: string) =>
	properties
		.filter((one) => one.name === name)
		.map(({ displayOptions, options }) => ({
			resource: String(displayOptions?.show?.resource?.[0]),
			options: options as INodePropertyOptions[],
		}));

test('the table of operations', () => {
	const table = readme.slice(readme.indexOf('## Operations'), readme.indexOf('## Triggers'));
	let above = '';
	const rows = [...table.matchAll(/^\|(.*)\|$/gm)].slice(2).map(([, row]) => {
		const [resource, operation, , , permission] = row!.split('|').map((cell) => cell.trim());
		above = resource || above;
		return `${above} > ${operation}: ${permission}`;
	});
	const resources = optionsOf('resource').flatMap(({ options }) => options);
	const expected = optionsOf('operation').flatMap(({ resource, options }) =>
		options.map(({ name, value }) => {
			const permission = isRead(`${resource}.${String(value)}`, '') ? 'read' : 'write';
			return `${resources.find((one) => one.value === resource)!.name} > ${name}: ${permission}`;
		}),
	);
	expect(rows.sort()).toEqual(expected.sort());
});
