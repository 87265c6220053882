import type { Resource } from '../types';
import { create } from './create';
import { upsert } from './upsert';
import { del } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const magicRoute: Resource = {
	value: 'magicRoute',
	name: 'Magic Route',
	description: 'A static route that sends traffic over an interconnect',
	operations: [create, upsert, del, get, getAll, update],
	defaultOperation: getAll,
};
