import type { INodeProperties } from 'n8n-workflow';

import { bgpField } from '../../../shared/fields/bgp';
import { toolNotice } from '../../../shared/fields/notices';
import {
	addOutcomeOption,
	checkOnlyOption,
	optionsField,
	returnExistingOption,
} from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import { mtuField } from '../../../shared/fields/mtu';
import { placedJson } from '../placed';
import type { Operation } from '../types';
import { checkCni } from './checks';
import { cniOf, cniOrder } from './order';

/** What describes a CNI. */
export const cniFields: INodeProperties[] = [
	interconnectField,
	{
		displayName: 'Conduit Name',
		name: 'conduitName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. ams-primary',
		description: "The tunnel's name, unique in the account",
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What the connection is for',
	},
	mtuField,
	bgpField('BGP session settings. Leave empty for a connection without BGP.', {
		customerAsn: { required: true },
	}),
];

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create CNI connection over interconnect',
	description:
		'Order a private connection that runs over an existing interconnect, with or without BGP',
	effect: 'create',
	fields: [
		{
			displayName:
				'Each input item creates a private connection over its interconnect, which Cloudflare sets up immediately. To reverse it, delete the CNI connection.',
			name: 'createNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		...cniFields,
		optionsField('create', [addOutcomeOption, checkOnlyOption, returnExistingOption]),
	],
	prepare(call) {
		const { account, orders, params } = call;
		const body = cniOf(params, account);
		const order = cniOrder(body, { returnExisting: params.flag('options.returnExisting') });
		const addOutcome = params.flag('options.addOutcome');
		if (params.flag('options.checkOnly')) return async () => [await checkCni(call, order, body)];
		return async () => [{ json: placedJson(await orders.place(order), addOutcome) }];
	},
};
