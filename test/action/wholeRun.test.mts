import { describe, expect, test } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { emulator } from '../harness/emulator.mts';
import { operation, runOn, stored } from '../harness/support.mts';
import type { Run } from '../harness/engine.mts';

/*
 * What concerns all items, such as a credential that can't be used. n8n sends the input of a node that throws to its
 * success output, from where the next node would go on as if all had been done.
 */

const input = [{ id: 'first' }, { id: 'second' }];
const settings = operation('settings', 'get');

const cases: Array<[string, () => Partial<Run>, string]> = [
	[
		'an empty token',
		() => ({ credential: { ...stored(emulator), apiToken: '' } }),
		"'API Token' in the credential is empty",
	],
	[
		'a base URL without its path',
		() => ({ credential: { ...stored(emulator), baseUrl: 'https://api.cloudflare.com' } }),
		"'Base URL' in the credential must end in /client/v4, the path of Cloudflare's API: the default is https://api.cloudflare.com/client/v4",
	],
	['no credential', () => ({ withoutCredential: true }), 'Node does not have any credentials set'],
	[
		'an operation that the node does not have',
		() => ({ parameters: operation('settings', 'remove') }),
		"The node has no operation 'remove' of the resource 'settings'",
	],
	[
		'a resource that the node does not have',
		() => ({ parameters: operation('tunnel', 'get') }),
		"The node has no resource 'tunnel'",
	],
];

describe.each(cases)('%s', (_name, more, message) => {
	const tried = async (onError?: INode['onError']) => {
		const { parameters = settings, ...others } = more();
		return await runOn(emulator, parameters, { ...others, input, onError });
	};

	test('stops the run', async () => {
		const { error } = await tried();
		expect(error!.message).toBe(message);
		expect(error!.description).toMatch(/^Nothing was sent\. \S/);
		expect(error!.context.outcome).toBe('notSent');
		expect(emulator.requests).toEqual([]);
	});

	test('makes every item an error item, not one of the success output', async () => {
		const { error, items, errorItems } = await tried('continueErrorOutput');
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
		expect(errorItems.map(({ json, pairedItem }) => [json.id, json.error, pairedItem])).toEqual([
			['first', message, { item: 0 }],
			['second', message, { item: 1 }],
		]);
		expect(emulator.requests).toEqual([]);
	});

	test('nor an item of the input where the node goes on with one output', async () => {
		const { error, items } = await tried('continueRegularOutput');
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			[message, { item: 0 }],
			[message, { item: 1 }],
		]);
	});
});
