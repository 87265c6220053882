import type { Resource } from '../types';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const magicInterconnect: Resource = {
	value: 'magicInterconnect',
	name: 'Magic Interconnect',
	description: 'The tunnel that Magic Transit or Magic WAN runs over an interconnect',
	operations: [get, getAll, update],
	defaultOperation: get,
};
