import { identifiedBy } from '../../../shared/api';
import type { Bgp, Cni } from '../../../shared/cloudflare';
import { bgpField } from '../../../shared/fields/bgp';
import { mtuField } from '../../../shared/fields/mtu';
import { optionsField } from '../../../shared/fields/options';
import { cniField } from '../../../shared/locators/cni';
import { addressParam } from '../../../shared/params/addresses';
import { bgpParams } from '../../../shared/params/bgp';
import type { Params } from '../../../shared/params/types';
import type { Operation } from '../types';
import {
	givenField,
	refuseEmptyGroup,
	unlessEmpty,
	updateField,
	withoutUndefined,
} from '../updateFields';
import { conceal, putWhole, refuseUnusable } from './replace';
import { changed, checkEnds, type Changes } from './wholeCni';

/**
 * Reads the CNI and puts the whole object back with what the user set. The API takes no condition (no ETag, no version):
 * what somebody else changes between the two requests is overwritten, and no later look could tell. What can be told is
 * where the answer is not what was sent.
 */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update CNI connection',
	description:
		'Update the fields you set and leave the rest unchanged. Reads the connection first because Cloudflare replaces the whole object.',
	effect: 'replace',
	fields: [
		cniField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				bgpField('BGP settings to change. Empty fields are left unchanged.'),
				{
					displayName: 'BGP Mode',
					name: 'bgpMode',
					type: 'options',
					default: 'dynamic_route_exchange',
					options: [
						{
							name: 'Advertise Only',
							value: 'advertise_only',
							description: 'Cloudflare advertises prefixes but accepts no routes',
						},
						{
							name: 'Dynamic Route Exchange',
							value: 'dynamic_route_exchange',
							description: 'Both sides exchange routes over BGP',
						},
					],
					description: 'How the BGP session exchanges routes',
				},
				{
					displayName: 'Cloudflare IP',
					name: 'p2pIp',
					type: 'string',
					default: '',
					placeholder: 'e.g. 192.0.2.1/31',
					description: "Cloudflare's end of the link, in the same prefix as Customer IP",
				},
				{
					displayName: 'Conduit Name',
					name: 'conduitName',
					type: 'string',
					default: '',
					placeholder: 'e.g. ams-primary',
					description: "The tunnel's name, unique in the account",
				},
				{
					displayName: 'Customer IP',
					name: 'custIp',
					type: 'string',
					default: '',
					placeholder: 'e.g. 192.0.2.0/31',
					description: 'Your end of the link, in the same prefix as Cloudflare IP',
				},
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					default: '',
					description: 'What the connection is for. Leave empty to remove the description.',
				},
				mtuField,
				{
					displayName: 'Remove BGP',
					name: 'removeBgp',
					type: 'boolean',
					default: false,
					description: 'Whether to remove the BGP session',
				},
				{
					displayName: 'Remove MD5 Key',
					name: 'removeMd5Key',
					type: 'boolean',
					default: false,
					description: 'Whether to remove the MD5 key from the BGP session',
				},
			],
		},
		optionsField('replace'),
	],
	prepare({ api, params, hint }) {
		const id = params.uuid('cniId');
		const path = ['cni', 'cnis', id];
		const changes = changesOf(params);
		conceal(api, changes.bgp);
		return async () => {
			const read = (await api.get(path, { expect: identifiedBy('id') })) as unknown as Cni;
			refuseUnusable(read, id, params, 'cniId');
			const after = await putWhole({ api, hint }, path, read, changed(read, changes, params));
			return [{ json: after }];
		};
	},
};

function changesOf(params: Params): Changes {
	const bgp = withoutUndefined(bgpParams(params, updateField('bgp.settings'))) as Partial<Bgp>;
	const removeBgp = params.flag(updateField('removeBgp'));
	const removeMd5Key = params.flag(updateField('removeMd5Key'));
	if (removeBgp && unlessEmpty(bgp)) {
		throw params.refusal(updateField('removeBgp'), "is on while 'BGP' is set: choose one");
	}
	if (removeMd5Key && bgp.md5_key !== undefined) {
		throw params.refusal(updateField('removeMd5Key'), "is on while 'MD5 Key' is set: choose one");
	}
	const address = (path: string) => addressParam(params, path);
	const changes: Changes = {
		bgp,
		removeBgp,
		removeMd5Key,
		magic: withoutUndefined({
			conduit_name: givenField(params, 'conduitName', params.requiredText),
			description: givenField(params, 'description', params.textOrEmpty),
			mtu: givenField(params, 'mtu', params.count),
		}),
		ends: withoutUndefined({
			cust_ip: givenField(params, 'custIp', address),
			p2p_ip: givenField(params, 'p2pIp', address),
			bgp_mode: givenField(params, 'bgpMode', params.option) as Cni['bgp_mode'],
		}),
	};
	const { cust_ip: customer, p2p_ip: cloudflare } = changes.ends;
	if (customer && cloudflare) checkEnds(params, customer, cloudflare);
	const nothing = ![changes.bgp, changes.magic, changes.ends].some(unlessEmpty);
	if (nothing && !removeBgp && !removeMd5Key) {
		throw params.refusal('updateFields', 'is empty: nothing would change');
	}
	refuseEmptyGroup(params, 'bgp', bgp);
	return changes;
}
