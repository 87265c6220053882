import { describe, expect, test } from '@jest/globals';
import type { INodeParameters, IWorkflowBase } from 'n8n-workflow';

import { credentials, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { NODE_TYPE, runWorkflow, startProcessAnew, type Control } from '../harness/engine.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/* Several executions of one process, and several nodes of one execution: they know of each other's orders. */

const key = (number: number) => `123e4567-e89b-12d3-a456-42661417400${number}/us-east4/1`;
const partner = (pairingKey: string, bandwidth = '1G') =>
	interconnect('create', {
		type: 'gcp_partner',
		bandwidth,
		pairingKey,
		options: { addOutcome: true },
	});
const direct = (slot: string, options: INodeParameters = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options });
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const names = () => emulator.interconnects.map(({ name }) => name);
const sent = () => emulator.requests.map(({ method }) => method);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST').length;

const lost: Fault = { method: 'POST', drop: true, when: 'after' };
const swallowed: Fault = { method: 'POST', drop: true };

let executions = 100;
/** Runs the node in an execution of its own. */
const execution = async (parameters: INodeParameters, control: Control = {}) =>
	await runOn(emulator, parameters, { executionId: String(++executions), ...control });

/** Holds what is told to wait until the gate is opened. */
function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { open, opened };
}

/** The first order is at the service, which holds it. */
const underWay = async () => await emulator.until(() => creates() === 1);

describe('two executions that order alike in the same region', () => {
	test('what one was answered with is not what the other has lost', async () => {
		const { open, opened } = gate();
		emulator.fault({ ...swallowed, until: opened });
		const losing = execution(partner(key(1)));
		await underWay();
		const winning = await execution(partner(key(2)));
		expect(winning.items[0]!.json).toMatchObject({ name: names()[0], outcome: 'created' });
		open();
		const { items, error } = await losing;
		expect(items).toEqual([]);
		expect(error!.message).toMatch(/^The order could not be confirmed/);
		expect(`${error!.message} ${error!.description}`).not.toContain(names()[0]);
	});

	test('what one is waiting for is not what the other has lost', async () => {
		const [toLose, toWin] = [gate(), gate()];
		emulator.fault({ ...swallowed, until: toLose.opened });
		emulator.fault({ method: 'POST', until: toWin.opened, when: 'after' });
		const losing = execution(partner(key(1)));
		await underWay();
		const winning = execution(partner(key(2)));
		await emulator.until(() => creates() === 2 && emulator.pendingFaults === 0);
		toLose.open();
		const { items, error } = await losing;
		expect(items).toEqual([]);
		expect(error!.message).toMatch(/its outcome is unknown/);
		expect(error!.description).toContain(`It may have made '${names()[0]}'.`);
		toWin.open();
		expect((await winning).items[0]!.json).toMatchObject({ name: names()[0], outcome: 'created' });
	});

	test('what both have lost is of neither', async () => {
		const { open, opened } = gate();
		emulator.fault({ ...swallowed, until: opened });
		emulator.fault(lost);
		const one = execution(partner(key(1)));
		await underWay();
		const other = await execution(partner(key(2)));
		open();
		const outcomes = [await one, other];
		for (const { items, error } of outcomes) {
			expect(items).toEqual([]);
			expect(error!.description).toContain(`It may have made '${names()[0]}'.`);
		}
	});

	test('another bandwidth is told apart', async () => {
		const { open, opened } = gate();
		emulator.fault({ ...swallowed, until: opened });
		const losing = execution(partner(key(1), '5G'));
		await underWay();
		emulator.fault(lost);
		const { items, error } = await execution(partner(key(2)));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ name: names()[0], outcome: 'confirm' });
		open();
		expect((await losing).error!.message).toMatch(/^The order could not be confirmed/);
	});
});

describe('two executions that order the same at once', () => {
	test.each([
		['slot', () => direct(free()[0]!)],
		['pairing key', () => partner(key(1))],
	])('the later one is told of the earlier one: %s', async (subject, order) => {
		const parameters = order();
		const { open, opened } = gate();
		emulator.fault({ method: 'POST', until: opened });
		const first = execution(parameters);
		await underWay();
		const { error } = await execution(parameters);
		expect(error!.message).toBe(
			`The order was not sent: another order with the same ${subject} is being placed right now`,
		);
		expect(error!.context.outcome).toBe('notSent');
		open();
		expect((await first).items).toHaveLength(1);
		expect(emulator.orders).toHaveLength(1);
		expect(creates()).toBe(1);
	});

	test('what was made on the slot meanwhile is not what the other has lost', async () => {
		const [slot] = free();
		const { open, opened } = gate();
		emulator.fault({ ...swallowed, until: opened });
		const losing = execution(direct(slot!));
		await underWay();
		const winning = await execution(direct(slot!, { returnExisting: true }));
		expect(winning.items[0]!.json.name).toBe(names()[0]);
		open();
		const { items, error } = await losing;
		expect(items).toEqual([]);
		expect(error!.message).toMatch(/its outcome is unknown/);
		expect(error!.description).toContain(`'${names()[0]}' exists on slot ${slot}`);
	});
});

