import { expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { credentialType, node } from '../harness/engine.mts';
import { operationsOfNode } from '../harness/support.mts';
import { operations } from '../operations/index.mts';
import { choice, contract, picker } from '../operations/saved.mts';

const shown = (properties: INodeProperties[], resource: string, operation: string) =>
	properties.filter(({ displayOptions }) => {
		const { show = {} } = displayOptions ?? {};
		return (
			(show.resource ?? [resource]).includes(resource) &&
			(show.operation ?? [operation]).includes(operation)
		);
	});

test('the resources, with Interconnect and its Get Many as they come', () => {
	const { properties } = node.description;
	const [resource, ...others] = properties.filter(({ name }) => name === 'resource');
	expect(contract(resource!)).toEqual(
		choice(
			'resource',
			'interconnect',
			'cni',
			'interconnect',
			'magicInterconnect',
			'magicRoute',
			'settings',
			'slot',
		),
	);
	expect(others).toEqual([]);
	const defaults = properties
		.filter(({ name }) => name === 'operation')
		.map((selector) => [selector.displayOptions!.show!.resource, selector.default]);
	expect(defaults).toEqual([
		[['cni'], 'getAll'],
		[['interconnect'], 'getAll'],
		[['magicInterconnect'], 'get'],
		[['magicRoute'], 'getAll'],
		[['settings'], 'get'],
		[['slot'], 'get'],
	]);
	expect(Object.keys(operations).sort()).toEqual(operationsOfNode().sort());
});

test.each(Object.entries(operations))('the parameters of %s', (title, { saved }) => {
	const [resource, operation] = title.split('.') as [string, string];
	const found = shown(node.description.properties, resource, operation)
		.filter(({ name, type }) => !['resource', 'operation'].includes(name) && type !== 'notice')
		.map((property) => JSON.stringify(contract(property)));
	// A field may be there twice, for different values of others: a workflow stores it once.
	expect([...new Set(found)].map((one) => JSON.parse(one) as unknown)).toEqual([
		picker('accountId'),
		...saved,
	]);
});

test('the values of the credential', () => {
	expect(credentialType.name).toBe('cloudflareNetworkInterconnectApi');
	expect(credentialType.properties.map(contract)).toEqual([
		['authentication', 'options', 'apiToken', ['apiToken', 'globalApiKey']],
		['apiToken', 'string', ''],
		['email', 'string', ''],
		['apiKey', 'string', ''],
		['accountId', 'string', ''],
		['baseUrl', 'string', 'https://api.cloudflare.com/client/v4'],
	]);
	const masked = credentialType.properties.filter(({ typeOptions }) => typeOptions?.password);
	expect(masked.map(({ name }) => name)).toEqual(['apiToken', 'apiKey']);
});
