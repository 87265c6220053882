import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import type { INodeProperties, IWorkflowBase } from 'n8n-workflow';

import { accounts, credentials, startEmulator } from '../emulator/index.mts';
import { credentialType, node, runWorkflow } from './engine.mts';
import { stored } from './support.mts';

/*
 * What saved workflows store: these names and values never change. A change here is a change that
 * breaks the workflows of users.
 */

test('a workflow from a file orders, watches and documents', async () => {
	const file = join(__dirname, 'workflows/order-interconnects.json');
	const workflow = JSON.parse(readFileSync(file, 'utf8')) as IWorkflowBase;
	const emulator = await startEmulator();
	try {
		const slot = emulator.slots.find(({ occupied }) => !occupied)!;
		const pairingKey = '123e4567-e89b-12d3-a456-426614174000/europe-west1/2';
		const { run, items, error } = await runWorkflow(
			workflow,
			stored(emulator, credentials.accountToken, accounts.main.id),
			'Download LOA',
			[
				{ type: 'gcp_partner', bandwidth: '200M', pairingKey, customer: 'One' },
				{ type: 'direct', slot: slot.id, speed: slot.speed, customer: 'Two' },
			],
		);
		expect(error).toBeUndefined();
		const [partner, direct] = emulator.interconnects;
		const [status] = run.data.resultData.runData['Get status of interconnect'] ?? [];
		expect(status?.data?.main?.[0]?.map(({ json }) => json)).toEqual([
			{ state: 'Pending', name: partner!.name },
			{ state: 'Pending', name: direct!.name },
		]);
		expect(items[0]!.json.error).toContain('has no physical port, so it has no LOA');
		expect(items[1]!.binary!.loa!.fileName).toBe(`LOA-${direct!.name}.pdf`);
		// Items are paired through all nodes: the second letter found the second customer.
		expect(emulator.requests.at(-1)!.query).toEqual({ name: 'Two' });
	} finally {
		await emulator.stop();
	}
});

const shown = (properties: INodeProperties[], resource: string, operation: string) =>
	properties.filter(({ displayOptions }) => {
		const { show = {} } = displayOptions ?? {};
		return (
			(show.resource ?? [resource]).includes(resource) &&
			(show.operation ?? [operation]).includes(operation)
		);
	});

const values = (property: INodeProperties) =>
	(property.options ?? []).map((option) => ('value' in option ? option.value : option.name));

/** Name, type, default and what can be chosen: all that a saved workflow depends on. */
const contract = (property: INodeProperties): unknown[] => [
	property.name,
	property.type,
	property.default,
	...(property.modes ? [property.modes.map(({ name }) => name)] : []),
	...(property.options ? [values(property)] : []),
];

const list = { mode: 'list', value: '' };
const account = ['accountId', 'resourceLocator', list, ['list', 'id']];
const name = ['interconnectName', 'resourceLocator', list, ['list', 'name']];
const reading = ['maxConcurrency', 'maxRetries', 'maxWait', 'timeout'];
const options = (...names: string[]) => ['options', 'collection', {}, names];

test('the parameters of every operation', () => {
	const { properties } = node.description;
	const [resource] = properties.filter(({ name }) => name === 'resource');
	expect(contract(resource!)).toEqual(['resource', 'options', 'interconnect', ['interconnect']]);

	const operations = properties.find(({ name }) => name === 'operation')!;
	expect(operations.default).toBe('create');
	const found = Object.fromEntries(
		values(operations).map((operation) => [
			operation,
			shown(properties, 'interconnect', String(operation))
				.filter(({ name, type }) => !['resource', 'operation'].includes(name) && type !== 'notice')
				.map(contract),
		]),
	);
	expect(found).toEqual({
		create: [
			account,
			['type', 'options', 'direct', ['direct', 'gcp_partner']],
			['slotId', 'resourceLocator', list, ['list', 'id']],
			['speed', 'string', ''],
			[
				'bandwidth',
				'options',
				'50M',
				['50M', '100M', '200M', '300M', '400M', '500M', '1G', '2G', '5G', '10G', '20G', '50G'],
			],
			['pairingKey', 'string', ''],
			options('maxRetries', 'maxWait', 'returnExisting', 'timeout'),
		],
		delete: [account, name, options('maxRetries', 'maxWait', 'timeout')],
		downloadLoa: [
			account,
			name,
			['binaryPropertyName', 'string', 'data'],
			options('customerName', ...reading),
		],
		get: [account, name, options(...reading)],
		getAll: [
			account,
			['returnAll', 'boolean', false],
			['limit', 'number', 50],
			['filters', 'collection', {}, ['site', 'type']],
			options(...reading),
		],
		getDefaultLoaName: [account, name, options(...reading)],
		getStatus: [account, name, options(...reading)],
	});
});

test('parameters of create follow the type', () => {
	const show = Object.fromEntries(
		shown(node.description.properties, 'interconnect', 'create').flatMap((property) =>
			property.displayOptions?.show?.type
				? [[property.name, property.displayOptions.show.type]]
				: [],
		),
	);
	expect(show).toEqual({
		slotId: ['direct'],
		speed: ['direct'],
		bandwidth: ['gcp_partner'],
		pairingKey: ['gcp_partner'],
	});
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
