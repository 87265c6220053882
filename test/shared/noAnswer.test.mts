import { expect, test } from '@jest/globals';

import { noAnswerOf } from '../../nodes/shared/api/request.ts';

/** What Node throws, as axios and n8n wrap it. */
const wrapped = (members: object) => {
	const cause = Object.assign(new Error('x'), members);
	return new Error('n8n', {
		cause: Object.assign(new Error('axios', { cause }), members, { syscall: undefined }),
	});
};

test.each([
	[{ code: 'EHOSTUNREACH', syscall: 'connect' }, false],
	[{ code: 'EHOSTUNREACH', errors: [] }, false],
	// The way to the host was lost after the request had been sent.
	[{ code: 'EHOSTUNREACH', syscall: 'read' }, true],
	[{ code: 'ENETUNREACH', syscall: 'write' }, true],
	[{ code: 'EPROTO', syscall: 'write' }, false],
	// Node tells it this way when the handshake is over.
	[{ code: 'ERR_SSL_BAD_RECORD_TYPE' }, true],
	[{ code: 'ECONNRESET', syscall: 'read' }, true],
])('%j may have arrived: %j', (members, mayHaveArrived) => {
	expect(noAnswerOf(wrapped(members), 1000)).toMatchObject({ mayHaveArrived });
});
