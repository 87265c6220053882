/** No complete answer came. The message says what happened to the connection. */
export class NoAnswer extends Error {
	/** False when the request cannot have reached the service; else it may have acted on it. */
	readonly mayHaveArrived: boolean;
	/** Whether it was not repeated because too many requests of late have failed. */
	retriesSpent = false;

	constructor(reason: string, mayHaveArrived: boolean) {
		super(reason);
		this.mayHaveArrived = mayHaveArrived;
	}
}

/** There was no response in time. */
export function tooLate(timeout: number): NoAnswer {
	return new NoAnswer(`none came within ${Math.round(timeout)} ms`, true);
}

/** Codes of a connection whose other end did not prove who it is: nothing was sent over it. */
const NOT_TRUSTED =
	/^(CERT_|CRL_|ERR_TLS_|ERROR_IN_C|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|SELF_SIGNED_|UNABLE_TO_)/;

/** What Node and its proxy agents say where the connection was closed before the request could be sent. */
const CLOSED_EARLY =
	/before secure TLS connection was established|Proxy connection ended before receiving CONNECT/;

/** Errno names of a connection that was never made: nothing was sent over it. */
const NEVER_CONNECTED: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its host name is unknown',
	EAI_AGAIN: 'its host name could not be looked up',
	// Of the handshake only: afterwards Node gives OpenSSL's own codes, which tell nothing about the request.
	EPROTO: 'it does not speak TLS, or only other versions of it',
	ERR_SOCKET_CONNECTION_TIMEOUT: 'the connection attempt timed out',
};

/** Errno names that mean the same, unless they come from a connection that was made. */
const UNREACHABLE: Record<string, string> = {
	EHOSTUNREACH: "its host can't be reached",
	ENETUNREACH: "its host can't be reached",
};

/** Errno names of an attempt to connect, where the system call says that it is one. */
const NOT_MADE: Record<string, string> = {
	...UNREACHABLE,
	EACCES: 'a firewall blocked the connection',
	EPERM: 'a firewall blocked the connection',
	ETIMEDOUT: 'the connection attempt timed out',
};

/** What is read of an exception. */
interface Thrown {
	name?: string;
	message?: string;
	code?: string;
	syscall?: string;
	cause?: unknown;
	/** Of an AggregateError: Node tries all addresses of a host, and tells of each. */
	errors?: unknown;
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

/** The system calls that went wrong, by the exception, its causes and the attempts that it sums up. */
function systemCallsOf(causes: Thrown[]): string[] {
	const attempts = causes.flatMap(({ errors }) => (Array.isArray(errors) ? errors : []));
	return [...causes, ...attempts].flatMap((one) => (one as Thrown | null)?.syscall ?? []);
}

/** Why a connection was never made, so that nothing was sent over it; undefined where it may have been. */
function neverMade(causes: Thrown[]): string | undefined {
	const code = causes.findLast((cause) => cause.code)?.code ?? '';
	if (NEVER_CONNECTED[code]) return NEVER_CONNECTED[code];
	if (NOT_TRUSTED.test(code)) return 'its certificate is not trusted';
	const calls = systemCallsOf(causes);
	if (calls.some((call) => call === 'read' || call === 'write')) return undefined;
	if (UNREACHABLE[code]) return UNREACHABLE[code];
	if (calls.some((call) => call === 'connect' || call === 'getaddrinfo')) {
		return NOT_MADE[code] ?? 'the connection could not be made';
	}
	return causes.some(({ message = '' }) => CLOSED_EARLY.test(message))
		? 'the connection was closed before anything was sent'
		: undefined;
}

/**
 * Puts what n8n's request helpers throw for a connection into words.
 *
 * @param timeout milliseconds that the request had
 */
export function noAnswerOf(error: unknown, timeout: number): NoAnswer {
	if (error instanceof NoAnswer) return error;
	const causes = causesOf(error);
	const reason = neverMade(causes);
	if (reason !== undefined) return new NoAnswer(reason, false);
	if (causes.some(({ name }) => name?.startsWith('SsrfBlocked'))) {
		return new NoAnswer("n8n's SSRF protection blocked it", false);
	}
	const code = causes.findLast((cause) => cause.code)?.code;
	// With a system call it is the network that gave up, at a time of its own.
	const gaveUp = code === 'ETIMEDOUT' && systemCallsOf(causes).length === 0;
	if (code === 'ECONNABORTED' || gaveUp) return tooLate(timeout);
	return new NoAnswer('the connection was lost before the response was complete', true);
}
