import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { clock } from './clock.mts';
import { basePath } from './shapes.mts';
import type { Watch } from './watch.mts';

/** A request as the emulator received it, and how it was answered. */
export interface RequestRecord {
	method: string;
	/** Decoded, below the base path, without the query: `/accounts/…/cni/interconnects/a b`. */
	path: string;
	/** As it came over the wire: path with base path and query, still encoded. */
	url: string;
	query: Record<string, string | string[]>;
	/** Names in lower case. */
	headers: IncomingHttpHeaders;
	/** Parsed if it is JSON, else the text; undefined if there was none. */
	body: unknown;
	/** When it arrived, milliseconds since the epoch. */
	time: number;
	/** The `cf-ray` of its answer. */
	ray: string;
	/** The status sent; null while it is not answered, or where the connection was dropped. */
	status: number | null;
}

/** Something that was ordered through the API. Deleting it later does not remove its record. */
export type Order = Made & {
	account: string;
	/** When it was carried out, milliseconds since the epoch. */
	time: number;
	/** The `cf-ray` of the request that made it. */
	ray: string;
};

type Made =
	| { kind: 'direct'; name: string; slotId: string }
	| {
			kind: 'gcp_partner';
			name: string;
			/** Hexadecimal SHA-256 of the key, see {@link hashPairingKey}. */
			pairingKeyHash: string;
	  }
	| {
			kind: 'cni';
			id: string;
			interconnect: string;
			conduitName: string;
			/** What the `tunnel_id` filter of the CNI listing finds it by. */
			tunnelId: string;
	  }
	| { kind: 'route'; id: string; prefix: string; nexthop: string; priority: number };

/** The name or identifier by which the API finds what an order made. */
export function keyOfOrder(order: Order): string {
	return 'name' in order ? order.name : order.id;
}

declare module 'fastify' {
	interface FastifyRequest {
		record: RequestRecord;
	}
}

/** How a pairing key stands in the orders: Google asks to keep the key itself secret. */
export function hashPairingKey(pairingKey: string): string {
	return createHash('sha256').update(pairingKey).digest('hex');
}

function parseOrText(text: string | undefined): unknown {
	if (!text) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Fastify hook (onRequest): opens the record and names the answer's `cf-ray`. */
export function openRecord(requests: RequestRecord[], watch: Watch) {
	return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
		const hash = createHash('sha256').update(`${request.id}`).digest('hex');
		const ray = `${hash.slice(0, 16)}-AMS`;
		request.record = {
			method: request.method,
			path: decodeURIComponent(request.url.slice(basePath.length).replace(/\?.*$/s, '')),
			url: request.url,
			query: { ...(request.query as RequestRecord['query']) },
			headers: request.headers,
			body: undefined,
			time: clock.now(),
			ray,
			status: null,
		};
		requests.push(request.record);
		watch.notify();
		reply.header('cf-ray', ray);
	};
}

/** Fastify hook (preValidation): adds the body, which is still text here. */
export async function recordBody(request: FastifyRequest): Promise<void> {
	request.record.body = parseOrText(request.body as string | undefined);
}

/** Fastify hook (onSend, the last): adds the status that goes out. */
export function closeRecord(watch: Watch) {
	return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
		if (!request.raw.socket.destroyed) request.record.status = reply.statusCode;
		watch.notify();
	};
}
