import type { Resource } from '../../types';
import { get } from './get';
import { update } from './update';

export const settings: Resource = {
	value: 'settings',
	name: 'Settings',
	description: 'What holds for all of the account',
	operations: [get, update],
};
