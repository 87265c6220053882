import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { sleepUnlessAborted } from '../sleep';
import { CREDENTIAL_TYPE, type Credential } from './credentials';
import { noAnswerOf, tooLate } from './noAnswer';
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
	{ baseUrl, data }: Credential,
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
			ctx.helpers.httpRequestWithAuthentication.call(
				ctx,
				CREDENTIAL_TYPE,
				{
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
				},
				// Else n8n resolves the expressions in the credential with the first input item.
				{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL_TYPE, data } },
			),
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
