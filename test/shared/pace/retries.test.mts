import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { NoAnswer } from '../../../nodes/shared/api/noAnswer.ts';
import { Spacing } from '../../../nodes/shared/api/pace/spacing.ts';
import { Pacer, WaitTooLong } from '../../../nodes/shared/api/pacer.ts';
import type { Answer } from '../../../nodes/shared/api/request.ts';
import {
	isUnknown,
	limitsNow,
	sendWithRetries,
	type LastAnswer,
} from '../../../nodes/shared/api/retry.ts';
import type { Effect } from '../../../nodes/shared/api/types.ts';
import { randomFrom } from '../../harness/random.mts';
import { VirtualTime } from '../../harness/virtualTime.mts';
import { pathOf, Service } from './service.mts';

/* What becomes of requests while the service is down, in virtual time and at the defaults of the node. */

let time: VirtualTime;
let random: () => number;
let service: Service;
let pacer: Pacer;

beforeEach(() => {
	time = new VirtualTime().install();
	random = randomFrom(1);
	jest.spyOn(Math, 'random').mockImplementation(() => random());
	service = new Service(time);
	pacer = new Pacer(new Spacing());
});
afterEach(() => {
	time.uninstall();
	jest.restoreAllMocks();
});

const limits = { timeout: 30_000, maxRetries: 3, maxWait: 600_000 };

/** Many requests, 20 at a time. */
async function run(
	requests: number,
	send: () => Promise<Answer>,
	effect: Effect = 'read',
): Promise<Array<LastAnswer | Error>> {
	const outcomes: Array<LastAnswer | Error> = [];
	let left = requests;
	const worker = async () => {
		while (left-- > 0) {
			const sent = sendWithRetries(pacer, effect, limits, send);
			outcomes.push(await sent.catch((error: Error) => error));
		}
	};
	await time.until(Promise.all(Array.from({ length: 20 }, worker)));
	return outcomes;
}

const answering = (status: () => number) => async (): Promise<Answer> => {
	const { headers } = await service.answer(pathOf('near', random), random);
	return { status: status(), headers, body: Buffer.alloc(0) };
};

describe('while the service is down', () => {
	test('1,000 reads send at most 1,150 requests, end within 90 s, and say why they are not repeated', async () => {
		const outcomes = await run(
			1000,
			answering(() => 503),
		);
		expect(service.arrivals.length).toBeLessThanOrEqual(1150);
		expect(service.arrivals.length).toBeGreaterThan(1100);
		expect(time.now).toBeLessThan(90_000);
		expect(outcomes).toHaveLength(1000);
		expect(
			outcomes.filter((one) => 'retriesSpent' in one && one.retriesSpent).length,
		).toBeGreaterThan(900);
	});

	test('creates that were refused a connection are not repeated without end either', async () => {
		let sent = 0;
		const refuse = async (): Promise<Answer> => {
			sent++;
			throw new NoAnswer('the connection was refused', false);
		};
		const outcomes = await run(200, refuse, 'create');
		expect(sent).toBeLessThanOrEqual(200 + 25 + 20);
		expect(outcomes.at(-1)).toMatchObject({ mayHaveArrived: false, retriesSpent: true });
	});
});

test('when the service is back, the next run is as always', async () => {
	await run(
		300,
		answering(() => 503),
	);
	await time.pass(61_000);
	let requests = 0;
	// Every fifth request fails once.
	const outcomes = await run(
		100,
		answering(() => (++requests % 5 === 0 ? 503 : 200)),
	);
	expect(outcomes.filter((one) => 'status' in one && one.status === 200)).toHaveLength(100);
});

