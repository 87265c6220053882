import type { IDataObject } from 'n8n-workflow';

import { bgpField, cniField, optionsField } from '../../fields';
import { addressParam, md5KeyParam, optionalCount, prefixesParam, samePrefix } from '../../network';
import type { Bgp, Cni, Magic, Operation, Params } from '../../types';
import { refuseEmpty } from '../changes';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update CNI',
	description:
		'Change a CNI: what is not set stays as it is. Cloudflare replaces the whole object, so it is read first.',
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
				bgpField('What to change of the BGP session: an empty field stays as it is'),
				{
					displayName: 'BGP Mode',
					name: 'bgpMode',
					type: 'options',
					default: 'dynamic_route_exchange',
					options: [
						{
							name: 'Advertise Only',
							value: 'advertise_only',
							description: 'Prefixes are advertised statically; no routes are exchanged',
						},
						{
							name: 'Dynamic Route Exchange',
							value: 'dynamic_route_exchange',
							description: 'Routes flow both ways over BGP',
						},
					],
					description: 'How routes are exchanged',
				},
				{
					displayName: 'Cloudflare IP',
					name: 'p2pIp',
					type: 'string',
					default: '',
					placeholder: 'e.g. 192.0.2.1/31',
					description: "Cloudflare's end of the link, in the same prefix as the customer's",
				},
				{
					displayName: 'Conduit Name',
					name: 'conduitName',
					type: 'string',
					default: '',
					placeholder: 'e.g. ams-primary',
					description: 'The name of the tunnel, unique in the account',
				},
				{
					displayName: 'Customer IP',
					name: 'custIp',
					type: 'string',
					default: '',
					placeholder: 'e.g. 192.0.2.0/31',
					description: "The customer's end of the link, in the same prefix as Cloudflare's",
				},
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					default: '',
					description: 'What the connection is for; empty removes the description',
				},
				{
					displayName: 'MTU',
					name: 'mtu',
					type: 'number',
					typeOptions: { minValue: 576, maxValue: 1500 },
					default: 1500,
					description: 'The largest packet in bytes: 1500 at most, or 1476 with GRE',
				},
				{
					displayName: 'Remove BGP',
					name: 'removeBgp',
					type: 'boolean',
					default: false,
					description: 'Whether to end the BGP session',
				},
				{
					displayName: 'Remove MD5 Key',
					name: 'removeMd5Key',
					type: 'boolean',
					default: false,
					description: 'Whether to run the BGP session without an MD5 key',
				},
			],
		},
		optionsField('replace'),
	],
	prepare({ api, params, hint }) {
		const path = ['cni', 'cnis', params.uuid('cniId')];
		const changes = changesOf(params);
		if (changes.bgp.md5_key) api.conceal([changes.bgp.md5_key]);
		return async () => {
			const read = (await api.getObject(path, 'id')) as unknown as Cni;
			const whole = changed(read, changes, params);
			const after = await api.put(path, whole as unknown as IDataObject, { identifier: 'id' });
			const others = differing(whole, after);
			if (others.length > 0) {
				hint(
					`Cloudflare's answer differs from what was sent in ${others.join(', ')}: somebody else may have changed the CNI at the same time.`,
				);
			}
			return [{ json: after }];
		};
	},
};

/** What the user set; the rest stays as it is read. */
interface Changes {
	magic: Partial<Magic>;
	bgp: Partial<Bgp>;
	removeBgp: boolean;
	removeMd5Key: boolean;
	ends: Partial<Pick<Cni, 'cust_ip' | 'p2p_ip' | 'bgp_mode'>>;
}

function changesOf(params: Params): Changes {
	const field = (name: string) => `updateFields.${name}`;
	const given = <T>(name: string, read: (name: string) => T) =>
		params.has(field(name)) ? read(field(name)) : undefined;
	const asn = optionalCount(params, field('bgp.settings.customerAsn'));
	const prefixes = prefixesParam(params, field('bgp.settings.extraPrefixes'));
	const key = md5KeyParam(params, field('bgp.settings.md5Key'));
	const removeBgp = params.flag(field('removeBgp'));
	const removeMd5Key = params.flag(field('removeMd5Key'));
	const bgp = defined({ customer_asn: asn, extra_prefixes: prefixes, md5_key: key });
	if (removeBgp && Object.keys(bgp).length > 0) {
		throw params.refusal(field('removeBgp'), "is on while 'BGP' is set: choose one");
	}
	if (removeMd5Key && key !== undefined) {
		throw params.refusal(field('removeMd5Key'), "is on while 'MD5 Key' is set: choose one");
	}
	const changes: Changes = {
		bgp,
		removeBgp,
		removeMd5Key,
		magic: defined({
			conduit_name: given('conduitName', params.requiredText),
			description: given('description', params.text),
			mtu: given('mtu', params.count),
		}),
		ends: defined({
			cust_ip: given('custIp', (name) => addressParam(params, name)),
			p2p_ip: given('p2pIp', (name) => addressParam(params, name)),
			bgp_mode: given('bgpMode', params.option) as Cni['bgp_mode'],
		}),
	};
	const { cust_ip: customer, p2p_ip: cloudflare } = changes.ends;
	if (customer && cloudflare && !samePrefix(customer, cloudflare)) {
		throw notInOnePrefix(params, customer, cloudflare);
	}
	const nothing = ![changes.bgp, changes.magic, changes.ends].some(
		(set) => Object.keys(set).length,
	);
	if (nothing && !removeBgp && !removeMd5Key) {
		throw params.refusal('updateFields', 'is empty: nothing would change');
	}
	refuseEmpty(params, 'bgp', bgp);
	return changes;
}

function changed(
	read: Cni,
	{ magic, bgp, removeBgp, removeMd5Key, ends }: Changes,
	params: Params,
): Cni {
	const { id, account, interconnect, cust_ip, p2p_ip, bgp_mode } = read;
	const whole: Cni = {
		id,
		account,
		interconnect,
		cust_ip,
		p2p_ip,
		magic: { ...read.magic, ...magic },
		...(bgp_mode && { bgp_mode }),
		...ends,
	};
	if (
		Object.keys(ends).some((name) => name !== 'bgp_mode') &&
		!samePrefix(whole.cust_ip, whole.p2p_ip)
	) {
		throw notInOnePrefix(params, whole.cust_ip, whole.p2p_ip);
	}
	if (!removeBgp && (read.bgp ?? Object.keys(bgp).length > 0)) {
		const { md5_key, ...rest } = { extra_prefixes: [], ...read.bgp, ...bgp };
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

function notInOnePrefix(params: Params, customer: string, cloudflare: string): Error {
	const name = params.has('updateFields.custIp') ? 'updateFields.custIp' : 'updateFields.p2pIp';
	return params.refusal(
		name,
		`has to be in one prefix with the other end of the link: ${customer} (customer) and ${cloudflare} (Cloudflare) are not`,
	);
}

/** Members that came back with another value than was sent. */
function differing(sent: Cni, after: IDataObject): string[] {
	return Object.entries(sent).flatMap(([name, value]) =>
		JSON.stringify(sorted(value)) === JSON.stringify(sorted(after[name])) ? [] : [name],
	);
}

function sorted(value: unknown): unknown {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
		: value;
}

function defined<T extends object>(values: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined),
	) as Partial<T>;
}
