/** An answer that is not a success, thrown by whatever refuses and sent by the server as it stands. */
export class Refusal extends Error {
	readonly status: number;
	readonly body: unknown;
	readonly headers: Record<string, string>;

	constructor(
		status: number,
		message: string,
		body: unknown,
		headers: Record<string, string> = {},
	) {
		super(message);
		this.status = status;
		this.body = body;
		this.headers = headers;
	}
}

/** One entry of `errors` in the v4 envelope. */
export interface EnvelopeError {
	code: number;
	message: string;
	error_chain?: EnvelopeError[];
}

/** The v4 envelope of a refusal, as the gateway in front of every Cloudflare service sends it. */
export function refusalEnvelope(...errors: EnvelopeError[]) {
	return { success: false, errors, messages: [], result: null };
}

/** A refusal by the gateway: authentication, permission, rate limit, unknown route. */
export function gatewayRefusal(status: number, ...errors: EnvelopeError[]): Refusal {
	return new Refusal(status, errors[0]?.message ?? '', refusalEnvelope(...errors));
}

/**
 * A refusal by the CNI service itself. Cloudflare documents its statuses (400, 404, 409) but not its body: this
 * plain form is the emulator's own. Tests order other bodies through faults.
 */
export function serviceRefusal(status: 400 | 404 | 409, text: string): Refusal {
	// Assumed: Refusals of the CNI endpoints have the body `{"error": "…"}`.
	return new Refusal(status, text, { error: text });
}

// Assumed: 1011 for a magic interconnect that is not there, 1013 for conflicts, and 1025 for 403.
// Observed: 1022 for a malformed route and 1020 for one that does not exist, by others; taken for magic
//   interconnects too.
const magicCodes = { 400: 1022, 403: 1025, 404: 1011, 409: 1013 } as const;

/**
 * A refusal by Magic Transit and Magic WAN, in the v4 envelope. Cloudflare documents neither its statuses nor its
 * codes. 1022 for what is malformed, 1020 for a route that is not there and 1025 for an account that may not use Magic WAN have
 * been seen; the others are the emulator's own.
 *
 * @param code left out: the one that goes with the status
 */
export function magicRefusal(
	status: keyof typeof magicCodes,
	message: string,
	code: number = magicCodes[status],
): Refusal {
	return new Refusal(status, message, refusalEnvelope({ code, message }));
}

/** The gateway's answer to a path that it cannot map: an unknown route or a malformed account identifier. */
export function unroutable(url: string): Refusal {
	const path = url.replace(/\?.*$/s, '');
	return gatewayRefusal(
		400,
		{
			code: 7003,
			message: `Could not route to ${path}, perhaps your object identifier is invalid?`,
		},
		{ code: 7000, message: 'No route for that URI' },
	);
}

/**
 * A refusal by the notification service, in the v4 envelope. Of the codes 15000, 17003, 17004, 17102 and 17103 have been
 * seen; the others, and the statuses but for 500, are the emulator's own.
 */
export function alertingRefusal(
	status: 400 | 404 | 409 | 500,
	code: number,
	message: string,
): Refusal {
	return new Refusal(status, message, refusalEnvelope({ code, message }));
}
