import { expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { alertTrigger } from '../harness/alertTrigger.mts';
import { emulator } from '../harness/emulator.mts';
import { editorLimits, listSearch } from '../harness/engine.mts';
import { pollingTrigger } from '../harness/polling.mts';
import { interconnect, stored } from '../harness/support.mts';

/*
 * Limits and defaults that workflows rely on without having set them. Those of the action node's parameters are in
 * test/action/savedWorkflows.
 */

test('a person at the editor waits for 10 seconds at most, and may use the reserve', () => {
	expect(editorLimits).toEqual({
		timeout: 10_000,
		maxRetries: 1,
		maxWait: 10_000,
		atEditor: true,
	});
});

test.each([
	[1, 2, 'a list'],
	[2, 2, 'a message'],
])(
	'a picker whose connection is lost %i times sends %i requests and shows %s',
	async (times, sent, what) => {
		emulator.fault({ drop: true, times });
		const run = { parameters: interconnect('create'), credential: stored(emulator) };
		const shown = await listSearch('searchFreeSlots', run).catch((error: Error) => error);
		expect(shown instanceof Error || 'message' in shown ? 'a message' : 'a list').toBe(what);
		expect(emulator.requests).toHaveLength(sent);
	},
);

/** Each parameter with its default; those inside of a collection by their paths. */
function defaultsOf(fields: INodeProperties[], above = ''): Array<[string, unknown]> {
	return fields
		.filter(({ type }) => type !== 'notice')
		.flatMap(({ name, default: preset, options = [], type }) => [
			[`${above}${name}`, preset],
			...(type === 'collection' ? defaultsOf(options as INodeProperties[], `${name}.`) : []),
		]);
}

test('what the triggers come with', () => {
	const accountId = { mode: 'list', value: '' };
	expect(Object.fromEntries(defaultsOf(alertTrigger.description.properties))).toEqual({
		accountId,
		alertTypes: ['cni_maintenance_notification'],
		filters: {},
		'filters.airportCodes': '',
		'filters.slo': '99.9',
		'filters.tunnelNames': '',
	});
	expect(Object.fromEntries(defaultsOf(pollingTrigger.description.properties))).toEqual({
		accountId,
		events: ['interconnectStatusChanged'],
		states: [],
		filters: {},
		'filters.alertTypes': [],
		'filters.interconnectSite': '',
		'filters.interconnectType': 'direct',
		'filters.slotAddressContains': '',
		'filters.slotSite': '',
		'filters.slotSpeed': '',
	});
});
