import type { IDataObject } from 'n8n-workflow';

import type { Bgp, Cni, CniOrder } from '../../../shared/cloudflare';
import { bgpParams } from '../../../shared/params/bgp';
import type { Params } from '../../../shared/params/types';
import { fromCni, type Order } from '../../orders';

/** The CNI that an item describes. */
export function cniOf(params: Params, account: string): CniOrder {
	const bgp = bgpOf(params);
	return {
		account,
		interconnect: params.segment('interconnectName'),
		magic: {
			conduit_name: params.requiredText('conduitName'),
			description: params.textOrEmpty('description'),
			mtu: params.countOrDefault('mtu'),
		},
		...(bgp && { bgp }),
	};
}

function bgpOf(params: Params): Bgp | undefined {
	if (!params.has('bgp.settings')) return undefined;
	const { extra_prefixes, md5_key } = bgpParams(params, 'bgp.settings');
	return {
		customer_asn: params.count('bgp.settings.customerAsn'),
		extra_prefixes: extra_prefixes ?? [],
		...(md5_key !== undefined && { md5_key }),
	};
}

/** A conduit name is unique in the account: what has it on this interconnect, and did not exist before, is what was ordered. */
export function cniOrder(body: CniOrder, options: Pick<Order, 'returnExisting'>): Order {
	const { interconnect, magic } = body;
	const key = JSON.stringify([interconnect, magic.conduit_name]);
	const differences = (object: IDataObject) => differencesOf(object as unknown as Cni, body);
	const hasName = ({ magic: found }: IDataObject) =>
		(found as Partial<Cni['magic']> | undefined)?.conduit_name === magic.conduit_name;
	return {
		kind: 'cni',
		key,
		kin: key,
		subject: 'interconnect and conduit name',
		label: `conduit '${magic.conduit_name}' of interconnect '${interconnect}'`,
		secrets: body.bgp?.md5_key ? [body.bgp.md5_key] : [],
		path: ['cni', 'cnis'],
		body: { ...body } as unknown as IDataObject,
		identifier: 'id',
		returned: fromCni('id'),
		nameable: true,
		...options,
		carrier: interconnect,
		candidates: (listed) => ({
			certain: listed.filter((cni) => cni.interconnect === interconnect && hasName(cni)),
			possible: [],
		}),
		blockedBy(listed) {
			const other = listed.find((cni) => cni.interconnect !== interconnect && hasName(cni));
			return (
				other &&
				`Conduit name '${magic.conduit_name}' is already used on interconnect '${String(other.interconnect)}' (CNI '${String(other.id)}')`
			);
		},
		differences,
	};
}

/** How a CNI differs from an order, in words. */
function differencesOf({ magic: found, bgp }: Cni, ordered: CniOrder): string[] {
	const { magic } = ordered;
	return [
		...(found.mtu === undefined || found.mtu === magic.mtu
			? []
			: [`MTU is ${found.mtu}, not ${magic.mtu}`]),
		...((found.description ?? '') === magic.description ? [] : ['another description']),
		...(bgp?.customer_asn === ordered.bgp?.customer_asn
			? []
			: [
					`customer ASN is ${bgp?.customer_asn ?? 'none'}, not ${ordered.bgp?.customer_asn ?? 'none'}`,
				]),
		...(bgp && ordered.bgp ? differencesOfBgp(bgp, ordered.bgp) : []),
	];
}

/** How one session differs from another in what no message shows: prefixes may be many, the key is secret. */
function differencesOfBgp(found: Bgp, ordered: Bgp): string[] {
	const prefixes = ({ extra_prefixes: listed }: Bgp) =>
		[...new Set(Array.isArray(listed) ? listed : [])].sort().join();
	const [key, orderedKey] = [found.md5_key ?? '', ordered.md5_key ?? ''];
	return [
		...(prefixes(found) === prefixes(ordered) ? [] : ['other extra prefixes']),
		...(key === orderedKey
			? []
			: [
					!key
						? 'no MD5 key'
						: orderedKey
							? 'another MD5 key'
							: 'an MD5 key, where none was ordered',
				]),
	];
}
