import { describe, expect, test } from '@jest/globals';

import {
	advance,
	begin,
	type Ending,
	type OrderEvent,
	type Policy,
	type Step,
} from '../../nodes/CloudflareNetworkInterconnect/orders/transitions.ts';

/*
 * Every way that a create can take, as tables: what happens, in order, and what the machine does with it.
 */

const direct: Policy = { maxRetries: 1, provable: true, nameable: true };
const partner: Policy = { maxRetries: 1, provable: false, nameable: false };

const answered: OrderEvent = { happened: 'answered' };
const unknown: OrderEvent = { happened: 'unknown' };
const refused = (status?: number): OrderEvent => ({ happened: 'refused', status });
const none: OrderEvent = { happened: 'looked', found: 'none' };
const made: OrderEvent = { happened: 'looked', found: 'made' };
const existing: OrderEvent = { happened: 'looked', found: 'existing' };
const several: OrderEvent = { happened: 'looked', found: 'several' };
const blind: OrderEvent = { happened: 'lookFailed' };

/** @returns the steps taken, the first one before any event */
function follow(
	policy: Policy,
	events: OrderEvent[],
	earlier?: Parameters<typeof begin>[0],
): string[] {
	let { progress, step } = begin(earlier);
	const steps = [step];
	for (const event of events) {
		expect(step.next).not.toBe('end');
		// An event of the right kind: nothing is looked at that was not asked for.
		expect(event.happened.startsWith('look')).toBe(step.next === 'look');
		({ progress, step } = advance(progress, event, policy));
		steps.push(step);
	}
	return steps.map(named);
}

function named(step: Step): string {
	if (step.next === 'end') return `end: ${step.as satisfies Ending}`;
	return step.next === 'look' ? `look after ${step.pause}` : 'send';
}

const paths: Array<[string, Policy, OrderEvent[], string[]]> = [
	['an answer is the end', direct, [answered], ['end: answered']],

	['a refusal is final', direct, [refused(401)], ['end: refused']],
	['what was never sent is final', direct, [refused()], ['end: refused']],
	['429 is final here: the transport has waited', direct, [refused(429)], ['end: refused']],
	...[400, 403, 404, 409, 422].map((status): [string, Policy, OrderEvent[], string[]] => [
		`${status} is looked up, only to name what stands there`,
		direct,
		[refused(status), existing],
		['look after 0', 'end: existing'],
	]),
	['nothing stands there', direct, [refused(409), none], ['look after 0', 'end: refused']],
	['nobody can look', direct, [refused(409), blind], ['look after 0', 'end: refused']],
	['more than one stands there', direct, [refused(409), several], ['look after 0', 'end: refused']],
	['a partner refusal has nothing to look for', partner, [refused(409)], ['end: refused']],

	['a lost order is found', direct, [unknown, made], ['look after 0', 'end: found']],
	[
		'what exists is returned after a lost order',
		direct,
		[unknown, existing],
		['look after 0', 'end: existing'],
	],
	['found late', direct, [unknown, none, made], ['look after 0', 'look after 2000', 'end: found']],
	['nobody can tell', direct, [unknown, blind], ['look after 0', 'end: unknown']],
	['too many to tell', direct, [unknown, several], ['look after 0', 'end: unknown']],
	[
		'surely not there: sent again',
		direct,
		[unknown, none, none, answered],
		['look after 0', 'look after 2000', 'send', 'end: answered'],
	],
	[
		'lost twice: the pause grows, and the retries are used up',
		direct,
		[unknown, none, none, unknown, none, none],
		['look after 0', 'look after 2000', 'send', 'look after 0', 'look after 8000', 'end: absent'],
	],
	[
		'one empty look of a later try is not enough',
		direct,
		[unknown, none, none, unknown, none, made],
		['look after 0', 'look after 2000', 'send', 'look after 0', 'look after 8000', 'end: found'],
	],
	[
		'a refusal after a lost try: the lost one won',
		direct,
		[unknown, none, none, refused(409), made],
		['look after 0', 'look after 2000', 'send', 'look after 0', 'end: found'],
	],
	[
		'any refusal after a lost try is looked up',
		direct,
		[unknown, none, none, refused(403), blind],
		['look after 0', 'look after 2000', 'send', 'look after 0', 'end: unknown'],
	],
	[
		'a refusal after a lost try that made nothing',
		direct,
		[unknown, none, none, refused(403), none, none],
		['look after 0', 'look after 2000', 'send', 'look after 0', 'look after 8000', 'end: refused'],
	],
	...[400, 409, 422].map((status): [string, Policy, OrderEvent[], string[]] => [
		`${status} after a lost try, and the listing shows nothing: the lost one may have won`,
		direct,
		[unknown, none, none, refused(status), none, none],
		['look after 0', 'look after 2000', 'send', 'look after 0', 'look after 8000', 'end: unknown'],
	]),
	[
		'pauses have an end',
		{ ...direct, maxRetries: 3 },
		[unknown, none, none, unknown, none, none, unknown, none],
		[
			'look after 0',
			'look after 2000',
			'send',
			'look after 0',
			'look after 8000',
			'send',
			'look after 0',
			'look after 30000',
		],
	],
	[
		'without retries it is not sent again',
		{ ...direct, maxRetries: 0 },
		[unknown, none, none],
		['look after 0', 'look after 2000', 'end: absent'],
	],
	['a lost partner order is found', partner, [unknown, made], ['look after 0', 'end: found']],
	[
		'a partner order is never sent again',
		partner,
		[unknown, none, none],
		['look after 0', 'look after 2000', 'end: absent'],
	],
];

