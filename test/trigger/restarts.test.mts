import { describe, expect, test } from '@jest/globals';

import { accounts } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { register, type Registration } from '../harness/polling.mts';
import { locator, stored } from '../harness/support.mts';

const registered = (more: Partial<Registration> = {}) =>
	register({
		credential: stored(emulator),
		...more,
		parameters: { accountId: locator(accounts.main.id), ...more.parameters },
	});

describe('over a restart', () => {
	test('a change is told against what n8n saved, with the same ID', async () => {
		const { name } = emulator.addInterconnect();
		const first = registered();
		await first.poll();
		const saved = structuredClone(first.staticData);
		emulator.setStatus(name, { state: 'Down' });
		const [told] = (await first.poll())!;
		const restarted = registered({ activation: 'init', saved });
		expect(await restarted.poll()).toEqual([told]);
		emulator.setStatus(name, { state: 'Healthy' });
		await restarted.poll();
		emulator.setStatus(name, { state: 'Down' });
		const [next] = (await restarted.poll())!;
		expect(next!.eventId).not.toBe(told!.eventId);
	});

	test('who activates the workflow again begins anew', async () => {
		const { name } = emulator.addInterconnect();
		const first = registered();
		await first.poll();
		emulator.setStatus(name, { state: 'Down' });
		const again = registered({ saved: structuredClone(first.staticData) });
		expect(await again.poll()).toBeNull();
		emulator.setStatus(name, { state: 'Healthy' });
		expect(await again.poll()).toHaveLength(1);
	});

	test.each<[string, Partial<Registration>]>([
		[
			'other events',
			{ parameters: { events: ['interconnectDeleted', 'interconnectStatusChanged'] } },
		],
		['another account', { parameters: { accountId: locator(accounts.second.id) } }],
		['other filters', { parameters: { filters: { interconnectSite: 'fra01' } } }],
		['another node', { nodeId: 'copy' }],
		['another workflow', { workflowId: '2' }],
	])('%s have a memory of their own', async (_what, more) => {
		const { name } = emulator.addInterconnect();
		const first = registered();
		await first.poll();
		emulator.setStatus(name, { state: 'Down' });
		const other = registered({
			activation: 'init',
			saved: structuredClone(first.staticData),
			...more,
		});
		expect(await other.poll()).toBeNull();
	});
});
