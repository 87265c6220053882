import { createHash } from 'crypto';
import type { DisplayCondition, IDataObject, IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { toolNotice } from '../../../shared/fields/notices';
import {
	addOutcomeOption,
	checkOnlyOption,
	optionsField,
	returnExistingOption,
} from '../../../shared/fields/options';
import { slotField } from '../../../shared/locators/slot';
import type { Bandwidth, DirectOrder, GcpPartnerOrder } from '../../../shared/cloudflare';
import type { Params } from '../../../shared/params/types';
import { fromCni, type Order } from '../../orders';
import { placedJson } from '../placed';
import type { Operation } from '../types';
import { checkInterconnect } from './checks';

const bandwidths: Bandwidth[] = [
	'50M',
	'100M',
	'200M',
	'300M',
	'400M',
	'500M',
	'1G',
	'2G',
	'5G',
	'10G',
	'20G',
	'50G',
];

const bandwidthName = (value: Bandwidth) => value.replace('M', ' Mbps').replace('G', ' Gbps');

type Type = 'direct' | 'gcp_partner';

/**
 * Hides a field of the other type. Not "show for this type": as long as an expression in "Type" has no value, as it has
 * none before the first run, that would hide the fields of both types.
 */
const notFor = (type: Type) => ({ hide: { type: [type] } }) satisfies IDisplayOptions;

/**
 * A field that one type requires. n8n demands required fields before it evaluates "Type", also those that the editor
 * hides for the value of the first item: where "Type" is an expression none is required, and the node checks each item.
 */
function requiredFor(type: Type, field: INodeProperties): INodeProperties[] {
	const isExpression: DisplayCondition = { _cnd: { startsWith: '=' } };
	const other = type === 'direct' ? 'gcp_partner' : 'direct';
	return [
		{ ...field, required: true, displayOptions: { hide: { type: [other, isExpression] } } },
		{ ...field, required: false, displayOptions: { show: { type: [isExpression] } } },
	];
}

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create interconnect',
	description: 'Order a direct port in a data center or a Google Cloud partner attachment',
	effect: 'create',
	fields: [
		{
			displayName:
				"Each input item places an order that can't be undone, and each execution orders again: pin the output before you run later nodes. The data center bills the cross-connect of a direct port, which takes days to weeks. Google bills a partner attachment by its bandwidth.",
			name: 'createNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			default: 'direct',
			options: [
				{
					name: 'Direct Port',
					value: 'direct',
					description: "A physical port at one of Cloudflare's data center facilities",
				},
				{
					name: 'Google Cloud Partner',
					value: 'gcp_partner',
					description: 'A partner VLAN attachment that was created in Google Cloud',
				},
			],
			description: 'The kind of interconnect to order',
		},
		...requiredFor('direct', slotField('searchFreeSlots', 'The free slot to order the port on')),
		{
			displayName: 'Speed',
			name: 'speed',
			type: 'string',
			default: '',
			placeholder: 'e.g. 10G',
			displayOptions: notFor('gcp_partner'),
			description: "The speed of the port. Leave empty to use the slot's speed.",
		},
		{
			displayName: 'Bandwidth',
			name: 'bandwidth',
			type: 'options',
			default: '50M',
			displayOptions: notFor('direct'),
			// By size: the alphabet would put 50G beside 50M.
			options: bandwidths.map((value) => ({ name: bandwidthName(value), value })),
			description: 'The bandwidth to order. It must match the VLAN attachment in Google Cloud.',
		},
		...requiredFor('gcp_partner', {
			displayName: 'Pairing Key',
			name: 'pairingKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. 123e4567-e89b-12d3-a456-426614174000/us-central1/1',
			description: 'The one-time key that Google Cloud shows for the VLAN attachment',
			hint: 'Use an expression: a key typed here is saved in the workflow and shared with it',
		}),
		optionsField('create', [
			addOutcomeOption,
			checkOnlyOption,
			{
				...returnExistingOption,
				displayOptions: { hide: { '/type': ['gcp_partner'] } },
			},
		]),
	],
	prepare(call) {
		const { account, orders, params } = call;
		const order =
			params.option('type') === 'direct'
				? directOrder(
						{
							account,
							type: 'direct',
							slot_id: params.uuid('slotId'),
							...(params.text('speed') && { speed: params.text('speed') }),
						},
						params.flag('options.returnExisting'),
					)
				: gcpPartnerOrder({
						account,
						type: 'gcp_partner',
						bandwidth: params.option('bandwidth') as Bandwidth,
						pairing_key: pairingKeyParam(params),
					});
		const addOutcome = params.flag('options.addOutcome');
		if (params.flag('options.checkOnly')) {
			return async () => [await checkInterconnect(call, order)];
		}
		return async () => [{ json: placedJson(await orders.place(order), addOutcome) }];
	},
};

