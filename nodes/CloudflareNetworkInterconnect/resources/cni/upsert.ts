import type { IDataObject } from 'n8n-workflow';

import { identifiedBy } from '../../../shared/api';
import type { Cni, CniOrder } from '../../../shared/cloudflare';
import { toolNotice } from '../../../shared/fields/notices';
import { checkOnlyOption, optionsField } from '../../../shared/fields/options';
import { checkResult, openOrderCheck } from '../checkOnly';
import type { Call, Operation, Result } from '../types';
import { onlyOne, upserted, type Wanted } from '../upsert';
import { carrierChecks, checkCni } from './checks';
import { cniFields } from './create';
import { cniOf, cniOrder } from './order';
import { putWhole, refuseUnusable } from './replace';
import { changed, differing, type Changes } from './wholeCni';

export const upsert: Operation = {
	value: 'upsert',
	name: 'Create or Update',
	action: 'Create or update CNI connection',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	effect: 'create',
	fields: [
		{
			displayName:
				'The connection is found by interconnect and conduit name. If it exists and is as described, nothing is sent. An empty Description and an empty BGP leave what is there unchanged. To reverse an order, delete the CNI connection.',
			name: 'upsertNotice',
			type: 'notice',
			default: '',
		},
		toolNotice,
		...cniFields,
		optionsField('create', [checkOnlyOption]),
	],
	prepare(call) {
		const { account, api, orders, params } = call;
		const body = cniOf(params, account);
		const wanted = wantedCni(call, body);
		api.conceal(wanted.order.secrets);
		const declared = orders.declare(wanted.order, body);
		if (params.flag('options.checkOnly')) {
			return async () => [await checkUpsert(call, wanted, body)];
		}
		return async () => [await upserted(call, declared, wanted)];
	},
};

function wantedCni({ api, hint, params }: Call, body: CniOrder): Wanted {
	const order = cniOrder(body, { returnExisting: false });
	const whole = (read: Cni) => changed(read, changesOf(body), params);
	return {
		order,
		matching: (listed) => order.candidates(listed).certain,
		isAsWanted: (found) => asWanted(found, whole(found as unknown as Cni)),
		async change({ id }) {
			const path = [...order.path, String(id)];
			// What was listed may be some time ago.
			const read = (await api.get(path, { expect: identifiedBy('id') })) as unknown as Cni;
			refuseUnusable(read, String(id).toLowerCase(), params, 'conduitName');
			return await putWhole({ api, hint }, path, read, whole(read));
		},
		severalMatch: 'Look at them with CNI Connection > Get Many, and delete or rename the others.',
	};
}

function asWanted(found: IDataObject, whole: Cni): boolean {
	return differing(whole, found).length === 0;
}

/** What an item sets: an empty description, or no session, leaves what is there. */
function changesOf({ magic, bgp }: CniOrder): Changes {
	const { description, ...others } = magic;
	return {
		magic: { ...others, ...(description !== '' && { description }) },
		bgp: bgp ?? {},
		removeBgp: false,
		removeMd5Key: false,
		ends: {},
	};
}

/** Tells what "Create or Update" would do. */
async function checkUpsert(call: Call, wanted: Wanted, body: CniOrder): Promise<Result> {
	const { account, api, orders, params } = call;
	const { order } = wanted;
	const matching = wanted.matching(await order.returned.list(api, order.path));
	const existing = onlyOne(call, wanted, matching);
	if (!existing) return await checkCni(call, order, body);
	const whole = changed(existing as unknown as Cni, changesOf(body), params);
	return checkResult(
		account,
		asWanted(existing, whole)
			? undefined
			: {
					method: 'PUT',
					path: [...order.path, String(existing.id)],
					body: whole as unknown as IDataObject,
				},
		[...(await carrierChecks(api, body)), openOrderCheck(orders.heldBack(order), true)],
		existing,
	);
}
