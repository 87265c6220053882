import type { Resource } from '../types';
import { get } from './get';
import { getAll } from './getAll';

export const slot: Resource = {
	value: 'slot',
	name: 'Slot',
	description: 'A place in a data center where a direct port can be ordered',
	operations: [get, getAll],
	defaultOperation: get,
};
