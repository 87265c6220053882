import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import type { IWorkflowBase } from 'n8n-workflow';

import { accounts, credentials, startEmulator } from '../emulator/index.mts';
import { runWorkflow } from '../harness/engine.mts';
import { stored } from '../harness/support.mts';

test('a workflow from a file orders, watches and documents', async () => {
	const file = join(__dirname, 'workflows/order-interconnects.json');
	const workflow = JSON.parse(readFileSync(file, 'utf8')) as IWorkflowBase;
	const emulator = await startEmulator();
	try {
		const slot = emulator.slots.find(({ occupied }) => !occupied)!;
		const pairingKey = '123e4567-e89b-12d3-a456-426614174000/europe-west1/2';
		const { run, items, error } = await runWorkflow(
			workflow,
			stored(emulator, credentials.accountToken, accounts.main.id),
			'Download LOA',
			[
				{ type: 'gcp_partner', bandwidth: '200M', pairingKey, customer: 'One' },
				{ type: 'direct', slot: slot.id, speed: slot.speed, customer: 'Two' },
			],
		);
		expect(error).toBeUndefined();
		const [partner, direct] = emulator.interconnects;
		const [status] = run.data.resultData.runData['Get status of interconnect'] ?? [];
		expect(status?.data?.main?.[0]?.map(({ json }) => json)).toEqual([
			{ state: 'Pending', name: partner!.name },
			{ state: 'Pending', name: direct!.name },
		]);
		expect(items[0]!.json.error).toContain('has no physical port, so it has no LOA');
		expect(items[1]!.binary!.loa!.fileName).toBe(`LOA-${direct!.name}.pdf`);
		// Items are paired through all nodes: the second letter found the second customer.
		expect(emulator.requests.at(-1)!.query).toEqual({ name: 'Two' });
	} finally {
		await emulator.stop();
	}
});
