import { describe, expect, test } from '@jest/globals';

import { PAGE_SIZE, readPages } from '../../nodes/shared/api/pagination.ts';

/* How a listing is followed, also where a service would take hours to answer. */

type Pages = Parameters<typeof readPages>[0];

const object = (name: string | number) => ({ name: String(name) });

/** Reads a listing of these pages. @returns what was asked for, and what came */
async function reading(pages: Array<{ items: object[]; next?: number | null }>, limit?: number) {
	const asked: object[] = [];
	const read = (async (query) => {
		asked.push(query);
		return pages[asked.length - 1]!;
	}) as Pages;
	const found = readPages(read, { site: 'ams01' }, limit, (reason) => new Error(reason));
	return { asked, found: await found.catch((error: Error) => error.message) };
}

const whole = { site: 'ams01', cursor: undefined, limit: PAGE_SIZE };

test('asks for page after page, by the cursor of the one before', async () => {
	const pages = [
		{ items: [object('a')], next: 0 },
		{ items: [object('b'), object('c')], next: 7 },
		{ items: [], next: null },
	];
	expect(await reading(pages)).toEqual({
		asked: [whole, { ...whole, cursor: 0 }, { ...whole, cursor: 7 }],
		found: ['a', 'b', 'c'].map(object),
	});
	expect((await reading([{ items: [object('a')] }])).found).toEqual([object('a')]);
});

test('asks for no more than is wanted, and cuts what is too much', async () => {
	const hundred = Array.from({ length: 100 }, (_, i) => object(i));
	const pages = [
		{ items: hundred, next: 1 },
		{ items: hundred, next: 2 },
	];
	const { asked, found } = await reading(pages, 130);
	expect(asked).toEqual([whole, { ...whole, cursor: 1, limit: 30 }]);
	expect(found).toEqual([...hundred, ...hundred.slice(0, 30)]);
	const exact = await reading(pages, 100);
	expect(exact.asked).toHaveLength(1);
	expect(exact.found).toEqual(hundred);
	expect((await reading(pages, 3)).asked).toEqual([{ ...whole, limit: 3 }]);
});

describe('a listing that never ends', () => {
	const endless: Array<[string, string, Array<{ items: object[]; next: number }>]> = [
		[
			'whose cursor comes back',
			'cursor 7 came again',
			[7, 8, 7].map((next, i) => ({ items: [object(i)], next })),
		],
		[
			'of the same page over and over',
			'3 pages brought nothing new',
			[1, 2, 3, 4].map((next) => ({ items: [object('a')], next })),
		],
		[
			'of empty pages',
			'3 pages brought nothing new',
			[1, 2, 3].map((next) => ({ items: [], next })),
		],
	];
	test.each(endless)('%s is left', async (_name, reason, pages) => {
		const { asked, found } = await reading(pages);
		expect(found).toBe(reason);
		expect(asked).toHaveLength(pages.length);
	});

	test('is none where something new comes between', async () => {
		const names = ['a', 'a', 'a', 'b', 'b', 'b', ''];
		const pages = names.map((name, i) => ({
			items: name ? [object(name)] : [],
			next: i < names.length - 1 ? i : undefined,
		}));
		expect((await reading(pages)).found).toHaveLength(6);
	});

	test('is none where the last page is empty', async () => {
		const pages = [
			{ items: [], next: 1 },
			{ items: [], next: 2 },
			{ items: [], next: null },
		];
		expect((await reading(pages)).found).toEqual([]);
	});

	test('is stopped after 10,000 pages', async () => {
		let pages = 0;
		const endlessly = readPages(
			async () => ({ items: [object(++pages)], next: pages }),
			{},
			undefined,
			(reason) => new Error(reason),
		);
		await expect(endlessly).rejects.toThrow('it has more than 10000 pages');
		expect(pages).toBe(10_000);
	});
});
