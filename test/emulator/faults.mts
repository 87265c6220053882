import type { FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokenAnswers, sendBroken, type BrokenAnswer } from './brokenAnswers.mts';
import type { RequestRecord } from './records.mts';
import type { Watch } from './watch.mts';

/**
 * Something that goes wrong with a request. Without `when: 'after'` it happens before the service acts, and a
 * fault with `status` or `drop` then keeps it from acting at all; with it the service has acted, and only the answer is lost or changed.
 */
export interface Fault {
	/** In capitals; any if left out. */
	method?: string;
	/** Regular expression (or its source) found in the decoded path below the base path; any if left out. */
	path?: RegExp | string;
	/** How many matching requests pass before it strikes. Default 0. */
	skip?: number;
	/** How many requests it strikes. Default 1. */
	times?: number;
	/** Default `before`. */
	when?: 'before' | 'after';
	/** Milliseconds to wait, before or after acting. The service acts even if the client has gone meanwhile. */
	delay?: number;
	/** Waits for this in place of a time, in the emulator's own process only. */
	until?: Promise<unknown>;
	/** Closes the connection without an answer. */
	drop?: true;
	/** Announces the whole body, sends half of it and closes the connection. */
	truncate?: true;
	/** Sends the answer broken. */
	broken?: BrokenAnswer;
	/** Replaces the answer's status. Before acting it is what makes the fault answer in the service's place. */
	status?: number;
	/** Added to the answer's headers, or put in their place; a list is sent as several headers, null removes one. */
	headers?: Record<string, string | string[] | null>;
	/** Replaces the answer's body: text as it stands, anything else as JSON. */
	body?: unknown;
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Aborted when the faults are cleared. */
		cleared: AbortSignal;
		fault: Fault | undefined;
	}
}

/** The faults that are ordered and have not struck yet. */
export class Faults {
	private pending: { fault: Fault; pattern: RegExp; skip: number; times: number }[] = [];
	private clearing = new AbortController();
	private readonly watch: Watch;

	/** @param watch is told when one strikes */
	constructor(watch: Watch) {
		this.watch = watch;
	}

	/**
	 * @throws Error if the fault would have no effect
	 * @throws SyntaxError if `path` is no regular expression
	 */
	add(fault: Fault): void {
		const { when = 'before', delay, until, drop, truncate, broken, status, headers, body } = fault;
		const answers = [status, headers, body, truncate, broken].some((one) => one !== undefined);
		if (broken !== undefined && !brokenAnswers.includes(broken)) {
			throw new Error(`"broken" is one of ${brokenAnswers.join(', ')}`);
		}
		if (when === 'before' && answers && status === undefined) {
			throw new Error('A fault that answers before the service acts needs a "status"');
		}
		if (!answers && !drop && !until && delay === undefined)
			throw new Error('This fault does nothing');
		const { skip = 0, times = 1 } = fault;
		this.pending.push({ fault, pattern: new RegExp(fault.path ?? ''), skip, times });
	}

	/** The fault that strikes a request, counted as used. The first one that was ordered wins. */
	take({ method, path }: RequestRecord): Fault | undefined {
		for (const entry of this.pending) {
			if (entry.fault.method !== undefined && entry.fault.method !== method) continue;
			if (path.search(entry.pattern) === -1) continue;
			if (entry.skip > 0) {
				entry.skip -= 1;
				continue;
			}
			entry.times -= 1;
			if (entry.times <= 0) this.pending = this.pending.filter((other) => other !== entry);
			this.watch.notify();
			return entry.fault;
		}
		return undefined;
	}

	/** Aborted when the faults are cleared: what came before then does not act any more. */
	get cleared(): AbortSignal {
		return this.clearing.signal;
	}

	/** Waits as a fault says; what waits when the faults are cleared ends its connection and does not act. */
	async wait({ delay = 0, until }: Fault): Promise<void> {
		const { cleared: signal } = this;
		await sleep(delay, undefined, { signal });
		if (until) await Promise.race([until, once(signal, 'abort')]);
		signal.throwIfAborted();
	}

	/** How many ordered faults have not struck as often as they were to. */
	get size(): number {
		return this.pending.length;
	}

	clear(): void {
		this.pending = [];
		this.clearing.abort();
		this.clearing = new AbortController();
	}
}

/** Fastify hook (onRequest): notes which faults are those of the request. */
export function noteFaults(faults: Faults) {
	return async (request: FastifyRequest): Promise<void> => {
		request.cleared = faults.cleared;
	};
}

/** Fastify hook (preValidation): strikes before the service acts. */
export function strikeBefore(faults: Faults) {
	return async (request: FastifyRequest, reply: FastifyReply) => {
		if (request.cleared.aborted) {
			request.raw.socket.destroy();
			return reply.hijack();
		}
		const fault = faults.take(request.record);
		request.fault = fault;
		if (!fault || fault.when === 'after') return;
		if (!(await waited(faults, fault)) || fault.drop) {
			request.raw.socket.destroy();
			return reply.hijack();
		}
		// What is sent is put in its place by changeAnswer.
		if (fault.status !== undefined) return reply.send('');
		return;
	};
}

/** Fastify hook (onSend): strikes after the service has acted, and changes what is sent. */
export function changeAnswer(faults: Faults) {
	return async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
		const { fault } = request;
		if (!fault) return payload;
		if (fault.when === 'after' && (!(await waited(faults, fault)) || fault.drop)) {
			request.raw.socket.destroy();
			return payload;
		}
		const answers = fault.when === 'after' || fault.status !== undefined;
		if (!answers) return payload;
		const answer = 'body' in fault ? replaceBody(fault.body, reply) : payload;
		if (fault.status !== undefined) reply.code(fault.status);
		for (const [name, value] of Object.entries(fault.headers ?? {})) {
			if (value === null) reply.removeHeader(name);
			else reply.header(name, value);
		}
		if (fault.broken) sendBroken(fault.broken, answer, reply);
		return fault.truncate ? truncated(answer, request, reply) : answer;
	};
}

async function waited(faults: Faults, fault: Fault): Promise<boolean> {
	if (fault.delay === undefined && !fault.until) return true;
	return await faults.wait(fault).then(
		() => true,
		() => false,
	);
}

function replaceBody(body: unknown, reply: FastifyReply): string {
	const isText = typeof body === 'string';
	reply.removeHeader('content-length');
	reply.header('content-type', isText ? 'text/plain; charset=utf-8' : 'application/json');
	return isText ? body : JSON.stringify(body);
}

function truncated(payload: unknown, request: FastifyRequest, reply: FastifyReply): Readable {
	const whole = Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload ?? ''));
	reply.header('content-length', String(whole.length));
	reply.raw.once('finish', () => request.raw.socket.destroy());
	// A stream, because Fastify corrects the length of anything else.
	return Readable.from([whole.subarray(0, Math.floor(whole.length / 2))], { objectMode: false });
}
