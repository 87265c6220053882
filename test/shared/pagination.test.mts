import { expect, test } from '@jest/globals';

import { readPages } from '../../nodes/shared/api/pagination.ts';

/* What would take a service hours to answer. */

test('a listing that always has more is stopped after 10,000 pages', async () => {
	let pages = 0;
	const reading = readPages(
		async () => ({ items: [{ name: `${++pages}` }], next: pages }),
		{},
		undefined,
		(reason) => new Error(reason),
	);
	await expect(reading).rejects.toThrow('it has more than 10000 pages');
	expect(pages).toBe(10_000);
});
