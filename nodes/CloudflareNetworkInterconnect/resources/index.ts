import type { INodeProperties } from 'n8n-workflow';

import { accountField } from '../../shared/locators/account';
import type { Operation, Resource } from './types';
import { cni } from './cni';
import { interconnect } from './interconnect';
import { magicInterconnect } from './magicInterconnect';
import { magicRoute } from './magicRoute';
import { settings } from './settings';
import { slot } from './slot';

/** Every resource with its operations: whatever is not in this table does not exist. */
const resources: Resource[] = [cni, interconnect, magicInterconnect, magicRoute, settings, slot];

/**
 * @param resource the stored value of the parameter `resource`
 * @param operation the stored value of the parameter `operation`
 * @returns the operation; undefined when the table has none such
 */
export function findOperation(resource: string, operation: string): Operation | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
}

const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: '',
};

/** The node's properties, made from the table: selectors, the account, then each operation's fields. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'interconnect',
		options: resources.map(({ name, value, description }) => ({ name, value, description })),
	},
	...resources.map(operationSelector),
	accountField,
	...resources.flatMap((resource) =>
		resource.operations.flatMap((operation) =>
			operation.fields.map((field) => onlyIn(resource, operation, field)),
		),
	),
];

/**
 * A field that is there for one operation only. Its own conditions come after that: n8n goes through them in their
 * order, and shows a field as soon as the parameter of one is an expression.
 */
function onlyIn(resource: Resource, operation: Operation, field: INodeProperties): INodeProperties {
	const { displayOptions: own } = field;
	const show = { resource: [resource.value], operation: [operation.value], ...own?.show };
	return { ...field, displayOptions: { ...own, show } };
}

function operationSelector(resource: Resource): INodeProperties {
	return {
		...operationField,
		displayOptions: { show: { resource: [resource.value] } },
		default: resource.defaultOperation.value,
		options: resource.operations.map(({ value, name, action, description }) => ({
			value,
			name,
			action,
			description,
		})),
	};
}
