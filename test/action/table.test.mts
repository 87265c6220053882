import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { node } from '../harness/engine.mts';
import { n8nWorkflow } from '../harness/n8n.mts';

const { NodeHelpers } = n8nWorkflow;

/*
 * What holds for every operation of the node: a new one cannot be forgotten. n8n's lint says the same of
 * fields that are written out; some of ours are put together.
 */

const { properties } = node.description;
const selectors = properties.filter(({ name }) => name === 'operation');
const optionsOf = (property: INodeProperties) => (property.options ?? []) as INodePropertyOptions[];

const operations = selectors.flatMap((selector) => {
	const [resource] = selector.displayOptions!.show!.resource as string[];
	return optionsOf(selector).map((operation) => ({
		...operation,
		resource: resource!,
		value: String(operation.value),
		fields: properties.filter(({ displayOptions: { show } = {} }) => {
			const resources = show?.resource as string[] | undefined;
			const values = show?.operation as unknown[] | undefined;
			return resources?.includes(resource!) && values?.includes(operation.value);
		}),
	}));
});
const titles = operations.map(({ resource, value }) => `${resource}.${value}`);

/** Every field of a list, also those inside of collections. */
function all(fields: INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => [
		field,
		...all(
			(field.options ?? []).flatMap((option) =>
				'values' in option ? option.values : 'type' in option ? [option] : [],
			),
		),
	]);
}

const small = ['or', 'of', 'for', 'in', 'the', 'to', 'a'];
const inTitleCase = (text: string) =>
	text.split(' ').every((word) => small.includes(word) || /^[A-Z0-9]/.test(word));

/** A sentence alone has no final period, the last of several has one. */
const endsAsUsual = (text: string) =>
	text.endsWith('.') === /[.?!] /.test(text.replace(/e\.g\. /g, ''));

test('every operation has a name and an action of its own', () => {
	expect(new Set(titles).size).toBe(titles.length);
	expect(new Set(operations.map(({ action }) => action)).size).toBe(titles.length);
});

test('what users read is in American English, and examples are as Cloudflare writes them', () => {
	const { description } = node;
	const texts = JSON.stringify(description);
	expect(texts.match(/\bcent(er|re)/gi)).toContain('center');
	expect(texts.match(/\bcentre/gi)).toBe(null);
	const sites = all(description.properties).filter(({ name }) => name === 'site');
	expect(sites.map(({ placeholder }) => placeholder)).toEqual(['e.g. ams01', 'e.g. ams01']);
	for (const { description: words } of sites) {
		expect(words).toContain('as in the Get Many output');
	}
	const occupied = all(description.properties).find(({ name }) => name === 'occupied');
	expect(occupied!.description).toBe('Whether to return occupied slots instead of free ones');
});

test('operations are listed by their labels', () => {
	for (const { resource } of operations) {
		const labels = operations.flatMap((one) => (one.resource === resource ? [one.name] : []));
		expect(labels).toEqual([...labels].sort());
	}
});

test('keys are masked', () => {
	const keys = all(properties).filter(({ name }) => /key/i.test(name));
	expect(new Set(keys.map(({ name }) => name))).toEqual(
		new Set(['md5Key', 'pairingKey', 'removeMd5Key']),
	);
	const open = keys.filter(({ typeOptions }) => !typeOptions?.password);
	expect(new Set(open.map(({ name }) => name))).toEqual(new Set(['removeMd5Key']));
});

describe.each(operations.map((operation, i) => [titles[i]!, operation] as const))(
	'%s',
	(_title, { resource, value, name, action, description, fields }) => {
		test('has a label, an action that says enough alone, and a description in other words', () => {
			expect(inTitleCase(name)).toBe(true);
			expect(action).toMatch(/^[A-Z]\S+ [a-zA-Z ]+$/);
			expect(action).not.toMatch(/\b(a|an|the)\b/);
			// It starts with what it does; "Get Many" does what "Get many" says.
			expect(action!.toLowerCase().split(' ')[0]).toBe(name.toLowerCase().split(' ')[0]);
			expect(description).toBeTruthy();
			expect(description).not.toBe(action);
			expect([description, endsAsUsual(description!)]).toEqual([description, true]);
		});

		test('warns of what it orders or ends', () => {
			const notices = fields.filter(({ type }) => type === 'notice');
			// n8n offers the same fields for the tool of an AI agent, whose name ends in Tool.
			const shown = (suffix: string) =>
				notices
					.filter((notice) =>
						NodeHelpers.displayParameter(
							{ resource, operation: value },
							notice,
							{ typeVersion: 1 },
							{ ...node.description, name: `${node.description.name}${suffix}` },
						),
					)
					.map(({ displayName }) => displayName);
			const irreversible = ['create', 'delete', 'upsert'].includes(value);
			const warning = expect.stringMatching(
				/can't be undone|permanently|To reverse (it|an order), delete/,
			);
			const forTools = expect.stringMatching(/^The model doesn't see the note above.*human review/);
			expect(shown('')).toEqual(irreversible ? [warning] : []);
			expect(shown('Tool')).toEqual(irreversible ? [warning, forTools] : []);
		});

		test('has fields that are told well', () => {
			for (const field of all(fields)) {
				if (field.type === 'notice') continue;
				expect({ label: field.displayName, inTitleCase: inTitleCase(field.displayName) }).toEqual({
					label: field.displayName,
					inTitleCase: true,
				});
				if (field.placeholder && !['collection', 'fixedCollection'].includes(field.type)) {
					expect(field.placeholder).toMatch(/^e\.g\. /);
				}
				if (field.type === 'boolean') expect(field.description).toMatch(/^Whether /);
				if (field.description) {
					expect([field.description, endsAsUsual(field.description)]).toEqual([
						field.description,
						true,
					]);
				}
				if (!['collection', 'notice'].includes(field.type)) {
					expect(`${field.name}: ${field.description ?? field.hint ?? ''}`).not.toMatch(/: $/);
				}
				for (const { placeholder, validation } of field.modes ?? []) {
					// n8n would run it at the start of every execution, and stop the execution where that takes long.
					expect(validation).toBeUndefined();
					if (placeholder) expect(placeholder).toMatch(/^e\.g\. /);
				}
				if (field.type === 'resourceLocator') {
					expect(field.default).toEqual({ mode: 'list', value: '' });
				}
			}
		});

		test('can be told how long to try', () => {
			const options = fields.find((field) => field.name === 'options');
			const names = optionsOf(options!).map((option) => option.name);
			expect(names).toEqual(expect.arrayContaining(['maxRetries', 'maxWait', 'timeout']));
			const labels = (options!.options as INodeProperties[]).map(({ displayName }) => displayName);
			expect(labels).toEqual([...labels].sort());
		});

		test('describes its output to the editor', () => {
			const folder = join(
				__dirname,
				'../../nodes/CloudflareNetworkInterconnect/__schema__/v1.0.0',
				resource,
			);
			const found = globSync(`${value}.json`, { cwd: folder });
			expect(found).toHaveLength(1);
			for (const file of found) {
				const schema = JSON.parse(readFileSync(join(folder, file), 'utf8')) as object;
				expect(schema).toMatchObject({ type: 'object', version: 1 });
			}
		});
	},
);
