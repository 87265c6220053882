import { beforeEach, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { prefix, route } from '../action/routes.mts';
import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { locator, runOn } from '../harness/support.mts';
import { lost, swallowed } from './ordering.mts';

/* A route is created, nobody orders it: whatever becomes of its create, no text speaks of an order. */

let nexthop = '';

beforeEach(() => {
	nexthop = emulator.addRoute({ interconnect: emulator.addInterconnect().name }).nexthop;
});

const create = (options: INodeParameters = {}) =>
	route('create', { prefix, nexthop: locator(nexthop, 'address'), options });
const unread: Fault = { method: 'GET', status: 403, body: '', times: 99 };

/** Everything that a run says. */
async function textsOf(
	parameters: INodeParameters,
	control: Parameters<typeof runOn>[2] = {},
): Promise<string> {
	const { error, hints } = await runOn(emulator, parameters, control);
	return [error?.message, error?.description, ...hints].join('\n');
}

const runs: Array<[string, () => Promise<string>, string]> = [
	[
		'its response was lost, and it was found',
		async () => {
			emulator.fault(lost);
			return await textsOf(create());
		},
		'a lookup found what was created',
	],
	[
		'its response was lost, and nothing was found',
		async () => {
			emulator.fault({ ...swallowed, times: 9 });
			return await textsOf(create({ maxRetries: 0 }));
		},
		'The route was probably not created: the response was lost, and no route of this scope exists on prefix',
	],
	[
		'its response was lost, and nobody can look',
		async () => {
			emulator.fault(lost);
			emulator.fault({ ...unread, skip: 1 });
			return await textsOf(create());
		},
		'The route may have been created, but its outcome is unknown. Check before you create it again',
	],
	[
		'it was only to be checked, and its response was lost',
		async () => {
			emulator.fault(lost);
			return await textsOf(create({ validateOnly: true }));
		},
		"The route was only to be checked: nothing was created. It's safe to run it again.",
	],
	[
		'nobody could look before it',
		async () => {
			emulator.fault(unread);
			return await textsOf(create());
		},
		'The route was not sent: ',
	],
	[
		'another execution has sent it, and its outcome is unknown',
		async () => {
			emulator.fault(lost);
			emulator.fault({ ...unread, skip: 1, times: 1 });
			await textsOf(create(), { executionId: '1' });
			return await textsOf(create(), { executionId: '2' });
		},
		'The route was not sent: a route with the same prefix, next hop, priority, and scope was sent less than a minute ago',
	],
	[
		'it exists already with another weight',
		async () => {
			await textsOf(create());
			return await textsOf({
				...create({ returnExisting: true }),
				additionalFields: { weight: 7 },
			});
		},
		'Nothing was created. It differs from what was asked for: weight is none, not 7.',
	],
	[
		'two items create it',
		async () => await textsOf(create(), { input: [{}, {}] }),
		'Only one route is created per prefix, next hop, priority, and scope.',
	],
	[
		'an earlier attempt has created it',
		async () => {
			emulator.fault({ ...swallowed, skip: 1 });
			const other = { ...create({ maxRetries: 0 }), prefix: '={{ $json.prefix }}' };
			const input = [{ prefix }, { prefix: '203.0.113.0/24' }];
			return await textsOf(other, { input, maxTries: 2 });
		},
		'was created earlier in this execution and was returned. Nothing was created again.',
	],
];

test.each(runs)('%s', async (_what, run, said) => {
	const texts = await run();
	expect(texts).toContain(said);
	expect(texts).not.toMatch(/\border/i);
});
