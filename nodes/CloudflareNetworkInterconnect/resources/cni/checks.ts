import type { IDataObject } from 'n8n-workflow';

import { object, type Api } from '../../../shared/api';
import type { Cni, CniOrder } from '../../../shared/cloudflare';
import type { Order } from '../../orders';
import { checkResult, openOrderCheck, type Check } from '../checkOnly';
import type { Call, Result } from '../types';
import { unlessNotFound } from '../unlessNotFound';

/**
 * Tells whether a CNI could be created: "Check Only". Reads only.
 *
 * @throws NodeApiError where something that has to be known can't be read
 */
export async function checkCni(call: Call, order: Order, body: CniOrder): Promise<Result> {
	const { account, api, orders } = call;
	api.conceal(order.secrets);
	const listed = await order.returned.list(api, order.path);
	const [existing] = order.candidates(listed).certain;
	const isReturned = existing !== undefined && order.returnExisting;
	return checkResult(
		account,
		isReturned ? undefined : { method: 'POST', path: order.path, body: order.body },
		[
			...(await carrierChecks(api, body)),
			nameCheck(body, listed as unknown as Cni[], isReturned),
			openOrderCheck(orders.heldBack(order), order.returnExisting),
		],
		existing,
	);
}

/** What the interconnect, the account's settings and the values themselves tell. */
export async function carrierChecks(api: Api, body: CniOrder): Promise<Check[]> {
	const path = ['cni', 'interconnects', body.interconnect];
	const interconnect = await unlessNotFound(api.get(path));
	const status = interconnect && (await unlessNotFound(api.get([...path, 'status'])));
	return [
		interconnectCheck(body.interconnect, interconnect),
		statusCheck(body.interconnect, status),
		...(body.bgp ? [await asnCheck(api, body.bgp.customer_asn), bgpCheck(interconnect)] : []),
		mtuCheck(body.magic.mtu),
	];
}

function interconnectCheck(name: string, interconnect: IDataObject | undefined): Check {
	const check = 'interconnectExists';
	return interconnect
		? { check, ok: true, message: `Interconnect '${name}' exists.` }
		: { check, ok: false, message: `Interconnect '${name}' does not exist.` };
}

function statusCheck(name: string, status: IDataObject | undefined): Check {
	const check = 'interconnectReady';
	if (!status) return { check, ok: null, message: `Can't be told: '${name}' has no status.` };
	const { state } = status;
	return state === 'Pending'
		? { check, ok: false, message: `'${name}' is Pending: wait until Cloudflare has set it up.` }
		: { check, ok: true, message: `'${name}' is ${String(state)}.` };
}

/** Cloudflare requires that the two ends of a session have different ASNs. */
async function asnCheck(api: Api, asn: number): Promise<Check> {
	const check = 'customerAsn';
	const { default_asn: own } = await api.get(['cni', 'settings'], { expect: object });
	if (typeof own !== 'number' || own === 0) {
		const message = "Can't be told: the account has no default ASN to compare with.";
		return { check, ok: null, message };
	}
	return asn === own
		? { check, ok: false, message: `Customer ASN ${asn} is the account's own: they must differ.` }
		: { check, ok: true, message: `Customer ASN ${asn} differs from the account's, ${own}.` };
}

function bgpCheck(interconnect: IDataObject | undefined): Check {
	const check = 'bgp';
	if (!interconnect) {
		return { check, ok: null, message: "Can't be told without the interconnect." };
	}
	return interconnect.type === 'gcp_partner'
		? {
				check,
				ok: false,
				message:
					'BGP exchanges no routes over a Google Cloud partner interconnect: leave BGP out, and create magic routes.',
			}
		: { check, ok: true, message: 'BGP can exchange routes over this interconnect.' };
}

function mtuCheck(mtu: number): Check {
	const check = 'mtu';
	return mtu > 1500
		? { check, ok: false, message: `MTU ${mtu} is more than the 1500 that Cloudflare allows.` }
		: { check, ok: true, message: `MTU ${mtu}. An interconnect that uses GRE takes 1476 at most.` };
}

/** A conduit name exists once in an account. */
function nameCheck({ interconnect, magic }: CniOrder, listed: Cni[], isReturned: boolean): Check {
	const check = 'conduitName';
	const name = magic.conduit_name;
	const other = listed.find((one) => one.magic?.conduit_name === name);
	if (!other) return { check, ok: true, message: `Conduit name '${name}' is free.` };
	if (isReturned) {
		return { check, ok: true, message: `CNI '${other.id}' exists and would be returned.` };
	}
	const where =
		other.interconnect === interconnect ? 'this interconnect' : `'${other.interconnect}'`;
	return {
		check,
		ok: false,
		message: `CNI '${other.id}' on ${where} already has conduit name '${name}'.`,
	};
}
