import type { FastifyReply } from 'fastify';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/**
 * How the bytes of an answer may arrive where a network, a proxy or a server is at fault, in ways in which a correct
 * server does not send them:
 *
 * - `byteByByte`: whole, but each byte on its own;
 * - `chunksWithoutEnd`: in chunks, of which the last one is missing;
 * - `gzipCut`: compressed, and half of the compressed bytes are missing;
 * - `halfClosed`: no answer; the server has closed its side of the connection and goes on reading;
 * - `lengthTooShort`: a `Content-Length` that leaves out the second half of the body, which is sent all the same;
 * - `resetInBody`: half of the body, then the connection is reset.
 */
export const brokenAnswers = [
	'byteByByte',
	'chunksWithoutEnd',
	'gzipCut',
	'halfClosed',
	'lengthTooShort',
	'resetInBody',
] as const;
export type BrokenAnswer = (typeof brokenAnswers)[number];

/** Sends an answer past the HTTP server, broken as asked, and ends the connection. */
export function sendBroken(how: BrokenAnswer, payload: unknown, reply: FastifyReply): void {
	const whole = Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload ?? ''));
	const socket = reply.raw.socket!;
	// What Fastify writes after this goes nowhere.
	reply.raw.detachSocket(socket);
	socket.setNoDelay(true);
	void senders[how](socket, whole, (headers) => head(reply, headers)).catch(() => socket.destroy());
}

type Head = (headers: Record<string, string>) => string;

function head(reply: FastifyReply, framing: Record<string, string>): string {
	const { 'content-length': _, ...headers } = reply.getHeaders();
	const lines = Object.entries({ ...headers, ...framing, connection: 'close' })
		.flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}`))
		.join('\r\n');
	return `HTTP/1.1 ${reply.statusCode} Answer\r\n${lines}\r\n\r\n`;
}

const halfOf = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));

const senders: Record<BrokenAnswer, (socket: Socket, whole: Buffer, head: Head) => Promise<void>> =
	{
		async byteByByte(socket, whole, head) {
			const start = Buffer.from(head({ 'content-length': String(whole.length) }));
			for (const byte of Buffer.concat([start, whole])) {
				socket.write(Buffer.of(byte));
				await nextTurn();
			}
			socket.end();
		},
		async chunksWithoutEnd(socket, whole, head) {
			const chunk = Buffer.from(`${whole.length.toString(16)}\r\n${whole}\r\n`);
			socket.end(Buffer.concat([Buffer.from(head({ 'transfer-encoding': 'chunked' })), chunk]));
		},
		async gzipCut(socket, whole, head) {
			const cut = halfOf(gzipSync(whole));
			const framing = { 'content-encoding': 'gzip', 'content-length': String(cut.length) };
			socket.end(Buffer.concat([Buffer.from(head(framing)), cut]));
		},
		async halfClosed(socket) {
			socket.end();
		},
		async lengthTooShort(socket, whole, head) {
			const announced = String(halfOf(whole).length);
			socket.end(Buffer.concat([Buffer.from(head({ 'content-length': announced })), whole]));
		},
		async resetInBody(socket, whole, head) {
			const start = head({ 'content-length': String(whole.length) });
			// The reset overtakes what has not been sent yet.
			await new Promise((sent) =>
				socket.write(Buffer.concat([Buffer.from(start), halfOf(whole)]), sent),
			);
			socket.resetAndDestroy();
		},
	};