/** A UUID, a region of Google Cloud, and an availability domain or "any". */
const PAIRING_KEY =
	/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\/([a-z]+(?:-[a-z]+)+\d+)\/(?:\d|any)$/i;

/** A pairing key of the form that Google Cloud gives it. No message repeats it. */
function pairingKeyParam(params: Params): string {
	const key = params.requiredText('pairingKey');
	if (PAIRING_KEY.test(key)) return key;
	throw params.refusal(
		'pairingKey',
		'must have the form <UUID>/<region>/<1, 2 or any>, such as 123e4567-e89b-12d3-a456-426614174000/us-central1/1',
		'Nothing was sent for this item. Copy the key again from the VLAN attachment in Google Cloud.',
	);
}

const interconnects = {
	path: ['cni', 'interconnects'],
	identifier: 'name',
	returned: fromCni('name'),
} as const satisfies Partial<Order>;

/** A slot holds one interconnect: what is on it, and was not before, is what was ordered. */
function directOrder(body: DirectOrder, returnExisting: boolean): Order {
	const slot = body.slot_id;
	const differences = ({ speed }: IDataObject) =>
		body.speed && speed && !isSame(speed, body.speed)
			? [`speed is ${String(speed)}, not ${body.speed}`]
			: [];
	return {
		...interconnects,
		kind: 'direct',
		key: slot,
		kin: slot,
		subject: 'slot',
		label: `slot ${slot}`,
		secrets: [],
		body: { ...body },
		nameable: true,
		returnExisting,
		candidates(listed) {
			const onSlot = listed.filter(({ slot_id }) => isSame(slot_id, slot));
			const certain = onSlot.filter((one) => differences(one).length === 0);
			return { certain, possible: onSlot.filter((one) => !certain.includes(one)) };
		},
		differences,
	};
}

/**
 * No response repeats the pairing key: what a lost order made is told from the others by being new, and
 * by the region in the key (`<uuid>/<region>/<availability domain>`) and the bandwidth.
 */
function gcpPartnerOrder(body: GcpPartnerOrder): Order {
	const { bandwidth, pairing_key: key } = body;
	const [uuid = '', region = ''] = key.toLowerCase().split('/');
	return {
		...interconnects,
		kind: 'gcp_partner',
		key: createHash('sha256').update(key).digest('hex'),
		kin: `${region} ${bandwidth}`,
		subject: 'pairing key',
		label: `a pairing key of region ${region}`,
		// Not the region behind it: Cloudflare may name that for good reason.
		secrets: [uuid],
		body: { ...body },
		nameable: false,
		returnExisting: false,
		candidates(listed) {
			const there = listed.filter(
				({ type, region: place }) => type !== 'direct' && (!place || isSame(place, region)),
			);
			const certain = there.filter(
				({ type, region: place, speed }) => type === 'gcp_partner' && place && speed === bandwidth,
			);
			// Another bandwidth that can be ordered is another order; what is written in another way may be this one.
			const isAnother = ({ speed }: IDataObject) =>
				speed !== bandwidth && bandwidths.includes(speed as Bandwidth);
			return {
				certain,
				possible: there.filter((one) => !certain.includes(one) && !isAnother(one)),
			};
		},
		differences: ({ region: place, speed }) => [
			...(place && !isSame(place, region) ? [`region is ${String(place)}, not ${region}`] : []),
			...(speed && !isSame(speed, bandwidth)
				? [`bandwidth is ${String(speed)}, not ${bandwidth}`]
				: []),
		],
	};
}

/** Whether a member has a value, in whatever case. */
function isSame(member: unknown, value: string): boolean {
	return typeof member === 'string' && member.toLowerCase() === value.toLowerCase();
}
