import type { FastifyInstance } from 'fastify';

import { sharePrefix } from '../addresses.mts';
import { readInterconnects, writeInterconnects } from '../auth.mts';
import { clock } from '../clock.mts';
import { listPage, type PageQuery } from '../listing.mts';
import { serviceRefusal } from '../refusals.mts';
import { bodies, params, queries, type Cni, type CreateCni, type UpdateCni } from '../shapes.mts';
import { isDirect, type State, type StoredCni } from '../state.mts';

interface Params {
	account_id: string;
	cni: string;
}

const read = { anyOf: readInterconnects };
const write = { anyOf: writeInterconnects };

function find(state: State, { account_id, cni }: Params): StoredCni {
	const stored = state.cnis.get(cni);
	if (stored?.cni.account === account_id) return stored;
	throw serviceRefusal(404, `There is no CNI ${cni}`);
}

/** @throws Refusal where the body does not go together with what there is */
function check(
	state: State,
	accountId: string,
	body: CreateCni | UpdateCni,
	self?: StoredCni,
): void {
	// Assumed: A BGP session with the account's own ASN is rejected with 400; documented is only that it must differ.
	if (body.account !== accountId) {
		throw serviceRefusal(400, 'The account in the body is not the account in the path');
	}
	const interconnect = state.interconnects.get(body.interconnect)?.interconnect;
	if (interconnect?.account !== accountId) {
		throw serviceRefusal(400, `There is no interconnect named "${body.interconnect}"`);
	}
	// Cloudflare documents that sessions are eBGP only, not what it answers.
	const asn = state.defaultAsnOf(accountId);
	if (body.bgp?.customer_asn === asn) {
		throw serviceRefusal(400, `customer_asn ${asn} is the account's own ASN`);
	}
	const { conduit_name: conduitName } = body.magic;
	if (state.isConduitNameTaken(accountId, conduitName, self)) {
		throw serviceRefusal(409, `There is a CNI with conduit name "${conduitName}"`);
	}
}

/** What a GET answers. */
function answer(state: State, { cni }: StoredCni): Cni {
	if (!state.options.newCniMembers) return cni;
	const { bgp } = cni;
	const more = { modified_on: '2026-01-01T00:00:00Z' };
	return { ...cni, ...more, ...(bgp && { bgp: { ...bgp, state: 'established' } as Cni['bgp'] }) };
}

/** The slot that an interconnect is on. */
function slotOf(state: State, name: string): string | undefined {
	const interconnect = state.interconnects.get(name)?.interconnect;
	return interconnect && isDirect(interconnect) ? interconnect.slot_id : undefined;
}

function create(state: State, account: string, body: CreateCni, ray: string): Cni {
	check(state, account, body);
	const { cni, tunnelId } = state.addCni({
		...body,
		...(body.bgp && { bgp_mode: 'dynamic_route_exchange' }),
	});
	state.orders.push({
		kind: 'cni',
		account,
		id: cni.id,
		interconnect: cni.interconnect,
		conduitName: cni.magic.conduit_name,
		tunnelId,
		time: clock.now(),
		ray,
	});
	return cni;
}

/** `/accounts/{account_id}/cni/cnis` */
export function cniRoutes(app: FastifyInstance, state: State): void {
	app.post<{ Params: Params; Body: CreateCni }>(
		'/cnis',
		{ config: write, schema: { params: params.account, body: bodies.createCni } },
		async ({ params: { account_id: account }, body, record }) =>
			create(state, account, body, record.ray),
	);

	app.get<{ Params: Params; Querystring: PageQuery & { slot?: string; tunnel_id?: string } }>(
		'/cnis',
		{ config: read, schema: { params: params.account, querystring: queries.cnis } },
		async ({ params: { account_id }, query }) => {
			const entries = [...state.cnis.values()].filter(
				({ cni, tunnelId }) =>
					cni.account === account_id &&
					(query.slot === undefined || slotOf(state, cni.interconnect) === query.slot) &&
					(query.tunnel_id === undefined || tunnelId === query.tunnel_id),
			);
			return listPage(entries, query, state.options.pageSize, (entry) => answer(state, entry));
		},
	);

	app.get<{ Params: Params }>(
		'/cnis/:cni',
		{ config: read, schema: { params: params.cni } },
		async ({ params }) => answer(state, find(state, params)),
	);

	app.put<{ Params: Params; Body: UpdateCni }>(
		'/cnis/:cni',
		{ config: write, schema: { params: params.cni, body: bodies.updateCni } },
		async ({ params, body }) => {
			const stored = find(state, params);
			if (body.id !== params.cni) {
				throw serviceRefusal(400, 'The id in the body is not the id in the path');
			}
			check(state, params.account_id, body, stored);
			if (!sharePrefix(body.cust_ip, body.p2p_ip)) {
				throw serviceRefusal(400, 'cust_ip and p2p_ip are not in the same prefix');
			}
			stored.cni = body;
			return stored.cni;
		},
	);

	app.delete<{ Params: Params }>(
		'/cnis/:cni',
		{ config: write, schema: { params: params.cni } },
		async ({ params }, reply) => {
			state.cnis.delete(find(state, params).cni.id);
			return reply.code(204).send();
		},
	);
}