test.each(paths)('%s', (_name, policy, events, steps) => {
	expect(follow(policy, events)).toEqual(['send', ...steps]);
});

describe('what an earlier try of the execution left unknown', () => {
	const left = { ...direct, provable: false };
	const ends: Array<[OrderEvent[], string[]]> = [
		[[made], ['end: found']],
		[
			[none, none],
			['look after 2000', 'end: absent'],
		],
		[[blind], ['end: unknown']],
		[[several], ['end: unknown']],
	];
	test.each(ends)('is looked up and never sent', (events, steps) => {
		expect(follow(left, events, 'unknown')).toEqual(['look after 0', ...steps]);
	});
});

describe('what an earlier try of the execution lost, and look-ups did not find', () => {
	const goes: Array<[string, OrderEvent[], string[]]> = [
		['is sent again after one more empty look-up', [none, answered], ['send', 'end: answered']],
		['has shown up', [made], ['end: found']],
		['may be one of several', [several], ['end: unknown']],
		[
			'may be what keeps the next one out',
			[none, refused(409), made],
			['send', 'look after 0', 'end: found'],
		],
		[
			'is sent again no more often than other orders',
			[none, unknown, none, none, unknown, none, none],
			[
				'send',
				...['look after 0', 'look after 4000', 'send'],
				...['look after 0', 'look after 16000', 'end: absent'],
			],
		],
	];
	test.each(goes)('%s', (_name, events, steps) => {
		expect(follow(direct, events, 'absent')).toEqual(['look after 0', ...steps]);
	});
});

test('whatever happens, nothing is sent after a lost try before two look-ups in a row found nothing', () => {
	const sends: OrderEvent[] = [answered, unknown, refused(409), refused(403), refused()];
	const looks: OrderEvent[] = [none, made, existing, several, blind];
	let paths = 0;
	let sentAgain = 0;
	const explore = (
		policy: Policy,
		{ progress, step }: ReturnType<typeof advance>,
		history: OrderEvent[],
		depth: number,
	) => {
		if (step.next === 'end' || depth === 0) {
			paths++;
			return;
		}
		if (step.next === 'send' && history.length > 0) {
			sentAgain++;
			expect(history.slice(-2)).toEqual([none, none]);
			expect(policy.provable).toBe(true);
			expect(progress.tries).toBeLessThanOrEqual(policy.maxRetries + 1);
		}
		for (const event of step.next === 'send' ? sends : looks) {
			explore(policy, advance(progress, event, policy), [...history, event], depth - 1);
		}
	};
	for (const policy of [direct, partner, { ...direct, maxRetries: 3 }]) {
		explore(policy, begin(), [], 12);
		explore({ ...policy, provable: false }, begin('unknown'), [], 12);
	}
	expect(paths).toBeGreaterThan(150);
	expect(sentAgain).toBeGreaterThan(0);
});