test('the pause before a repetition doubles from half a second to half a minute, at its longest', async () => {
	random = () => 1;
	const sentAt: number[] = [];
	const unavailable = async (): Promise<Answer> => {
		sentAt.push(time.now);
		return { status: 503, headers: {}, body: Buffer.alloc(0) };
	};
	await time.until(sendWithRetries(pacer, 'read', { ...limits, maxRetries: 8 }, unavailable));
	const paused = sentAt.slice(1).map((at, i) => at - sentAt[i]!);
	expect(paused).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

describe('how often a response of a status is asked for', () => {
	const again = [408, 500, 502, 503, 504];
	const final = [200, 301, 400, 401, 403, 404, 409, 422];
	const asked = async (effect: Effect, send: () => Promise<Answer>) => {
		let sent = 0;
		const counting = async () => {
			sent++;
			return await send();
		};
		const ended = sendWithRetries(pacer, effect, { ...limits, maxRetries: 1 }, counting);
		await time.until(ended.catch((error: Error) => error));
		return sent;
	};
	const responding = (status: number) => async () => ({
		status,
		headers: {},
		body: Buffer.alloc(0),
	});

	test.each<Effect>(['read', 'replace', 'delete'])(
		'a %s, where it may not have been done',
		async (effect) => {
			for (const status of again)
				expect([status, await asked(effect, responding(status))]).toEqual([status, 2]);
			for (const status of final)
				expect([status, await asked(effect, responding(status))]).toEqual([status, 1]);
		},
	);

	test('a create never', async () => {
		for (const status of [...again, ...final]) {
			expect([status, await asked('create', responding(status))]).toEqual([status, 1]);
		}
	});

	test.each<[Effect, boolean, number]>([
		['read', true, 2],
		['delete', true, 2],
		['create', true, 1],
		['create', false, 2],
	])(
		'a %s without a response, which may have arrived: %j',
		async (effect, mayHaveArrived, sent) => {
			const lost = async () => {
				throw new NoAnswer('lost', mayHaveArrived);
			};
			expect(await asked(effect, lost)).toBe(sent);
		},
	);
});

test('a delete whose response was lost has succeeded where nothing is found then', async () => {
	const statuses = [502, 404];
	const send = async () => ({ status: statuses.shift()!, headers: {}, body: Buffer.from('x') });
	expect(await time.until(sendWithRetries(pacer, 'delete', limits, send))).toEqual({
		status: 204,
		headers: {},
		body: Buffer.alloc(0),
		lostBefore: true,
		retriesSpent: false,
	});
	const never = async () => ({ status: 404, headers: {}, body: Buffer.from('x') });
	expect(await time.until(sendWithRetries(pacer, 'delete', limits, never))).toMatchObject({
		status: 404,
		lostBefore: false,
	});
});

test('only of a delete, and only of what is not found, is a lost response taken for a success', async () => {
	const after = async (effect: Effect, status: number) => {
		const statuses = [502, status];
		const send = async () => ({ status: statuses.shift()!, headers: {}, body: Buffer.from('x') });
		return await time.until(sendWithRetries(pacer, effect, limits, send));
	};
	expect(await after('replace', 404)).toMatchObject({ status: 404, lostBefore: true });
	expect(await after('delete', 200)).toMatchObject({ status: 200, body: Buffer.from('x') });
});

test('the last of several that had no response says whether it may have arrived', async () => {
	const arrived = [true, true, false];
	const send = async (): Promise<Answer> => {
		throw new NoAnswer('lost', arrived.shift()!);
	};
	const ended = sendWithRetries(pacer, 'read', { ...limits, maxRetries: 2 }, send);
	await expect(time.until(ended)).rejects.toMatchObject({
		message: 'lost',
		mayHaveArrived: false,
		retriesSpent: false,
	});
});

describe('a repetition that would have to wait too long', () => {
	const soon = { ...limits, maxWait: 10_000 };
	const limited = { status: 429, headers: { 'retry-after': '90' }, body: Buffer.alloc(0) };
	const unavailable = { status: 503, headers: {}, body: Buffer.alloc(0) };
	const sendAll = async (...answers: Answer[]) => {
		const send = async () => answers.shift()!;
		return await time.until(
			sendWithRetries(pacer, 'read', soon, send).catch((error: unknown) => error),
		);
	};

	test('leaves the response of the rate limit', async () => {
		expect(await sendAll(limited)).toMatchObject({ status: 429, lostBefore: false });
	});

	test('leaves it unknown where the response before was lost', async () => {
		expect(await sendAll(unavailable, limited)).toMatchObject({
			message: expect.stringMatching(/^the response was lost, and it was not sent again: ./),
			mayHaveArrived: true,
		});
	});

	test('is what is said where nothing was sent', async () => {
		await sendAll(limited);
		expect(await sendAll()).toBeInstanceOf(WaitTooLong);
	});
});

test('what else ends a wait is what is said, also after a response of the rate limit', async () => {
	const cancel = new AbortController();
	const send = async () => {
		time.after(500, () => cancel.abort(new Error('cancelled')));
		return { status: 429, headers: { 'retry-after': '90' }, body: Buffer.alloc(0) };
	};
	const ended = sendWithRetries(pacer, 'read', { ...limits, signal: cancel.signal }, send);
	await expect(time.until(ended)).rejects.toThrow('cancelled');
});

test('after a 429, nothing is waited for but what it says', async () => {
	random = () => 1;
	let requests = 0;
	const send = async (): Promise<Answer> => ({
		status: ++requests > 8 ? 200 : 429,
		headers: requests > 8 ? {} : { 'retry-after': '1' },
		body: Buffer.alloc(0),
	});
	await time.until(sendWithRetries(pacer, 'read', { ...limits, maxRetries: 8 }, send));
	expect(time.now).toBeLessThan(8 * 3000);
});

test('which responses do not say whether a request was carried out', () => {
	for (const status of [300, 307, 399, 408, 499, 500, 502, 599]) {
		expect([status, isUnknown({ status })]).toEqual([status, true]);
	}
	for (const status of [200, 204, 299, 400, 404, 407, 409, 429, 498]) {
		expect([status, isUnknown({ status })]).toEqual([status, false]);
	}
	expect(isUnknown(new NoAnswer('lost', true))).toBe(true);
	expect(isUnknown(new NoAnswer('refused', false))).toBe(false);
});

test('a 429 is not a matter of the budget', async () => {
	while (pacer.retries.take(time.now));
	let requests = 0;
	const limited = async (): Promise<Answer> =>
		++requests === 1
			? { status: 429, headers: { 'retry-after': '2' }, body: Buffer.alloc(0) }
			: { status: 200, headers: {}, body: Buffer.alloc(0) };
	expect(await run(1, limited)).toMatchObject([{ status: 200 }]);
});

describe('where all has to end by a time', () => {
	test('later attempts have what is left of it', () => {
		expect(limitsNow(limits)).toEqual(limits);
		const endsAt = performance.now() + 20_000;
		expect(limitsNow({ ...limits, endsAt })).toMatchObject({ timeout: 20_000, maxWait: 20_000 });
		expect(limitsNow({ ...limits, endsAt: performance.now() - 5 })).toMatchObject({
			timeout: 1,
			maxWait: 1,
		});
		expect(limitsNow({ ...limits, endsAt: endsAt + 1e9 })).toMatchObject(limits);
	});

	test.each([
		[0, 1],
		[1e9, 4],
	])('with %s ms left there are %s attempts', async (left, attempts) => {
		const send = answering(() => 503);
		const endsAt = performance.now() + left;
		await time.until(sendWithRetries(pacer, 'read', { ...limits, endsAt }, send));
		expect(service.arrivals).toHaveLength(attempts);
	});
});
