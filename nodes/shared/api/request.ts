import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { sleepUnlessAborted } from '../sleep';
import type { Path, Query } from './types';

/** The n8n contexts that requests are made from. */
export type RequestContext =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions;

/** One request, not yet encoded. */
export interface Request {
	method: IHttpRequestMethods;
	path: Path;
	query?: Query;
	body?: IDataObject;
	/** The media type to ask for; JSON when left out. */
	accept?: string;
	headers?: Record<string, string>;
}

/** What came back, whatever its status; the body as it was on the wire. */
export interface Answer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
}

/** No complete answer came. The message says what happened to the connection. */
export class NoAnswer extends Error {
	/** False when the request cannot have reached the service; else it may have acted on it. */
	readonly mayHaveArrived: boolean;

	constructor(reason: string, mayHaveArrived: boolean) {
		super(reason);
		this.mayHaveArrived = mayHaveArrived;
	}
}

/**
 * Builds the address of a request. The only place where path segments and query values are encoded.
 *
 * @throws Error when a segment is empty, `.` or `..`, which would name another resource
 */
export function addressOf(baseUrl: string, path: Path, query: Query = {}): string {
	if (path.some((segment) => ['', '.', '..'].includes(segment))) {
		throw new Error('A segment of the path is empty, a dot or two dots');
	}
	const parameters = Object.entries(query).flatMap(([name, value]) =>
		value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
	);
	const address = [baseUrl, ...path.map(encodeURIComponent)].join('/');
	return parameters.length > 0 ? `${address}?${parameters.join('&')}` : address;
}

/**
 * Sends one request, once, through n8n's request helper: the package's only door to the network.
 *
 * Statuses are not thrown (n8n repeats a thrown 401, whatever the method) and redirects not
 * followed (n8n would take the credentials along to another host).
 *
 * @param timeout milliseconds until the request is given up
 * @throws NoAnswer when the connection gives no complete answer
 */
export async function send(
	ctx: RequestContext,
	credentialType: string,
	baseUrl: string,
	{ method, path, query, body, accept = 'application/json', headers: more }: Request,
	timeout: number,
): Promise<Answer> {
	const url = addressOf(baseUrl, path, query);
	try {
		const {
			statusCode,
			headers,
			body: bytes,
		} = await within(
			timeout,
			ctx.helpers.httpRequestWithAuthentication.call(ctx, credentialType, {
				method,
				url,
				body,
				headers: { Accept: accept, ...more },
				// Bytes, because n8n hands JSON that it can't parse on as text, without a word.
				encoding: 'arraybuffer',
				timeout,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			}),
		);
		return { status: statusCode, headers, body: Buffer.from(bytes || '') };
	} catch (error) {
		throw noAnswerOf(error, timeout);
	}
}

/**
 * Gives an answer up that is not there in time. n8n's own timeout is for silence: an answer that comes byte by
 * byte never ends it.
 *
 * @throws NoAnswer when the time is over
 */
export async function within<T>(timeout: number, answer: Promise<T>): Promise<T> {
	const answered = new AbortController();
	const late = async () => {
		await sleepUnlessAborted(timeout, answered.signal);
		throw tooLate(timeout);
	};
	try {
		return await Promise.race([answer, late()]);
	} finally {
		answered.abort();
	}
}

function tooLate(timeout: number): NoAnswer {
	return new NoAnswer(`no answer came within ${timeout} ms`, true);
}

/** Codes of a connection whose other end did not prove who it is: nothing was sent over it. */
const NOT_TRUSTED = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|UNABLE_TO_|SELF_SIGNED_)/;

/** Errno names of a connection that never stood: nothing was sent over it. */
const NEVER_CONNECTED: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its host name is not known',
	EAI_AGAIN: 'its host name could not be looked up',
	// Of the handshake only: afterwards Node gives OpenSSL's own codes, which tell nothing about the request.
	EPROTO: 'it does not speak TLS, or only other versions of it',
};

/** Errno names that mean the same, unless they come of a connection that stood. */
const UNREACHABLE = ['EHOSTUNREACH', 'ENETUNREACH'];

/** What is read of an exception. */
interface Thrown {
	name?: string;
	code?: string;
	syscall?: string;
	cause?: unknown;
}

/** An exception and its causes: n8n and axios wrap what Node throws. */
function causesOf(error: unknown): Thrown[] {
	const causes: Thrown[] = [];
	for (let one = error; typeof one === 'object' && one !== null && causes.length < 9;) {
		causes.push(one);
		one = (one as Thrown).cause;
	}
	return causes;
}

/**
 * Puts what n8n's request helpers throw for a connection into words.
 *
 * @param timeout milliseconds that the request had
 */
export function noAnswerOf(error: unknown, timeout: number): NoAnswer {
	if (error instanceof NoAnswer) return error;
	const causes = causesOf(error);
	const code = causes.findLast((cause) => cause.code)?.code ?? '';
	const stood = causes.some(({ syscall = '' }) => ['read', 'write'].includes(syscall));
	const neverConnected = NEVER_CONNECTED[code];
	if (neverConnected) return new NoAnswer(neverConnected, false);
	if (UNREACHABLE.includes(code) && !stood) return new NoAnswer("its host can't be reached", false);
	if (NOT_TRUSTED.test(code)) return new NoAnswer('its certificate is not trusted', false);
	if (causes.some(({ name }) => name?.startsWith('SsrfBlocked'))) {
		return new NoAnswer("n8n's SSRF protection blocked it", false);
	}
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return tooLate(timeout);
	return new NoAnswer('the connection was lost before the answer was complete', true);
}
