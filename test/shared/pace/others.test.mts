import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { Others, type OnItsWay } from '../../../nodes/shared/api/pace/others.ts';
import { seedOf } from '../../harness/random.mts';

/** The service that counts, and the requests of ours that it has counted and not told. */
class Counting {
	readonly others = new Others();
	count = 0;
	private readonly sent: OnItsWay[] = [];
	private readonly counted: Array<{ request: OnItsWay; count: number }> = [];

	send(now = 0): void {
		this.sent.push(this.others.send(now));
	}

	/** One of our requests arrives, the n-th of those that are on their way. */
	arrive(n = 0): void {
		const [request] = this.sent.splice(n % Math.max(this.sent.length, 1), 1);
		if (request) this.counted.push({ request, count: ++this.count });
	}

	/** The response to one of them comes back; or it tells nothing. */
	answer(n = 0, now = 0, tells = true): void {
		const [answered] = this.counted.splice(n % Math.max(this.counted.length, 1), 1);
		if (!answered) return;
		if (tells) this.others.answer(answered.request, answered.count, now, 1000);
		else this.others.lose(answered.request);
	}

	/** There and back. */
	roundTrip(now = 0): void {
		this.send(now);
		this.arrive(this.sent.length - 1);
		this.answer(this.counted.length - 1, now);
	}
}

describe('requests of others', () => {
	test('are those between two of ours', () => {
		const service = new Counting();
		service.roundTrip();
		service.count += 7;
		service.roundTrip();
		expect(service.others.certain).toBe(7);
	});

	test('are not those from before the first of ours', () => {
		const service = new Counting();
		service.count = 900;
		service.roundTrip();
		service.roundTrip();
		expect(service.others.certain).toBe(0);
	});

	test('are not ours that overtake each other, there or back', () => {
		const service = new Counting();
		service.roundTrip();
		for (let i = 0; i < 20; i++) service.send();
		for (let i = 0; i < 20; i++) service.arrive(7 * i);
		for (let i = 0; i < 20; i++) {
			service.answer(3 * i);
			expect(service.others.certain).toBe(0);
		}
	});

	test('are told as soon as no response to an earlier request of ours is missing', () => {
		const service = new Counting();
		service.roundTrip();
		service.send();
		service.arrive();
		service.count += 5;
		service.roundTrip();
		expect(service.others.certain).toBe(0);
		service.answer();
		service.roundTrip();
		expect(service.others.certain).toBe(5);
	});

	test('are told less what is overdue, which may have been counted', () => {
		const service = new Counting();
		service.roundTrip(0);
		service.send(0);
		service.count += 5;
		service.roundTrip(500);
		expect(service.others.certain).toBe(0);
		service.roundTrip(1500);
		expect(service.others).toMatchObject({ certain: 4, overdue: 1 });
	});

	test('are told without what is overdue only after its patience', () => {
		const service = new Counting();
		service.roundTrip(0);
		service.send(0);
		service.roundTrip(1000);
		expect(service.others.overdue).toBe(0);
		service.roundTrip(1001);
		expect(service.others.overdue).toBe(1);
	});

	test('are told at once less what is lost, which may have been counted', () => {
		const service = new Counting();
		service.roundTrip();
		service.send();
		service.arrive();
		service.answer(0, 0, false);
		service.count += 5;
		service.roundTrip();
		expect(service.others).toMatchObject({ certain: 5, overdue: 0 });
		service.others.lose(service.others.send(0));
		service.count += 3;
		service.roundTrip();
		expect(service.others.certain).toBe(7);
	});

	test('are not told less what is lost after it was answered', () => {
		const service = new Counting();
		service.roundTrip();
		const request = service.others.send(0);
		service.others.answer(request, ++service.count, 0, 1000);
		service.others.lose(request);
		service.count += 5;
		service.roundTrip();
		expect(service.others.certain).toBe(5);
	});

	test('are never more than they are, whatever happens', () => {
		const step = fc.oneof(
			fc.record({ do: fc.constant('send' as const) }),
			fc.record({ do: fc.constant('arrive' as const), which: fc.nat(50) }),
			fc.record({ do: fc.constant('answer' as const), which: fc.nat(50) }),
			fc.record({ do: fc.constant('lose' as const), which: fc.nat(50) }),
			fc.record({ do: fc.constant('others' as const), which: fc.nat(3) }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
				const service = new Counting();
				let now = 0;
				let truth = 0;
				service.roundTrip();
				for (const one of steps) {
					now += 100;
					if (one.do === 'send') service.send(now);
					else if (one.do === 'arrive') service.arrive(one.which);
					else if (one.do === 'answer') service.answer(one.which, now);
					else if (one.do === 'lose') service.answer(one.which, now, false);
					else {
						service.count += one.which;
						truth += one.which;
					}
					expect(service.others.certain).toBeLessThanOrEqual(truth);
				}
			}),
			{ seed: seedOf('What others use') },
		);
	});
});
