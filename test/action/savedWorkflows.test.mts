import { expect, test } from '@jest/globals';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { credentialType, node } from '../harness/engine.mts';
import { operationsOfNode } from '../harness/support.mts';

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
	...(property.type === 'options' ? [values(property)] : []),
	...(property.type === 'collection'
		? [(property.options as INodeProperties[]).map(contract).sort(byFirst)]
		: []),
	...(property.type === 'fixedCollection'
		? (property.options as INodePropertyCollection[]).map(({ name, values: inner }) => [
				name,
				inner.map(contract).sort(byFirst),
			])
		: []),
];

/** The order of fields is nothing that a workflow depends on. */
const byFirst = ([a]: unknown[], [b]: unknown[]) => String(a).localeCompare(String(b));

const list = { mode: 'list', value: '' };
const picker = (name: string, mode = 'id') => [name, 'resourceLocator', list, ['list', mode]];
const account = picker('accountId');
const interconnectName = picker('interconnectName', 'name');
const string = (name: string, value = '') => [name, 'string', value];
const number = (name: string, value: number | '') => [name, 'number', value];
const boolean = (name: string, value = false) => [name, 'boolean', value];
const choice = (name: string, value: string, ...offered: unknown[]) => [
	name,
	'options',
	value,
	offered,
];
const collection = (name: string, ...fields: unknown[][]) => [
	name,
	'collection',
	{},
	fields.sort(byFirst),
];
const group = (name: string, ...fields: unknown[][]) => [
	name,
	'fixedCollection',
	{},
	['settings', fields.sort(byFirst)],
];

const common = [number('maxRetries', 3), number('maxWait', 600), number('timeout', 30000)];
const writing = (...own: unknown[][]) => collection('options', ...common, ...own);
const reading = (...own: unknown[][]) => writing(number('maxConcurrency', 20), ...own);
const listing = [boolean('returnAll'), number('limit', 50)];
const bgp = (...own: unknown[][]) =>
	group('bgp', number('customerAsn', ''), string('extraPrefixes'), string('md5Key'), ...own);

const routeFields = () => [
	string('description'),
	string('scopeColoNames'),
	string('scopeColoRegions'),
	number('weight', 1),
];

const expected: Record<string, unknown[][]> = {
	'cni.create': [
		interconnectName,
		string('conduitName'),
		string('description'),
		number('mtu', 1500),
		bgp(),
		writing(boolean('addOutcome'), boolean('checkOnly'), boolean('returnExisting')),
	],
	'cni.upsert': [
		interconnectName,
		string('conduitName'),
		string('description'),
		number('mtu', 1500),
		bgp(),
		writing(boolean('checkOnly')),
	],
	'cni.delete': [picker('cniId'), writing()],
	'cni.get': [picker('cniId'), reading()],
	'cni.getAll': [
		...listing,
		collection('filters', picker('slotId'), string('tunnelId')),
		reading(),
	],
	'cni.update': [
		picker('cniId'),
		collection(
			'updateFields',
			bgp(),
			choice('bgpMode', 'dynamic_route_exchange', 'advertise_only', 'dynamic_route_exchange'),
			string('conduitName'),
			string('custIp'),
			string('description'),
			number('mtu', 1500),
			string('p2pIp'),
			boolean('removeBgp'),
			boolean('removeMd5Key'),
		),
		writing(),
	],
	'interconnect.create': [
		choice('type', 'direct', 'direct', 'gcp_partner'),
		picker('slotId'),
		string('speed'),
		choice(
			'bandwidth',
			'50M',
			...['50M', '100M', '200M', '300M', '400M', '500M', '1G', '2G', '5G', '10G', '20G', '50G'],
		),
		string('pairingKey'),
		writing(boolean('addOutcome'), boolean('checkOnly'), boolean('returnExisting')),
	],
	'interconnect.delete': [interconnectName, writing()],
	'interconnect.downloadLoa': [
		interconnectName,
		string('binaryPropertyName', 'data'),
		reading(string('customerName')),
	],
	'interconnect.get': [interconnectName, reading()],
	'interconnect.getAll': [
		...listing,
		collection('filters', string('site'), choice('type', 'direct', '*', 'direct', 'gcp_partner')),
		reading(['include', 'multiOptions', []]),
	],
	'interconnect.getDefaultLoaName': [interconnectName, reading()],
	'interconnect.getStatus': [interconnectName, reading()],
	'interconnect.waitForStatus': [
		interconnectName,
		choice('waitFor', 'healthy', 'deleted', 'healthy', 'notPending'),
		number('maxMinutes', 10),
		reading(number('interval', 15), choice('onTimeout', 'stop', 'continue', 'stop')),
	],
	'magicInterconnect.get': [picker('magicInterconnectId'), boolean('simplify', true), reading()],
	'magicInterconnect.getAll': [...listing, boolean('simplify', true), reading()],
	'magicInterconnect.update': [
		picker('magicInterconnectId'),
		collection(
			'updateFields',
			boolean('automaticReturnRouting'),
			bgp(string('exportFilterId'), string('importFilterId')),
			string('description'),
			string('greCloudflareEndpoint'),
			group(
				'healthCheck',
				choice('direction', '', 'bidirectional', '', 'unidirectional'),
				choice('enabled', '', false, true, ''),
				choice('rate', '', 'high', 'low', 'mid', ''),
				string('source'),
				string('target'),
				choice('type', '', 'reply', 'request', ''),
			),
			string('interfaceAddress'),
			string('interfaceAddress6'),
			number('mtu', 1500),
			string('name'),
		),
		writing(boolean('validateOnly')),
	],
	'magicRoute.create': [
		string('prefix'),
		picker('nexthop', 'address'),
		number('priority', 100),
		collection('additionalFields', ...routeFields()),
		writing(
			boolean('addOutcome'),
			boolean('checkOnly'),
			boolean('returnExisting'),
			boolean('validateOnly'),
		),
	],
	'magicRoute.upsert': [
		string('prefix'),
		picker('nexthop', 'address'),
		number('priority', 100),
		collection('additionalFields', ...routeFields()),
		writing(boolean('checkOnly')),
	],
	'magicRoute.delete': [picker('magicRouteId'), writing()],
	'magicRoute.get': [picker('magicRouteId'), reading()],
	'magicRoute.getAll': [...listing, reading()],
	'magicRoute.update': [
		picker('magicRouteId'),
		collection(
			'updateFields',
			...routeFields(),
			picker('nexthop', 'address'),
			string('prefix'),
			number('priority', 100),
		),
		writing(boolean('validateOnly')),
	],
	'settings.get': [reading()],
	'settings.update': [boolean('clearDefaultAsn'), number('defaultAsn', ''), writing()],
	'slot.get': [picker('slotId'), reading()],
	'slot.getAll': [
		...listing,
		collection(
			'filters',
			string('addressContains'),
			picker('differentDeviceFrom', 'name'),
			string('facility'),
			boolean('occupied'),
			string('site'),
			string('speed'),
		),
		reading(),
	],
};

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
	expect(Object.keys(expected).sort()).toEqual(operationsOfNode().sort());
});

test.each(Object.entries(expected))('the parameters of %s', (title, parameters) => {
	const [resource, operation] = title.split('.') as [string, string];
	const found = shown(node.description.properties, resource, operation)
		.filter(({ name, type }) => !['resource', 'operation'].includes(name) && type !== 'notice')
		.map((property) => JSON.stringify(contract(property)));
	// A field may be there twice, for different values of others: a workflow stores it once.
	expect([...new Set(found)].map((one) => JSON.parse(one) as unknown)).toEqual([
		account,
		...parameters,
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
