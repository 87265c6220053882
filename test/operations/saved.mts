import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

/*
 * What a saved workflow depends on of a parameter: name, type, default, and what can be chosen. `contract` reads it off
 * the node; the others write down what it must be.
 */

const values = (property: INodeProperties) =>
	(property.options ?? []).map((option) => ('value' in option ? option.value : option.name));

/** Reads it off the node. */
export const contract = (property: INodeProperties): unknown[] => [
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

/** @param mode how a value is given that is not picked from the list */
export const picker = (name: string, mode = 'id') => [
	name,
	'resourceLocator',
	{ mode: 'list', value: '' },
	['list', mode],
];
export const string = (name: string, value = '') => [name, 'string', value];
export const number = (name: string, value: number | '') => [name, 'number', value];
export const boolean = (name: string, value = false) => [name, 'boolean', value];
export const choice = (name: string, value: string, ...offered: unknown[]) => [
	name,
	'options',
	value,
	offered,
];
export const collection = (name: string, ...fields: unknown[][]) => [
	name,
	'collection',
	{},
	fields.sort(byFirst),
];
export const group = (name: string, ...fields: unknown[][]) => [
	name,
	'fixedCollection',
	{},
	['settings', fields.sort(byFirst)],
];

const common = [number('maxRetries', 3), number('maxWait', 600), number('timeout', 30000)];
/** The options of what writes, beside its own. */
export const writing = (...own: unknown[][]) => collection('options', ...common, ...own);
/** The options of what reads, beside its own. */
export const reading = (...own: unknown[][]) => writing(number('maxConcurrency', 20), ...own);
export const listing = [boolean('returnAll'), number('limit', 50)];
export const bgpFields = (...own: unknown[][]) =>
	group('bgp', number('customerAsn', ''), string('extraPrefixes'), string('md5Key'), ...own);
