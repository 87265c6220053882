import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/api';
import type { Order } from '../../orders';
import { checkResult, openOrderCheck, type Check } from '../checkOnly';
import { deviceIn, deviceOf } from '../devices';
import type { Call, Result } from '../types';
import { unlessNotFound } from '../unlessNotFound';

/** An order as a check needs it. */

/**
 * Tells whether an order of an interconnect would succeed: "Check Only". Reads only.
 *
 * @throws NodeApiError where something that has to be known can't be read
 */
export async function checkInterconnect(call: Call, order: Order): Promise<Result> {
	const { account, api, orders } = call;
	api.conceal(order.secrets);
	const listed = await order.returned.list(api, order.path);
	const [existing] = order.nameable ? existingIn(order, listed) : [];
	const checks =
		order.kind === 'direct'
			? await directChecks(api, order, listed, existing)
			: await gcpPartnerChecks(api, order, listed);
	const isReturned = existing !== undefined && order.returnExisting;
	return checkResult(
		account,
		isReturned ? undefined : { method: 'POST', path: order.path, body: order.body },
		[...checks, openOrderCheck(orders.heldBack(order), order.returnExisting)],
		existing,
	);
}

/** What was ordered comes first, and what may be it, written in another way, after that. */
function existingIn(order: Order, listed: IDataObject[]): IDataObject[] {
	const { certain, possible } = order.candidates(listed);
	return [...certain, ...possible];
}

/** Slot, speed, and whether the port would be on another device than those at its site. */
async function directChecks(
	api: Api,
	order: Order,
	listed: IDataObject[],
	existing: IDataObject | undefined,
): Promise<Check[]> {
	const id = String(order.body.slot_id);
	const slot = await unlessNotFound(api.get(['cni', 'slots', id]));
	if (!slot) {
		const message = `Can't be told: slot ${id} does not exist.`;
		return [
			{ check: 'slotExists', ok: false, message: `Slot ${id} does not exist.` },
			...['slotFree', 'speed', 'otherDevice'].map((check) => ({ check, ok: null, message })),
		];
	}
	return [
		{ check: 'slotExists', ok: true, message: `Slot ${id} is ${whereIs(slot)}.` },
		freeCheck(slot, existing, order.returnExisting),
		speedCheck(slot, order.body.speed),
		await deviceCheck(api, slot, portsBeside(slot, listed)),
	];
}

function whereIs({ facility, site }: IDataObject): string {
	const name = (facility as { name?: unknown } | undefined)?.name;
	return typeof name === 'string' && name
		? `at site ${String(site)}, ${name}`
		: `at site ${String(site)}`;
}

function freeCheck(
	{ occupied }: IDataObject,
	existing: IDataObject | undefined,
	returnExisting: boolean,
): Check {
	const check = 'slotFree';
	if (existing) {
		const name = String(existing.name);
		return returnExisting
			? { check, ok: true, message: `Your interconnect '${name}' is on it and would be returned.` }
			: { check, ok: false, message: `Your interconnect '${name}' is on it.` };
	}
	if (occupied === false) return { check, ok: true, message: 'The slot is free.' };
	if (occupied !== true) {
		return { check, ok: null, message: 'Cloudflare does not say whether the slot is free.' };
	}
	return { check, ok: false, message: 'The slot is occupied, and not by this account.' };
}

function speedCheck({ speed }: IDataObject, ordered: unknown): Check {
	const check = 'speed';
	const has = typeof speed === 'string' ? speed : undefined;
	if (has === undefined) {
		return { check, ok: null, message: "Cloudflare does not say the slot's speed." };
	}
	if (!ordered)
		return { check, ok: true, message: `The port would have the slot's speed, ${has}.` };
	return isSame(has, ordered)
		? { check, ok: true, message: `The slot has ${has}, as ordered.` }
		: { check, ok: false, message: `The slot has ${has}, not ${String(ordered)}.` };
}

/** The account's ports at the slot's site, without one on the slot itself. */
function portsBeside({ id, site }: IDataObject, listed: IDataObject[]): IDataObject[] {
	return listed.filter((one) => isSame(one.site, site) && !isSame(one.slot_id, id));
}

/** Two ports on one device go down together. */
async function deviceCheck(api: Api, slot: IDataObject, beside: IDataObject[]): Promise<Check> {
	const check = 'otherDevice';
	const device = deviceIn(slot);
	const where = device ? ` The slot is on ${device}.` : '';
	if (beside.length === 0) {
		const message = `The account has no other port at site ${String(slot.site)}.${where}`;
		return { check, ok: true, message };
	}
	if (!device) {
		return {
			check,
			ok: null,
			message: `Can't be told: Cloudflare does not say the slot's device. At site ${String(slot.site)}: ${namesOf(beside)}.`,
		};
	}
	const same: IDataObject[] = [];
	const unknown: IDataObject[] = [];
	for (const port of beside) {
		const other = await deviceOf(api, port);
		if (other === undefined) unknown.push(port);
		else if (isSame(other, device)) same.push(port);
	}
	if (same.length > 0) {
		const message = `Not redundant: the slot is on ${device}, the same device as ${namesOf(same)}.`;
		return { check, ok: false, message };
	}
	return unknown.length > 0
		? {
				check,
				ok: null,
				message: `Can't be told: the device of ${namesOf(unknown)} is not known.${where}`,
			}
		: {
				check,
				ok: true,
				message: `The slot is on ${device}, another device than ${namesOf(beside)}.`,
			};
}

/** Form and region of the key, and whether an earlier order like it may be waiting. */
async function gcpPartnerChecks(api: Api, order: Order, listed: IDataObject[]): Promise<Check[]> {
	const [, region = ''] = String(order.body.pairing_key).split('/');
	const bandwidth = String(order.body.bandwidth);
	return [
		{
			check: 'pairingKey',
			ok: true,
			message: "The key has Google Cloud's form. Only the order itself shows whether it is unused.",
		},
		{ check: 'region', ok: true, message: `The key is for region ${region.toLowerCase()}.` },
		await waitingCheck(api, existingIn(order, listed), `${region.toLowerCase()} and ${bandwidth}`),
	];
}

/**
 * Whether an attachment of the same region and bandwidth is Pending: it may be what this key was ordered for already,
 * since no response repeats the key.
 */
async function waitingCheck(api: Api, alike: IDataObject[], what: string): Promise<Check> {
	const check = 'nothingWaiting';
	const waiting: IDataObject[] = [];
	for (const one of alike) {
		const path = ['cni', 'interconnects', String(one.name), 'status'];
		if ((await unlessNotFound(api.get(path)))?.state === 'Pending') waiting.push(one);
	}
	return waiting.length > 0
		? {
				check,
				ok: false,
				message: `Of ${what}, ${namesOf(waiting)} is still Pending and may be what this key was ordered for. Check in Google Cloud.`,
			}
		: { check, ok: true, message: `Nothing of ${what} is Pending.` };
}

function namesOf(interconnects: IDataObject[]): string {
	return interconnects.map(({ name }) => `'${String(name)}'`).join(', ');
}

/** Whether two members have the same text, in whatever case. */
function isSame(one: unknown, other: unknown): boolean {
	return (
		typeof one === 'string' &&
		typeof other === 'string' &&
		one.toLowerCase() === other.toLowerCase()
	);
}
