import { refusalEnvelope, type Fault } from '../emulator/index.mts';

/* Everything that can go wrong, and when. */

/** What an answer tells of the request. */
export type Meaning =
	/** Nothing: it may have been carried out. Whatever can be repeated without harm is. */
	| 'lost'
	/** Nothing either, and repeating it would not help. */
	| 'useless'
	/** Not carried out, but it will be another time. */
	| 'limited'
	/** Not carried out. */
	| 'refused';

export interface Struck {
	meaning: Meaning;
	fault: Fault;
	/** The service's own words, which the message repeats. */
	words?: string;
}

const page =
	'<!DOCTYPE html><html><head><title>502: Bad gateway</title></head><body></body></html>';

const answer = (meaning: Meaning, status: number, body: unknown, words?: string): Struck => ({
	meaning,
	fault: { status, body },
	words,
});
const envelope = (status: number, code: number, message: string) =>
	answer('refused', status, refusalEnvelope({ code, message }), `code ${code}: ${message}`);

const broken = (meaning: Meaning, how: Fault['broken']): Struck => ({
	meaning,
	fault: { status: 200, body: { rest: 'x'.repeat(500) }, broken: how },
});

/** Everything that can go wrong. Where a redirect points to is filled in when it strikes. */
export const faults: Record<string, Struck> = {
	'a dropped connection': { meaning: 'lost', fault: { drop: true } },
	'half an answer': {
		meaning: 'lost',
		fault: { status: 200, body: { rest: 'x'.repeat(500) }, truncate: true },
	},
	'a reset in the body': broken('lost', 'resetInBody'),
	'chunks without an end': broken('lost', 'chunksWithoutEnd'),
	'a body longer than announced': broken('lost', 'lengthTooShort'),
	'a half-closed connection': broken('lost', 'halfClosed'),
	'half of a compressed answer': broken('useless', 'gzipCut'),
	'an answer that comes too late': { meaning: 'lost', fault: { delay: 2200 } },
	'408 without a body': answer('lost', 408, ''),
	'500 with an object': answer('lost', 500, { error: 'Server Error' }, 'Server Error'),
	'502 with a page': answer('lost', 502, page, '502: Bad gateway'),
	'503 without a body': answer('lost', 503, ''),
	'504 with an errno name': answer('lost', 504, 'ECONNRESET upstream', 'ECONNRESET upstream'),
	'a redirect': answer('useless', 302, ''),
	'a permanent redirect': answer('useless', 308, ''),
	'200 with half a text': answer('useless', 200, '{"name": "ams01-1", "items": [{"na'),
	'200 with an empty object': answer('useless', 200, {}),
	'200 with a page': answer('useless', 200, page),
	'200 with more than 10 MB': answer('useless', 200, 'x'.repeat(10_000_001)),
	'429 with Retry-After': {
		meaning: 'limited',
		fault: {
			status: 429,
			headers: { 'retry-after': '1' },
			body: refusalEnvelope({ code: 971, message: 'Please wait' }),
		},
		words: 'code 971: Please wait',
	},
	'429 without a time to wait, and no other word of the limit': {
		meaning: 'limited',
		fault: {
			status: 429,
			headers: { 'retry-after': '0', ratelimit: null, 'ratelimit-policy': null },
			body: '',
		},
	},
	'429 until a time that is over, and two words of the limit': {
		meaning: 'limited',
		fault: {
			status: 429,
			headers: {
				'retry-after': 'Thu, 26 Nov 2020 10:00:00 GMT',
				ratelimit: ['"default";r=1000;t=1', '"burst";r=100;t=1'],
			},
			body: '',
		},
	},
	'400 with a text': answer('refused', 400, 'a problem with the slot', 'a problem with the slot'),
	'400 with an error chain': answer(
		'refused',
		400,
		refusalEnvelope({
			code: 6003,
			message: 'Invalid request headers',
			error_chain: [{ code: 6111, message: 'Invalid format' }],
		}),
		'code 6003, code 6111: Invalid request headers; Invalid format',
	),
	'401 without a body': answer('refused', 401, ''),
	'403 without permission': envelope(403, 9109, 'Unauthorized to access requested resource'),
	'403 without a known credential': envelope(403, 10000, 'Authentication error'),
	'404 with an object': answer('refused', 404, { error: 'none such' }, 'none such'),
	'409 with an errno name': answer('refused', 409, 'preexisting port', 'preexisting port'),
	'422 without a body': answer('refused', 422, ''),
};

/** Which requests a fault strikes, and whether the service has acted then. */
export const strikes: Record<string, (method: string) => Partial<Fault>> = {
	'once before it acts': (method) => ({ method }),
	'once after it acted': (method) => ({ method, when: 'after' }),
	'always before it acts': (method) => ({ method, times: 99 }),
	'always after it acted': (method) => ({ method, times: 99, when: 'after' }),
	'for all requests': () => ({ times: 99 }),
};
