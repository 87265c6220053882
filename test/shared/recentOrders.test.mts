import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

import { RecentOrders } from '../../nodes/shared/api/recentOrders.ts';

/* What the process remembers of orders, and for how long. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let now: number;
let orders: RecentOrders;

beforeEach(() => {
	now = 1000;
	jest.spyOn(performance, 'now').mockImplementation(() => now);
	orders = new RecentOrders();
});
afterEach(() => void jest.restoreAllMocks());

const begin = (key: string, execution = '1', kin = 'us-east4 1G') =>
	orders.begin({ key, kin, scope: 'account interconnects', execution });

test('an order is open until its outcome is known', () => {
	const order = begin('a');
	expect(orders.open('a')?.state).toBe('waiting');
	expect(orders.open('b')).toBeUndefined();
	orders.sent(order);
	expect(orders.open('a')?.state).toBe('sent');
	orders.made(order, 'one');
	expect(orders.open('a')).toBeUndefined();

	orders.forget(begin('b'));
	expect(orders.open('b')).toBeUndefined();
});

test('an unknown outcome is remembered for a day, counted from its last attempt', () => {
	const order = begin('a');
	now += HOUR;
	orders.lost(order);
	now += 24 * HOUR - MINUTE;
	expect(orders.open('a')?.state).toBe('unknown');
	now += MINUTE;
	expect(orders.open('a')).toBeUndefined();
});

test('what was given up is unknown once it was sent, and forgotten before', () => {
	const sent = begin('a');
	orders.sent(sent);
	orders.givenUp(sent);
	expect(orders.open('a')?.state).toBe('unknown');
	orders.givenUp(begin('b'));
	expect(orders.open('b')).toBeUndefined();

	// It goes on with one that is unknown, and stays so.
	orders.givenUp(begin('a', '2'));
	expect(orders.open('a')?.state).toBe('unknown');
	// What is known is not given up.
	const made = begin('a', '3');
	orders.made(made, 'one');
	orders.givenUp(made);
	expect(orders.open('a')).toBeUndefined();
});

test('what one has made is not of another one, of the same key too, for an hour', () => {
	const one = begin('a');
	const [other, same] = [begin('b'), begin('a', '2')];
	orders.made(one, 'one');
	expect(orders.madeByAnother(other, 'one')).toBe(true);
	expect(orders.madeByAnother(same, 'one')).toBe(true);
	expect(orders.madeByAnother(one, 'one')).toBe(false);
	expect(orders.madeByAnother(other, 'two')).toBe(false);
	expect(orders.ageOf('account interconnects', 'one')).toBe(0);
	now += HOUR;
	begin('c');
	expect(orders.madeByAnother(other, 'one')).toBe(false);
	expect(orders.ageOf('account interconnects', 'one')).toBeUndefined();
});

test('a rival was sent and may still be at work', () => {
	const order = begin('a');
	const rival = begin('b');
	expect(orders.hasRival(order, now)).toBe(false);
	orders.sent(rival);
	expect(orders.hasRival(order, now)).toBe(true);
	orders.lost(rival);
	expect(orders.hasRival(order, now + 10 * MINUTE - 1)).toBe(true);
	// What it made was there when this order looked.
	expect(orders.hasRival(order, now + 10 * MINUTE)).toBe(false);
	orders.made(rival, 'one');
	expect(orders.hasRival(order, now)).toBe(false);

	orders.sent(begin('c', '1', 'us-east4 5G'));
	expect(orders.hasRival(order, now)).toBe(false);
});

test('what was deleted is remembered for an hour, or until its name is given again', () => {
	orders.deleted('account interconnects', 'one');
	orders.deleted('account interconnects', 'two');
	expect(orders.wasDeleted('account interconnects', 'one')).toBe(true);
	expect(orders.wasDeleted('account cnis', 'one')).toBe(false);
	orders.made(begin('a'), 'two');
	expect(orders.wasDeleted('account interconnects', 'two')).toBe(false);
	now += HOUR;
	begin('b');
	expect(orders.wasDeleted('account interconnects', 'one')).toBe(false);
});

test('is bounded: what is known goes first', () => {
	orders.lost(begin('first'));
	const count = 6000;
	for (let i = 0; i < count; i++) {
		orders.made(begin(`key ${i}`), `name ${i}`);
		orders.deleted('scope', `gone ${i}`);
	}
	const order = begin('last');
	const remembered = (test: (i: number) => boolean) =>
		Array.from({ length: count }, (_, i) => i).filter(test);
	const made = remembered((i) => i % 100 === 99 && orders.madeByAnother(order, `name ${i}`));
	const deleted = remembered((i) => orders.wasDeleted('scope', `gone ${i}`));
	// Every hundredth.
	expect(made.length).toBeLessThanOrEqual(50);
	expect(made.length).toBeGreaterThan(40);
	expect(made.at(-1)).toBe(count - 1);
	expect(deleted.length).toBeLessThanOrEqual(5001);
	expect(deleted.length).toBeGreaterThan(4000);
	expect(deleted.at(-1)).toBe(count - 1);
	expect(orders.open('first')?.state).toBe('unknown');

	for (let i = 0; i < count; i++) orders.lost(begin(`lost ${i}`));
	expect(orders.open('first')).toBeUndefined();
	expect(orders.open(`lost ${count - 1}`)?.state).toBe('unknown');
});
