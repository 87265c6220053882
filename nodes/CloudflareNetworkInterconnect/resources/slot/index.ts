import type { Resource } from '../types';
import { get } from './get';
import { getAll } from './getAll';

export const slot: Resource = {
	value: 'slot',
	name: 'Slot',
	description: 'A place for a direct port in a data center facility',
	operations: [get, getAll],
	defaultOperation: get,
};
