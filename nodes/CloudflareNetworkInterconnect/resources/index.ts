import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { accountField } from '../../shared/locators/account';
import type { Operation, Resource } from './types';
import { cni } from './cni';
import { interconnect } from './interconnect';
import { magicInterconnect } from './magicInterconnect';
import { settings } from './settings';
import { slot } from './slot';

/** Every resource with its operations: whatever is not in this table does not exist. */
const resources: Resource[] = [cni, interconnect, magicInterconnect, settings, slot];

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
			updateDisplayOptions(
				{ show: { resource: [resource.value], operation: [operation.value] } },
				operation.fields,
			),
		),
	),
];

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
