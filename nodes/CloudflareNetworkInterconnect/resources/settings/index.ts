import type { Resource } from '../types';
import { get } from './get';
import { update } from './update';

export const settings: Resource = {
	value: 'settings',
	name: 'Settings',
	description: 'Account-wide settings for Network Interconnect',
	operations: [get, update],
	defaultOperation: get,
};
