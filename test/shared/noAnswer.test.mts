import { describe, expect, test } from '@jest/globals';

import { NoAnswer, noAnswerOf } from '../../nodes/shared/api/noAnswer.ts';

/** What Node throws, as axios and n8n wrap it. */
const wrapped = (members: object, cause = Object.assign(new Error('x'), members)) =>
	new Error('n8n', {
		cause: Object.assign(new Error('axios', { cause }), members, { syscall: undefined }),
	});

/** What Node throws when it has tried several addresses of a host, as recorded with Node 24. */
const ofSeveral = (...attempts: object[]) => {
	const errors = attempts.map((members) => Object.assign(new Error('connect'), members));
	const { code } = attempts[0] as { code: string };
	return wrapped({ code }, Object.assign(new AggregateError(errors), { code }));
};

const connect = (code: string, errno: number) => ({ code, errno, syscall: 'connect' });
const refused = connect('ECONNREFUSED', -111);
const timedOut = connect('ETIMEDOUT', -110);
const unreachable = connect('ENETUNREACH', -101);

describe('nothing was sent', () => {
	test.each([
		[{ code: 'EHOSTUNREACH', syscall: 'connect' }, "its host can't be reached"],
		[{ code: 'EHOSTUNREACH', errors: [] }, "its host can't be reached"],
		[{ code: 'EPROTO', syscall: 'write' }, 'it does not speak TLS, or only other versions of it'],
		[timedOut, 'the connection attempt timed out'],
		[refused, 'the connection was refused'],
		[connect('EPERM', -1), 'a firewall blocked the connection'],
		[connect('EACCES', -13), 'a firewall blocked the connection'],
		[connect('ENETUNREACH', -101), "its host can't be reached"],
		[connect('EADDRNOTAVAIL', -99), 'the connection could not be made'],
		[{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'its host name is unknown'],
		[{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'its host name could not be looked up'],
		[{ code: 'EAI_FAIL', syscall: 'getaddrinfo' }, 'the connection could not be made'],
	])('%j', (members, message) => {
		expect(noAnswerOf(wrapped(members), 1000)).toMatchObject({ mayHaveArrived: false, message });
	});

	test.each([
		[[timedOut, timedOut], 'the connection attempt timed out'],
		[[timedOut, unreachable], 'the connection attempt timed out'],
		[[timedOut, refused], 'the connection attempt timed out'],
		[[refused, refused], 'the connection was refused'],
		[[unreachable, refused], "its host can't be reached"],
		[[{ code: 'ERR_SOCKET_CONNECTION_TIMEOUT' }, refused], 'the connection attempt timed out'],
	])('over several addresses: %j', (attempts, message) => {
		expect(noAnswerOf(ofSeveral(...attempts), 1000)).toMatchObject({
			mayHaveArrived: false,
			message,
		});
	});

	// All that Node has for a certificate (X509 in its documentation of TLS, and of its own).
	test.each([
		'CERT_CHAIN_TOO_LONG',
		'CERT_HAS_EXPIRED',
		'CERT_NOT_YET_VALID',
		'CERT_REJECTED',
		'CERT_REVOKED',
		'CERT_SIGNATURE_FAILURE',
		'CERT_UNTRUSTED',
		'CRL_HAS_EXPIRED',
		'CRL_NOT_YET_VALID',
		'CRL_SIGNATURE_FAILURE',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'ERROR_IN_CERT_NOT_AFTER_FIELD',
		'ERROR_IN_CERT_NOT_BEFORE_FIELD',
		'ERROR_IN_CRL_LAST_UPDATE_FIELD',
		'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
		'ERR_TLS_CERT_ALTNAME_FORMAT',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'HOSTNAME_MISMATCH',
		'INVALID_CA',
		'INVALID_PURPOSE',
		'PATH_LENGTH_EXCEEDED',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
		'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
		'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
		'UNABLE_TO_GET_CRL',
		'UNABLE_TO_GET_ISSUER_CERT',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	])('to a host without a certificate that is trusted: %s', (code) => {
		expect(noAnswerOf(wrapped({ code }), 1000)).toMatchObject({
			mayHaveArrived: false,
			message: 'its certificate is not trusted',
		});
	});

	test.each(['SsrfBlockedIpError', 'SsrfBlockedHostError'])(
		"where n8n's SSRF protection blocks it: %s",
		(name) => {
			const cause = Object.assign(new Error('x'), { name });
			expect(noAnswerOf(wrapped({}, cause), 1000)).toMatchObject({
				mayHaveArrived: false,
				message: "n8n's SSRF protection blocked it",
			});
		},
	);

	test('where the innermost cause says so, whatever its wrappers call it', () => {
		const cause = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
		expect(noAnswerOf(Object.assign(new Error('n8n', { cause }), { code: 'EFAIL' }), 1)).toEqual(
			new NoAnswer('the connection was refused', false),
		);
	});

	test.each([
		'Client network socket disconnected before secure TLS connection was established',
		'Proxy connection ended before receiving CONNECT response',
	])('before the connection was closed: %s', (message) => {
		const cause = Object.assign(new Error(message), { code: 'ECONNRESET' });
		expect(noAnswerOf(wrapped({ code: 'ECONNRESET' }, cause), 1000)).toMatchObject({
			mayHaveArrived: false,
			message: 'the connection was closed before anything was sent',
		});
	});
});

describe('the request may have arrived', () => {
	test.each([
		// The way to the host was lost after the request had been sent.
		[{ code: 'EHOSTUNREACH', syscall: 'read' }],
		[{ code: 'ENETUNREACH', syscall: 'write' }],
		// Node tells it this way when the handshake is over.
		[{ code: 'ERR_SSL_BAD_RECORD_TYPE' }],
		[{ code: 'ERR_SSL_BAD_CERT_TYPE' }],
		// Of several attempts, one got through.
		[{ code: 'ECONNRESET', errors: [null, { syscall: 'connect' }, { syscall: 'read' }] }],
		[{ code: 'ETIMEDOUT', errors: [{ syscall: 'read' }] }],
		[{ code: 'ENOTCONN', syscall: 'shutdown' }],
		[{ code: 'ECONNRESET', syscall: 'read' }],
		[{ code: 'EPIPE', syscall: 'write' }],
		[{ code: 'ETIMEDOUT', syscall: 'read' }],
		[{}],
	])('%j', (members) => {
		expect(noAnswerOf(wrapped(members), 1000)).toMatchObject({
			mayHaveArrived: true,
			retriesSpent: false,
			message: 'the connection was lost before the response was complete',
		});
	});

	test.each(['ECONNABORTED', 'ETIMEDOUT'])('in time or not: %s', (code) => {
		expect(noAnswerOf(wrapped({ code }), 1000)).toMatchObject({
			mayHaveArrived: true,
			message: 'none came within 1000 ms',
		});
	});

	test.each([['text'], [null], [undefined], [17], [{}]])(
		'for what is no exception: %j',
		(thrown) => {
			expect(noAnswerOf(thrown, 1000)).toMatchObject({ mayHaveArrived: true });
		},
	);

	test('where a cause is its own', () => {
		const error = new Error('x');
		error.cause = error;
		expect(noAnswerOf(error, 1000)).toMatchObject({ mayHaveArrived: true });
	});
});

test('what is in words already stays as it is', () => {
	const said = new NoAnswer('as it is', false);
	expect(noAnswerOf(said, 1000)).toBe(said);
});