describe('an order whose outcome is unknown', () => {
	/** Leaves a Google Cloud partner order unknown. */
	async function leavePartner(): Promise<void> {
		emulator.fault(swallowed);
		const { error } = await execution(partner(key(1)));
		expect(error!.message).toMatch(/^The order could not be confirmed/);
	}

	/** Leaves a direct order unknown. */
	async function leaveDirect(slot: string, fault: Fault): Promise<void> {
		emulator.fault(fault);
		emulator.fault({ method: 'GET', skip: 1, status: 400, body: '' });
		const { error } = await execution(direct(slot));
		expect(error!.message).toMatch(/its outcome is unknown/);
	}

	test('is not sent again when a later step is executed', async () => {
		await leavePartner();
		const { error } = await execution(partner(key(1)));
		expect(error!.message).toBe(
			'The order was not sent: an order with the same pairing key was sent less than a minute ago, and its outcome is unknown',
		);
		expect(error!.description).toMatch(/^Check in Google Cloud whether the VLAN attachment/);
		expect(error!.context.outcome).toBe('unknown');
		expect(`${error!.message} ${error!.description}`).not.toContain(key(1).slice(0, 36));
		expect(creates()).toBe(1);
		// Another key is another order.
		expect((await execution(partner(key(2)))).error).toBeUndefined();
	});

	test('nor with another credential of the account', async () => {
		await leavePartner();
		const { error } = await runOn(emulator, partner(key(1)), {
			executionId: 'other',
			credential: stored(emulator, credentials.magicTransitWrite),
		});
		expect(error!.message).toMatch(/^The order was not sent: an order with the same pairing key/);
	});

	test('nor by a second node that the error branch leads to', async () => {
		const base = { typeVersion: 1, position: [0, 0], type: NODE_TYPE };
		const linked = { cloudflareNetworkInterconnectApi: { id: '1', name: 'Cloudflare' } };
		const order = { ...base, parameters: partner(key(1)), credentials: linked };
		const onError = 'continueErrorOutput';
		const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
		const trigger = 'n8n-nodes-base.manualTrigger';
		const workflow = {
			nodes: [
				{ ...base, id: 'a', name: 'Trigger', type: trigger, parameters: {} },
				{ ...order, id: 'b', name: 'First', onError },
				{ ...order, id: 'c', name: 'Second' },
			],
			connections: { Trigger: { main: [to('First')] }, First: { main: [[], to('Second')] } },
			settings: { executionOrder: 'v1' },
		} as unknown as IWorkflowBase;
		emulator.fault(swallowed);
		const { error } = await runWorkflow(workflow, stored(emulator), 'Second');
		expect(error!.message).toMatch(/^The order was not sent: an order with the same pairing key/);
		expect(creates()).toBe(1);
	});

	test('is not sent again on the same slot, and the way out is named', async () => {
		const [slot] = free();
		await leaveDirect(slot!, lost);
		const { error } = await execution(direct(slot!));
		expect(error!.message).toMatch(/^The order was not sent: an order with the same slot/);
		expect(error!.description).toBe(
			`To find out, turn on the option 'Return Existing' and run again: it returns what exists on slot ${slot}, and orders only if nothing does.`,
		);
		expect(creates()).toBe(1);

		// As it says.
		const options = { returnExisting: true, addOutcome: true };
		const { items } = await execution(direct(slot!, options));
		expect(items[0]!.json).toMatchObject({ name: names()[0], outcome: 'existing' });
		expect(creates()).toBe(1);

		// It is known now.
		const last = await execution(direct(slot!));
		expect(last.error!.message).toBe(`Slot ${slot} is already occupied by '${names()[0]}'`);
	});

	test('is sent again with Return Existing after two lookups found nothing', async () => {
		const [slot] = free();
		await leaveDirect(slot!, swallowed);
		const before = emulator.requests.length;
		const options = { returnExisting: true, addOutcome: true };
		const { items } = await execution(direct(slot!, options));
		expect(items[0]!.json).toMatchObject({ name: names()[0], outcome: 'created' });
		expect(sent().slice(before)).toEqual(['GET', 'GET', 'GET', 'POST']);
	});

	test('stays unknown where Return Existing can’t look', async () => {
		const [slot] = free();
		await leaveDirect(slot!, swallowed);
		emulator.fault({ method: 'GET', status: 400, body: '' });
		await execution(direct(slot!, { returnExisting: true }));
		const { error } = await execution(direct(slot!));
		expect(error!.message).toMatch(/^The order was not sent: an order with the same slot/);
	});

	test('is remembered where the execution was cancelled', async () => {
		const cancel = new AbortController();
		emulator.fault({ method: 'POST', until: gate().opened, when: 'after' });
		const running = execution(partner(key(1)), { cancel: cancel.signal });
		await underWay();
		cancel.abort();
		await running;
		const refused = async () => (await execution(partner(key(1)))).error!.message;
		expect(await refused()).toMatch(/^The order was not sent: an(other)? order with the same/);
		expect(creates()).toBe(1);
	});

	test('is forgotten by a process that is started anew', async () => {
		await leavePartner();
		startProcessAnew();
		const { items } = await execution(partner(key(1)));
		expect(items[0]!.json).toMatchObject({ name: names()[0], outcome: 'created' });
	});
});

test('a key that was used is no reason to make a new attachment', async () => {
	await execution(partner(key(1)));
	startProcessAnew();
	const { error } = await execution(partner(key(1)));
	expect(error!.httpCode).toBe('409');
	expect(error!.description).toMatch(
		/^An interconnect may already exist for a pairing key of region us-east4, also by an earlier attempt of this order\. Find it with Get Many, and check in Google Cloud whether the VLAN attachment is paired\. Ray ID: \w+-AMS\.$/,
	);
});
