import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver got. */
export interface Received {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: unknown;
}

export interface Receiver {
	/** Where it listens, without a path. */
	origin: string;
	/** All requests so far, oldest first. */
	received: Received[];
	/** Answers from now on with this status, or not at all. Default 200. */
	answerWith(status: number | 'nothing', headers?: Record<string, string>): void;
	stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1 that receives notifications. */
export async function startReceiver(): Promise<Receiver> {
	const received: Received[] = [];
	let answer: (response: ServerResponse) => void;
	const answerWith: Receiver['answerWith'] = (status, headers) => {
		answer = (response) => {
			if (status === 'nothing') response.destroy();
			else response.writeHead(status, headers).end(`answered ${status}`);
		};
	};
	answerWith(200);
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { method = '', url = '', headers } = request;
		const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
		received.push({ method, url, headers, body });
		answer(response);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received,
		answerWith,
		stop: async () => {
			server.close();
			await once(server, 'close');
		},
	};
}
