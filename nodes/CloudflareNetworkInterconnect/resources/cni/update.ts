import type { IDataObject } from 'n8n-workflow';

import { identifiedBy, type Api } from '../../../shared/api';
import type { Bgp, Cni, Magic } from '../../../shared/cloudflare';
import { bgpField } from '../../../shared/fields/bgp';
import { mtuField } from '../../../shared/fields/mtu';
import { optionsField } from '../../../shared/fields/options';
import { cniField } from '../../../shared/locators/cni';
import { addressParam, samePrefix } from '../../../shared/params/addresses';
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
			refuseUnusable(read, id, params);
			// It is sent again, and a refusal may repeat it.
			conceal(api, read.bgp);
			const whole = changed(read, changes, params);
			const after = await api.put(path, whole as unknown as IDataObject, {
				expect: identifiedBy('id'),
			});
			const names = differing(whole, after);
			if (names.length > 0) {
				hint(
					`Cloudflare's answer differs from what was sent in ${names.join(', ')}. Look whether the CNI is what it should be.`,
				);
			}
			return [{ json: after }];
		};
	},
};

function conceal(api: Api, bgp: Partial<Bgp> | null | undefined): void {
	if (typeof bgp?.md5_key === 'string') api.conceal([bgp.md5_key]);
}

/** What is not surely the CNI is not sent back as the whole of it. */
function refuseUnusable({ id: found, magic }: Cni, id: string, params: Params): void {
	const reason =
		found.toLowerCase() !== id
			? 'is another CNI'
			: typeof magic !== 'object' || magic === null
				? "has no 'magic', which has to be sent too"
				: undefined;
	if (reason === undefined) return;
	throw params.refusal(
		'cniId',
		`can't be changed: Cloudflare's answer ${reason}`,
		"Nothing was changed. Run again; if it comes back, look at the CNI with Get, and check 'Base URL' of the credential.",
	);
}

/** What the user set; the rest stays as it is read. */
interface Changes {
	magic: Partial<Magic>;
	bgp: Partial<Bgp>;
	removeBgp: boolean;
	removeMd5Key: boolean;
	ends: Partial<Pick<Cni, 'cust_ip' | 'p2p_ip' | 'bgp_mode'>>;
}

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
			description: givenField(params, 'description', params.presentText),
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

function changed(
	read: Cni,
	{ magic, bgp, removeBgp, removeMd5Key, ends }: Changes,
	params: Params,
): Cni {
	const { bgp: bgpRead, bgp_mode: mode, ...others } = read;
	const whole: Cni = {
		...others,
		magic: { ...read.magic, ...magic },
		...(mode && { bgp_mode: mode }),
		...ends,
	};
	if (ends.cust_ip ?? ends.p2p_ip) checkEnds(params, whole.cust_ip, whole.p2p_ip);
	if (!removeBgp && (bgpRead ?? Object.keys(bgp).length > 0)) {
		const { md5_key, ...rest } = {
			...bgpRead,
			extra_prefixes: bgpRead?.extra_prefixes ?? [],
			...bgp,
		};
		if (rest.customer_asn === undefined) {
			throw params.refusal(
				'updateFields.bgp.settings.customerAsn',
				'is empty, and the CNI has no BGP session yet: a session needs one',
			);
		}
		whole.bgp = {
			...rest,
			customer_asn: rest.customer_asn,
			...(md5_key !== undefined && !removeMd5Key && { md5_key }),
		};
	}
	return whole;
}

/** Both ends of a link are in one prefix, and are not the same address. */
function checkEnds(params: Params, customer: string, cloudflare: string): void {
	const name = params.has('updateFields.custIp') ? 'updateFields.custIp' : 'updateFields.p2pIp';
	if (!samePrefix(customer, cloudflare)) {
		throw params.refusal(
			name,
			`has to be in one prefix with the other end of the link: ${customer} (customer) and ${cloudflare} (Cloudflare) are not`,
		);
	}
	if (customer === cloudflare) {
		throw params.refusal(
			name,
			`has to be another address than the other end of the link: both are ${customer}`,
		);
	}
}

/** The members of the answer that are not what was sent; those that only the service knows are not looked at. */
function differing(sent: Cni, after: IDataObject): string[] {
	const names = ['cust_ip', 'p2p_ip', 'magic', 'bgp', 'bgp_mode'] as const;
	return names.filter((name) => comparable(sent[name]) !== comparable(after[name]));
}

/** Equal for what means the same: null is absent, prefixes are a set, and members have no order. */
function comparable(value: unknown): string | undefined {
	return JSON.stringify(value, (_name, inner: unknown) => {
		if (Array.isArray(inner)) return inner.length > 0 ? [...new Set(inner)].sort() : undefined;
		if (typeof inner !== 'object' || inner === null) return inner ?? undefined;
		return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
	});
}
