import { expect, jest, test } from '@jest/globals';

import { readRateLimit } from '../../nodes/shared/api/rateLimitHeaders.ts';

/* Forms of the headers that the emulator does not send. */

const policy = '"default";q=1200;w=300';

test.each<[string, Record<string, string>, object]>([
	[
		'what Cloudflare documents',
		{ ratelimit: '"default";r=50;t=30', 'ratelimit-policy': policy },
		{ remaining: 50, quota: 1200, reset: 30 },
	],
	['spaces after separators', { ratelimit: '"default"; r=50; t=30' }, { remaining: 50, reset: 30 }],
	['no policy', { ratelimit: '"default";r=0;t=30' }, { remaining: 0, reset: 30 }],
	[
		'no end of the window',
		{ ratelimit: '"default";r=0', 'ratelimit-policy': policy },
		{ remaining: 0, quota: 1200 },
	],
	['no headers', {}, {}],
	['empty headers', { ratelimit: '', 'ratelimit-policy': '', 'retry-after': '' }, {}],
	['what is no parameter', { ratelimit: '"default";x r=5;r=5x;rr=5;R=5' }, {}],
	[
		'parameters of more letters',
		{ ratelimit: '"default";r=50;win=7;t=3' },
		{ remaining: 50, reset: 3 },
	],
	[
		'of several limits the scarcest, where only one has told its quota',
		{ ratelimit: '"b";r=10;t=2, "a";r=100;t=1', 'ratelimit-policy': '"b";q=11' },
		{ remaining: 100, reset: 1 },
	],
	['no number', { ratelimit: '"default";r=many;t=30' }, {}],
	[
		'of several limits the scarcest',
		{
			ratelimit: '"burst";r=99;t=10, "default";r=20;t=250',
			'ratelimit-policy': `"burst";q=100;w=10, ${policy}`,
		},
		{ remaining: 20, quota: 1200, reset: 250 },
	],
	[
		'of several limits the scarcest, measured by its own quota',
		{
			ratelimit: '"burst";r=1;t=10, "default";r=200;t=250',
			'ratelimit-policy': `"burst";q=100;w=10, ${policy}`,
		},
		{ remaining: 1, quota: 100, reset: 10 },
	],
	['seconds to wait', { 'retry-after': '90' }, { retryAfter: 90 }],
	['no time to wait', { 'retry-after': '0' }, { retryAfter: 0 }],
	['more than an hour to wait', { 'retry-after': '1000000000' }, { retryAfter: 3600 }],
	['a year to wait', { 'retry-after': 'Fri, 26 Nov 2100 10:00:00 GMT' }, { retryAfter: 3600 }],
	['a time that is over', { 'retry-after': 'Thu, 26 Nov 2020 10:00:00 GMT' }, { retryAfter: 0 }],
	[
		'a date by a clock that goes wrong',
		{ 'retry-after': 'Thu, 26 Nov 2020 10:05:00 GMT', date: 'Thu, 26 Nov 2020 10:00:00 GMT' },
		{ retryAfter: 300 },
	],
	[
		'a date that ends in digits',
		{
			'retry-after': 'Thu, 26 Nov 2026 10:05:00 GMT+0000',
			date: 'Thu, 26 Nov 2026 10:00:00 GMT',
		},
		{ retryAfter: 300 },
	],
	[
		'a date that begins with digits',
		{ 'retry-after': '2026-11-26T10:05:00Z', date: 'Thu, 26 Nov 2026 10:00:00 GMT' },
		{ retryAfter: 300 },
	],
	['no sense in Retry-After', { 'retry-after': 'soon' }, {}],
])('%s', (_name, headers, limit) => {
	expect(readRateLimit(headers)).toEqual(limit);
});

test('a date to wait for', () => {
	jest.useFakeTimers({ now: Date.parse('Thu, 26 Nov 2026 10:00:00 GMT') });
	try {
		const date = 'Thu, 26 Nov 2026 10:10:00 GMT';
		expect(readRateLimit({ 'retry-after': date })).toEqual({ retryAfter: 600 });
	} finally {
		jest.useRealTimers();
	}
});
