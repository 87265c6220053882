import type { Resource } from '../types';
import { create } from './create';
import { del } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';
import { upsert } from './upsert';

export const cni: Resource = {
	value: 'cni',
	name: 'CNI Connection',
	description: 'A private connection over an interconnect, with or without BGP',
	operations: [create, upsert, del, get, getAll, update],
	defaultOperation: getAll,
};
