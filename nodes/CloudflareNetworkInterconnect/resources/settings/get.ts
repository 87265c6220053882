import { optionsField } from '../../../shared/fields/options';
import type { Operation } from '../types';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get settings',
	description: "Retrieve the account's default ASN for BGP sessions",
	effect: 'read',
	fields: [optionsField('read')],
	prepare:
		({ api }) =>
		async () => [{ json: await api.get(['cni', 'settings']) }],
};
