import { describe, expect, test } from '@jest/globals';
import type { INodeParameters, IWorkflowBase } from 'n8n-workflow';

import { accounts, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { NODE_TYPE, runWorkflow } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

/* What existed before an order is never returned as what was ordered, whatever gets lost. */

const direct = (slot: string, options: INodeParameters = {}, more: INodeParameters = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options, ...more });
const cni = (carrier: string, conduitName: string, options: INodeParameters = {}) =>
	operation('cni', 'create', {
		interconnectName: locator(carrier, 'name'),
		conduitName,
		options,
	});
const key = (number: number) => `123e4567-e89b-12d3-a456-42661417400${number}/us-east4/1`;
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const sent = () => emulator.requests.map(({ method }) => method);
const held = () => emulator.addInterconnect() as { name: string; slot_id: string };

/** The gateway gave up before the service acted. */
const lost: Fault = { method: 'POST', status: 502, body: '<html></html>' };
const listing = (items: object[]): Fault => ({
	method: 'GET',
	path: 'interconnects$',
	status: 200,
	body: { items, next: null },
});

describe('a lost order on a slot that was occupied before', () => {
	test.each([{}, { speed: '100G' }])('is not known, and is named: %j', async (more) => {
		const { name, slot_id: slot } = held();
		emulator.fault(lost);
		const { items, error, hints } = await runOn(emulator, direct(slot, {}, more));
		expect(items).toEqual([]);
		expect(hints).toEqual([]);
		expect(error!.message).toBe(
			'The order may have been placed, but its outcome is unknown. Check before you order again',
		);
		expect(error!.description).toContain(
			`'${name}' exists on slot ${slot}, but existed before or is of another order.`,
		);
		expect(error!.context.outcome).toBe('unknown');
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
	});

	test('is not even sent with Return Existing', async () => {
		const { name, slot_id: slot } = held();
		emulator.fault(lost);
		const options = { returnExisting: true, addOutcome: true };
		const { items, error, hints } = await runOn(emulator, direct(slot, options));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ name, outcome: 'existing' });
		expect(hints).toEqual([
			`'${name}' already exists on slot ${slot} and was returned. Nothing was ordered.`,
		]);
		expect(sent()).toEqual(['GET', 'GET']);
	});

	test('that was occupied only after the look gives what exists with Return Existing', async () => {
		const { name, slot_id: slot } = held();
		emulator.fault(listing([]));
		const options = { returnExisting: true, addOutcome: true };
		const { items, error } = await runOn(emulator, direct(slot, options));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ name, outcome: 'existing' });
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
	});

	test('is sent with Return Existing where that is gone meanwhile', async () => {
		const [slot] = free();
		emulator.fault(listing([{ type: 'direct', name: 'ams01-gone', slot_id: slot }]));
		const options = { returnExisting: true, addOutcome: true };
		const { items, error } = await runOn(emulator, direct(slot!, options));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ slot_id: slot, outcome: 'created' });
		expect(sent()).toEqual(['GET', 'GET', 'POST']);
	});
});

test('what is new with another speed is not returned as what was ordered', async () => {
	const [slot] = free();
	emulator.fault(lost);
	const other = { type: 'direct', name: 'ams01-other', slot_id: slot, speed: '100G' };
	emulator.fault({ ...listing([other]), skip: 1 });
	const { items, error } = await runOn(emulator, direct(slot!, {}, { speed: '10G' }));
	expect(items).toEqual([]);
	expect(error!.message).toMatch(/its outcome is unknown/);
	expect(error!.description).toContain("It may have made 'ams01-other'.");
});

describe('a lost CNI', () => {
	test('whose conduit existed before is not known, and is named', async () => {
		const { name } = held();
		const { id } = emulator.addCni({ interconnect: name, conduitName: 'one' });
		emulator.fault(lost);
		const { items, error } = await runOn(emulator, cni(name, 'one'));
		expect(items).toEqual([]);
		expect(error!.message).toMatch(/its outcome is unknown/);
		expect(error!.description).toContain(
			`'${id}' exists on conduit 'one' of interconnect '${name}', but existed before or is of another order.`,
		);
		expect(sent()).toEqual(['GET', 'POST', 'GET']);
	});

	test('that is new is found', async () => {
		const { name } = held();
		emulator.addCni({ interconnect: name, conduitName: 'one' });
		emulator.fault({ method: 'POST', drop: true, when: 'after' });
		const { items, error } = await runOn(emulator, cni(name, 'two', { addOutcome: true }));
		expect(error).toBeUndefined();
		expect(items[0]!.json).toEqual({ ...emulator.cnis[1], outcome: 'found', differences: [] });
	});
});

