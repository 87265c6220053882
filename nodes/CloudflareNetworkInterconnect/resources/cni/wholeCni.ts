import type { IDataObject } from 'n8n-workflow';

import type { Bgp, Cni, Magic } from '../../../shared/cloudflare';
import { samePrefix } from '../../../shared/params/addresses';
import type { Params } from '../../../shared/params/types';
import { unlessEmpty } from '../updateFields';
import { DOCUMENTED } from './undocumented';

/** What the user set; the rest stays as it is read. */
export interface Changes {
	magic: Partial<Magic>;
	bgp: Partial<Bgp>;
	removeBgp: boolean;
	removeMd5Key: boolean;
	ends: Partial<Pick<Cni, 'cust_ip' | 'p2p_ip' | 'bgp_mode'>>;
}

/**
 * The whole CNI to send: what was read with what the user set.
 *
 * @throws NodeOperationError where the two don't go together
 */
export function changed(
	read: Cni,
	{ magic, bgp, removeBgp, removeMd5Key, ends }: Changes,
	params: Params,
): Cni {
	const { bgp: bgpRead, bgp_mode: mode, ...others } = read;
	const session = meaningOf(bgpRead) === undefined ? undefined : bgpRead;
	const whole: Cni = {
		...others,
		magic: { ...read.magic, description: read.magic.description ?? '', ...magic },
		...(mode && { bgp_mode: mode }),
		...ends,
	};
	const { cust_ip: customer, p2p_ip: cloudflare } = whole;
	const hasNewEnd = ends.cust_ip !== undefined || ends.p2p_ip !== undefined;
	if (hasNewEnd && customer && cloudflare) checkEnds(params, customer, cloudflare);
	const isChanged = unlessEmpty(bgp) !== undefined;
	if (!removeBgp && (session || isChanged)) {
		const { md5_key, ...rest } = {
			...session,
			extra_prefixes: session?.extra_prefixes ?? [],
			...bgp,
		};
		if (isChanged && !rest.customer_asn) {
			throw params.refusal(
				'updateFields.bgp.settings.customerAsn',
				'is empty, and the CNI has no BGP session yet: a session needs one',
			);
		}
		whole.bgp = {
			...rest,
			customer_asn: rest.customer_asn!,
			...(md5_key !== undefined && md5_key !== '' && !removeMd5Key && { md5_key }),
		};
	}
	return whole;
}

/** Both ends of a link are in one prefix, and are not the same address. */
export function checkEnds(params: Params, customer: string, cloudflare: string): void {
	const name = params.has('updateFields.custIp') ? 'updateFields.custIp' : 'updateFields.p2pIp';
	if (!samePrefix(customer, cloudflare)) {
		throw params.refusal(
			name,
			`must be in one prefix with the other end of the link: ${customer} (customer) and ${cloudflare} (Cloudflare) are not`,
		);
	}
	if (customer === cloudflare) {
		throw params.refusal(name, `must differ from the other end of the link: both are ${customer}`);
	}
}

/** The members of the answer that are not what was sent; those that only the service knows are not looked at. */
export function differing(sent: Cni, after: IDataObject): string[] {
	const names = ['cust_ip', 'p2p_ip', 'magic', 'bgp', 'bgp_mode'] as const;
	return names.filter((name) => {
		const [one, other] = [sent[name], after[name]].map((value) =>
			JSON.stringify(meaningOf(onlyKnown(name, value))),
		);
		return one !== other;
	});
}

/** A member without what the API does not document in it, which may be a state of the moment. */
function onlyKnown(name: string, value: unknown): unknown {
	const documented = DOCUMENTED[name];
	if (!documented || typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).filter(([key]) => documented.includes(key)));
}

/**
 * The same for what means the same: null and other zero values are absent, prefixes are a set, and members have no
 * order.
 *
 * @returns undefined for what is absent or has nothing in it
 */
function meaningOf(value: unknown): unknown {
	if (value === null || value === '' || value === 0 || value === false) return undefined;
	if (Array.isArray(value)) return value.length > 0 ? [...new Set(value)].sort() : undefined;
	if (typeof value !== 'object') return value;
	const members = Object.entries(value)
		.map(([name, inner]) => [name, meaningOf(inner)] as const)
		.filter(([, inner]) => inner !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	return members.length > 0 ? Object.fromEntries(members) : undefined;
}
