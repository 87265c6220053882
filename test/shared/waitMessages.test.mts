import { describe, expect, test } from '@jest/globals';

import { describeRetries, describeWait } from '../../nodes/shared/api/messages.ts';
import { duration } from '../../nodes/shared/api/pacer.ts';

const item = { action: 'Get interconnect', asker: 'item', item: 3, suffix: ' (item 3)' } as const;

test.each([
	[900, '1 s'],
	[59_001, '1 min'],
	[60_000, '1 min'],
	[260_000, '4 min 20 s'],
	[600_000, '10 min'],
])('%i milliseconds are %s', (milliseconds, words) => {
	expect(duration(milliseconds)).toBe(words);
});

describe('a wait that is too long', () => {
	test('is told in minutes and seconds, with who uses the quota', () => {
		const use = { quota: 1200, used: 1140, ours: 900 };
		const { message, description } = describeWait({ wait: 260_000, use }, 90_000, item);
		expect(message).toBe(
			"Not sent: Cloudflare's rate limit leaves no request for 4 min 20 s (item 3)",
		);
		expect(description).toBe(
			"1140 of 1200 requests are used: 900 by this n8n process, 240 by others, such as other workers, the dashboard or Terraform. The request would have waited longer than it may (1 min 30 s, the option 'Max Wait' of the node). Run it again later, or let it wait longer.",
		);
	});

	test('does not tell who has used the quota where Cloudflare has blocked', () => {
		const picker = { action: 'List interconnects', asker: 'picker' } as const;
		const { description } = describeWait({ wait: 260_000 }, 10_000, picker);
		expect(description).toBe('Open the list again later.');
	});
});

test('a request that is not repeated says why', () => {
	const message = { message: 'It failed.', description: 'Run it again.' };
	expect(describeRetries(message, { retriesSpent: false })).toEqual(message);
	expect(describeRetries(message, { retriesSpent: true }).description).toBe(
		'Run it again. It was not repeated, because too many requests with this credential have failed in the last minute.',
	);
});