describe('what this execution has just deleted', () => {
	/** Deletes an interconnect and orders its slot, in two nodes, while listings still show it. */
	async function deleteAndOrder(options: INodeParameters) {
		const one = held();
		emulator.fault({ ...listing([one]), times: 9 });
		const node = { typeVersion: 1, position: [0, 0], type: NODE_TYPE };
		const credentials = { cloudflareNetworkInterconnectApi: { id: '1', name: 'Cloudflare' } };
		const remove = interconnect('delete', { interconnectName: locator(one.name, 'name') });
		const trigger = 'n8n-nodes-base.manualTrigger';
		const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
		const workflow = {
			nodes: [
				{ ...node, id: 'a', name: 'Trigger', type: trigger, parameters: {} },
				{ ...node, id: 'b', name: 'Delete', parameters: remove, credentials },
				{ ...node, id: 'c', name: 'CNI', parameters: direct(one.slot_id, options), credentials },
			],
			connections: { Trigger: to('Delete'), Delete: to('CNI') },
			settings: { executionOrder: 'v1' },
		} as unknown as IWorkflowBase;
		return { one, ...(await runWorkflow(workflow, stored(emulator), 'CNI')) };
	}

	test('is not returned after a lost order', async () => {
		emulator.fault(lost);
		const { one, items, error } = await deleteAndOrder({});
		expect(items).toEqual([]);
		expect(error!.message).toMatch(/its outcome is unknown/);
		expect(error!.description).toContain(`'${one.name}' was deleted and is still listed.`);
	});

	test('is not what exists already: its slot is ordered', async () => {
		const { one, items, error } = await deleteAndOrder({
			returnExisting: true,
			addOutcome: true,
		});
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ slot_id: one.slot_id, outcome: 'created' });
		expect(items[0]!.json.name).not.toBe(one.name);
	});

	test('may still keep its slot', async () => {
		emulator.fault({ method: 'POST', status: 409, body: { error: 'Slot is occupied' } });
		const { one, error } = await deleteAndOrder({ returnExisting: true });
		expect(error!.message).toBe(
			`Slot ${one.slot_id} is not free yet: '${one.name}' was deleted a short while ago`,
		);
		expect(error!.description).toMatch(/^Nothing was ordered\. Wait a few minutes/);
	});
});

describe('the look before', () => {
	const input = (slots: string[]) => slots.map((slot, i) => ({ slot, key: key(i) }));

	test('is one listing for all direct orders of a run', async () => {
		const slots = free().slice(0, 8);
		const { items, error } = await runOn(emulator, direct('={{ $json.slot }}'), {
			input: input(slots),
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(8);
		expect(sent()).toEqual(['GET', ...slots.map(() => 'POST')]);
		expect(emulator.requests[0]!.query).toEqual({ limit: '100' });
	});

	test('is shared by both types of interconnects', async () => {
		const parameters = interconnect('create', {
			type: "={{ $itemIndex % 2 ? 'gcp_partner' : 'direct' }}",
			slotId: locator('={{ $json.slot }}'),
			bandwidth: '1G',
			pairingKey: '={{ $json.key }}',
		});
		const { error } = await runOn(emulator, parameters, { input: input(free().slice(0, 4)) });
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['GET', 'POST', 'POST', 'POST', 'POST']);
	});

	test('is one listing for each account', async () => {
		const [first, second, third] = free();
		const { error } = await runOn(
			emulator,
			{ ...direct('={{ $json.slot }}'), accountId: locator('={{ $json.account }}') },
			{
				input: [
					{ slot: first, account: accounts.main.id },
					{ slot: second, account: accounts.second.id },
					{ slot: third, account: accounts.main.id },
				],
			},
		);
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['GET', 'POST', 'GET', 'POST', 'POST']);
	});

	test('is one listing for all CNIs of a run', async () => {
		const { name } = held();
		const { error } = await runOn(emulator, cni(name, '=c{{ $json.n }}'), {
			input: [{ n: 1 }, { n: 2 }, { n: 3 }],
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['GET', 'POST', 'POST', 'POST']);
		expect(emulator.requests[0]!.path).toMatch(/\/cni\/cnis$/);
	});

	test('that can’t be read lets nothing be sent', async () => {
		const [slot] = free();
		emulator.fault({ method: 'GET', status: 403, body: '', times: 9 });
		const { error } = await runOn(emulator, direct(slot!));
		expect(error!.message).toBe('The order was not sent: The credential has no access (HTTP 403)');
		expect(error!.description).toMatch(
			/^The list of interconnects, needed in case the response is lost, could not be read\. /,
		);
		expect(error!.httpCode).toBe('403');
		expect(error!.context).toMatchObject({ outcome: 'notSent', httpStatus: 403 });
		expect(sent()).toEqual(['GET']);

		// Nothing was sent: it is not under way for the next one.
		emulator.reset();
		const again = await runOn(emulator, direct(slot!));
		expect(again.error).toBeUndefined();
	});
});
