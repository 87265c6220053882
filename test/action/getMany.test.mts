import { beforeEach, describe, expect, test } from '@jest/globals';

import { emulator } from '../harness/emulator.mts';
import { interconnect, runOn } from '../harness/support.mts';

describe('Get Many', () => {
	beforeEach(() => {
		for (let i = 0; i < 130; i++) emulator.addInterconnect({ type: 'gcp_partner' });
		emulator.addInterconnect({ type: 'direct' });
	});

	test('gives the first 50 by default', async () => {
		const { items } = await runOn(emulator, interconnect('getAll'));
		expect(items.map(({ json }) => json)).toEqual(emulator.interconnects.slice(0, 50));
		expect(emulator.requests.map(({ query }) => query)).toEqual([{ limit: '50' }]);
	});

	test('Return All follows the cursor to the end, one item per object', async () => {
		const { items } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
		expect(items.map(({ json }) => json)).toEqual(emulator.interconnects);
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		expect(emulator.requests).toHaveLength(2);
		expect(emulator.requests[0]!.query).toEqual({ limit: '100' });
		expect(emulator.requests[1]!.query).toEqual({
			limit: '100',
			cursor: expect.stringMatching(/^\d+$/),
		});
	});

	test('a listing of 10,000 comes back whole and in order', async () => {
		emulator.reset();
		for (let i = 0; i < 10_000; i++) emulator.addInterconnect({ type: 'gcp_partner' });
		const { items, error } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.name)).toEqual(
			emulator.interconnects.map(({ name }) => name),
		);
		expect(emulator.requests).toHaveLength(100);
	}, 30_000);

	test('Limit bounds the pages too', async () => {
		const { items } = await runOn(emulator, interconnect('getAll', { limit: 120 }));
		expect(items).toHaveLength(120);
		expect(emulator.requests.map(({ query }) => query.limit)).toEqual(['100', '20']);
	});

	test('filters by type and site', async () => {
		const direct = emulator.interconnects.at(-1)!;
		const { items } = await runOn(
			emulator,
			interconnect('getAll', {
				filters: { type: 'direct', site: (direct as { site: string }).site },
			}),
		);
		expect(items.map(({ json }) => json)).toEqual([direct]);
		expect(emulator.requests[0]!.query).toEqual({
			limit: '50',
			type: 'direct',
			site: (direct as { site: string }).site,
		});
	});

	test('an empty listing gives no item', async () => {
		emulator.reset();
		const { items, error } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	const endless: Array<[string, string, Array<{ items: object[]; next: number }>]> = [
		[
			'whose cursor comes back',
			'cursor 7 came again',
			[
				{ items: [{ name: 'a' }], next: 7 },
				{ items: [{ name: 'b' }], next: 8 },
				{ items: [{ name: 'c' }], next: 7 },
			],
		],
		[
			'of the same page over and over',
			'3 pages brought nothing new',
			[1, 2, 3, 4].map((next) => ({ items: [{ name: 'a' }], next })),
		],
		[
			'of empty pages',
			'3 pages brought nothing new',
			[1, 2, 3].map((next) => ({ items: [], next })),
		],
	];
	test.each(endless)('a listing %s is noticed', async (_name, reason, pages) => {
		for (const body of pages) {
			emulator.fault({ path: 'interconnects$', status: 200, body });
		}
		const { error } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
		expect(error!.message).toBe(`The listing would never end: ${reason}`);
		expect(emulator.requests).toHaveLength(pages.length);
	});

	const listed = (body: object) => emulator.fault({ path: 'interconnects$', status: 200, body });

	test('a cursor of 0 goes on, and null ends', async () => {
		listed({ items: [{ name: 'a' }], next: 0 });
		listed({ items: [{ name: 'b' }], next: null });
		const { items } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
		expect(items.map(({ json }) => json.name)).toEqual(['a', 'b']);
		expect(emulator.requests.map(({ query }) => query.cursor)).toEqual([undefined, '0']);
	});

	test.each([-1, 1.5, 2 ** 53, '2', '', true, [], {}])(
		'a cursor of %j cannot be read',
		async (next) => {
			listed({ items: [{ name: 'a' }], next });
			const { error } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
			expect(error!.message).toBe(
				"The response can't be read: it is not a page with 'items' and a cursor 'next' (HTTP 200)",
			);
			expect(emulator.requests).toHaveLength(1);
		},
	);

	test.each([['a'], [null], [['a']], [{}, 1]])('a page of %j cannot be read', async (...items) => {
		listed({ items });
		const { error } = await runOn(emulator, interconnect('getAll'));
		expect(error!.message).toContain("The response can't be read");
	});

	test('more than was asked for is cut', async () => {
		listed({ items: [{ name: 'a' }, { name: 'b' }, { name: 'c' }], next: 1 });
		const { items } = await runOn(emulator, interconnect('getAll', { limit: 2 }));
		expect(items.map(({ json }) => json.name)).toEqual(['a', 'b']);
		expect(emulator.requests).toHaveLength(1);
	});

	test('a page of very many objects is taken', async () => {
		listed({ items: Array.from({ length: 300_000 }, () => ({})) });
		const { items, error } = await runOn(emulator, interconnect('getAll', { returnAll: true }));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(300_000);
	});

	test('an answer of more than 10 MB is not', async () => {
		listed({ items: [{ name: 'a'.repeat(10_000_000) }] });
		const { error } = await runOn(emulator, interconnect('getAll'));
		expect(error!.message).toBe(
			'The response is too large: 10 MB, and more than 10 MB is not accepted (HTTP 200)',
		);
	});
});
