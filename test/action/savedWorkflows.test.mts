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

test('the resources, and what comes first of each', () => {
	const { properties } = node.description;
	const [resource, ...others] = properties.filter(({ name }) => name === 'resource');
	const first = Object.entries(operations).filter(([, { isDefault }]) => isDefault);
	const defaults = first.map(([title]) => title.split('.') as [string, string]).sort();
	const resources = defaults.map(([name]) => name);
	expect(contract(resource!)).toEqual(choice('resource', 'interconnect', ...resources));
	expect(others).toEqual([]);
	const selectors = properties.filter(({ name }) => name === 'operation');
	expect(
		selectors.map((selector) => [selector.displayOptions!.show!.resource, selector.default]),
	).toEqual(defaults.map(([name, operation]) => [[name], operation]));
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
