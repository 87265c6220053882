import { expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { withLog } from '../harness/log.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';

/* What n8n's log says of orders: it outlives a process that is killed. */

const lost: Fault = { method: 'POST', drop: true, when: 'after' };
const pairingKey = '123e4567-e89b-12d3-a456-426614174001/us-east4/1';
const freeSlot = () => emulator.slots.find(({ occupied }) => !occupied)!.id;
const direct = (slot: string, options: INodeParameters = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options });
const partner = () =>
	interconnect('create', { type: 'gcp_partner', bandwidth: '1G', pairingKey, options: {} });

/** What a run writes to the log about orders; n8n's own lines are left out. */
async function linesOf(parameters: INodeParameters): Promise<string[]> {
	const { log } = await withLog(async () => await runOn(emulator, parameters));
	return aboutOrders(log);
}
const aboutOrders = (log: readonly string[]) => log.filter((line) => line.startsWith('info: '));
const eventOf = (line: string) => /^info: Cloudflare order: (.*?)\. Create /.exec(line)?.[1];

test('one line is written before an order is sent and one after it: what, where, and for whom', async () => {
	const slot = freeSlot();
	let answer = () => {};
	const answered = new Promise<void>((resolve) => (answer = resolve));
	emulator.fault({ method: 'POST', when: 'after', until: answered });
	const what = `Create interconnect, slot ${slot}, account ${accounts.main.id}; workflow 1, execution 1, node 'CNI', item 0 {}`;
	const sending = `info: Cloudflare order: sending. ${what}`;
	const { log } = await withLog(async (soFar) => {
		const done = runOn(emulator, direct(slot));
		await emulator.until(() => emulator.interconnects.length === 1);
		expect(aboutOrders(soFar)).toEqual([sending]);
		answer();
		return await done;
	});
	const { name } = emulator.interconnects[0]!;
	expect(aboutOrders(log)).toEqual([sending, `info: Cloudflare order: created '${name}'. ${what}`]);
});

test.each<[string, Fault, INodeParameters | undefined, string[]]>([
	['lost and found', lost, undefined, ['sending', "the response was lost, found 'NAME'"]],
	[
		'lost before it arrived',
		{ ...lost, when: 'before' },
		undefined,
		['sending', 'sending', "created 'NAME'"],
	],
	[
		'lost and not sent again',
		{ ...lost, when: 'before' },
		{ maxRetries: 0 },
		['sending', 'the response was lost, nothing was found'],
	],
	[
		'rejected',
		{ method: 'POST', status: 403, body: '' },
		undefined,
		['sending', 'rejected with HTTP status 403'],
	],
])('%s', async (_what, fault, options, expected) => {
	emulator.fault(fault);
	const lines = await linesOf(direct(freeSlot(), options));
	const name = emulator.interconnects[0]?.name ?? '';
	expect(lines.map(eventOf)).toEqual(expected.map((event) => event.replace('NAME', name)));
});

test('an order whose outcome nobody can tell', async () => {
	emulator.fault(lost);
	emulator.fault({ method: 'GET', skip: 1, times: 99, status: 500, body: '' });
	const lines = await linesOf(direct(freeSlot()));
	expect(lines.map(eventOf)).toEqual(['sending', 'the outcome is unknown']);
});

test('a Google order is told by its region, never by its pairing key', async () => {
	emulator.fault(lost);
	const lines = await linesOf(partner());
	const { name } = emulator.interconnects[0]!;
	expect(lines).toEqual([
		expect.stringContaining('sending. Create interconnect, a pairing key of region us-east4'),
		expect.stringContaining(`found '${name}', to be confirmed`),
	]);
	expect(lines.join('\n')).not.toContain(pairingKey);
});

test('nothing sent, nothing written', async () => {
	const parameters = direct(freeSlot(), { returnExisting: true });
	expect(await linesOf(parameters)).toHaveLength(2);
	expect(await linesOf(parameters)).toEqual([]);
});

test('a name with line breaks stays one line', async () => {
	const { name } = emulator.addInterconnect();
	const conduitName = 'a\nCloudflare order: sending\u2028b';
	const lines = await linesOf(
		operation('cni', 'create', { interconnectName: locator(name, 'name'), conduitName }),
	);
	expect(lines).toHaveLength(2);
	for (const line of lines) expect(line).not.toMatch(/[\n\u2028]/);
});
