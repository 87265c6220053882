import type { FastifyInstance } from 'fastify';

import { readInterconnects, writeInterconnects } from '../auth.mts';
import { clock } from '../clock.mts';
import { listPage, type PageQuery } from '../listing.mts';
import { letterOfAuthorization } from '../loa.mts';
import { hashPairingKey } from '../records.mts';
import { serviceRefusal } from '../refusals.mts';
import {
	bodies,
	params,
	queries,
	type CreateDirect,
	type CreateGcpPartner,
	type DirectInterconnect,
	type Interconnect,
} from '../shapes.mts';
import { isDirect, type State, type StoredInterconnect } from '../state.mts';

interface Params {
	account_id: string;
	icon: string;
}

// Google's form: <uuid>/<region>/<availability domain>
const pairingKeyFormat =
	/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/([a-z]+-[a-z]+\d+)\/(?:1|2|any)$/;

const read = { anyOf: readInterconnects };
const write = { anyOf: writeInterconnects };

function find(state: State, { account_id, icon }: Params): StoredInterconnect {
	const stored = state.interconnects.get(icon);
	if (stored?.interconnect.account === account_id) return stored;
	throw serviceRefusal(404, `There is no interconnect named "${icon}"`);
}

function findDirect(state: State, of: Params): DirectInterconnect {
	const { interconnect } = find(state, of);
	if (isDirect(interconnect)) return interconnect;
	throw serviceRefusal(404, `Interconnect "${of.icon}" has no physical port, so it has no LOA`);
}

/** What is sent of an interconnect. */
function answer(state: State, interconnect: Interconnect): Partial<Interconnect> {
	if (state.options.answers === 'current') return interconnect;
	const { virtual_port_reservation_id, owner, ...older } = interconnect;
	const { ccr_device_name, ...direct } = older as Partial<DirectInterconnect>;
	const { speed, ...gcpPartner } = direct;
	return isDirect(interconnect) ? direct : gcpPartner;
}

function createDirect(state: State, body: CreateDirect, ray: string): DirectInterconnect {
	const slot = state.slots.get(body.slot_id)?.slot;
	if (!slot) throw serviceRefusal(404, `There is no slot ${body.slot_id}`);
	const speed = body.speed ?? slot.speed;
	if (speed !== slot.speed) {
		throw serviceRefusal(400, `Slot ${slot.id} has ${slot.speed}, not ${speed}`);
	}
	if (slot.occupied) throw serviceRefusal(409, `Slot ${slot.id} is occupied`);
	const interconnect = state.addDirect({ account: body.account, slot });
	const { account, name, slot_id: slotId } = interconnect;
	state.orders.push({ kind: 'direct', account, name, slotId, time: clock.now(), ray });
	return interconnect;
}

function createGcpPartner(state: State, body: CreateGcpPartner, ray: string): Interconnect {
	const region = pairingKeyFormat.exec(body.pairing_key)?.[1];
	if (region === undefined) {
		throw serviceRefusal(400, 'The pairing key is not of the form <uuid>/<region>/<1, 2 or any>');
	}
	if (state.usedPairingKeys.has(body.pairing_key)) {
		throw serviceRefusal(409, 'The pairing key was used before');
	}
	state.usedPairingKeys.add(body.pairing_key);
	const { account, bandwidth: speed } = body;
	const interconnect = state.addGcpPartner({ account, region, speed });
	state.orders.push({
		kind: 'gcp_partner',
		account,
		name: interconnect.name,
		pairingKeyHash: hashPairingKey(body.pairing_key),
		time: clock.now(),
		ray,
	});
	return interconnect;
}

function accountName(state: State, id: string): string {
	return state.accounts.find((account) => account.id === id)?.name ?? id;
}

/** `/accounts/{account_id}/cni/interconnects` */
export function interconnectRoutes(app: FastifyInstance, state: State): void {
	app.post<{ Params: Params; Body: CreateDirect | CreateGcpPartner }>(
		'/interconnects',
		{ config: write, schema: { params: params.account, body: bodies.createInterconnect } },
		async ({ params: { account_id }, body, record: { ray } }) => {
			if (body.account !== account_id) {
				throw serviceRefusal(400, 'The account in the body is not the account in the path');
			}
			return answer(
				state,
				body.type === 'direct'
					? createDirect(state, body, ray)
					: createGcpPartner(state, body, ray),
			);
		},
	);

	app.get<{ Params: Params; Querystring: PageQuery & { site?: string; type?: string } }>(
		'/interconnects',
		{ config: read, schema: { params: params.account, querystring: queries.interconnects } },
		async ({ params: { account_id }, query }) => {
			const entries = [...state.interconnects.values()].filter(
				({ interconnect }) =>
					interconnect.account === account_id &&
					(query.type === undefined || interconnect.type === query.type) &&
					(query.site === undefined ||
						(isDirect(interconnect) && interconnect.site === query.site)),
			);
			return listPage(entries, query, state.options.pageSize, (entry) =>
				answer(state, entry.interconnect),
			);
		},
	);

	app.get<{ Params: Params }>(
		'/interconnects/:icon',
		{ config: read, schema: { params: params.interconnect } },
		async ({ params }) => answer(state, find(state, params).interconnect),
	);

	app.delete<{ Params: Params }>(
		'/interconnects/:icon',
		{ config: write, schema: { params: params.interconnect } },
		async ({ params }, reply) => {
			const { interconnect } = find(state, params);
			if ([...state.cnis.values()].some(({ cni }) => cni.interconnect === interconnect.name)) {
				throw serviceRefusal(409, `Interconnect "${interconnect.name}" still has CNIs`);
			}
			state.removeInterconnect(interconnect);
			return reply.code(204).send();
		},
	);

	detailRoutes(app, state);
}

/** Below the name of an interconnect. */
function detailRoutes(app: FastifyInstance, state: State): void {
	app.get<{ Params: Params }>(
		'/interconnects/:icon/status',
		{ config: read, schema: { params: params.interconnect } },
		async ({ params }) => state.statusOf(find(state, params)),
	);

	app.get<{ Params: Params; Querystring: { name?: string } }>(
		'/interconnects/:icon/loa',
		{ config: read, schema: { params: params.interconnect, querystring: queries.loa } },
		async ({ params, query }, reply) => {
			const customerName = query.name ?? accountName(state, params.account_id);
			const pdf = await letterOfAuthorization(findDirect(state, params), customerName);
			return reply.type('application/pdf').send(pdf);
		},
	);

	app.get<{ Params: Params }>(
		'/interconnects/:icon/loa/default',
		{ config: read, schema: { params: params.interconnect } },
		async ({ params }) => {
			findDirect(state, params);
			return { name: accountName(state, params.account_id) };
		},
	);
}
