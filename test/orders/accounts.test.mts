import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import type { Run } from '../harness/engine.mts';
import { interconnect, locator, runOn } from '../harness/support.mts';

/* What is remembered of an order or a delete is of its account: another account may have the same. */

const { main, second } = accounts;
const key = (number: number) => `123e4567-e89b-12d3-a456-42661417400${number}/us-east4/1`;
const inItsAccount = { accountId: locator('={{ $json.account }}') };
const partner = interconnect('create', {
	...inItsAccount,
	type: 'gcp_partner',
	bandwidth: '1G',
	pairingKey: '={{ $json.key }}',
});

/** Runs the node with an item for each account, under "continue on fail". */
const runIn = async (
	parameters: INodeParameters,
	input: Array<{ account: { id: string }; key?: string }>,
	more: Partial<Run> = {},
) =>
	await runOn(emulator, parameters, {
		input: input.map(({ account, ...json }) => ({ account: account.id, ...json })),
		onError: 'continueRegularOutput',
		...more,
	});

const sent = () =>
	emulator.requests.map(({ method, path }) => {
		const [, account, rest] = /^\/accounts\/(\w+)\/cni\/(.*)$/.exec(path)!;
		return `${method} ${account === main.id ? 'main' : 'second'} ${rest}`;
	});

const swallowed: Fault = { method: 'POST', drop: true };

describe('the same pairing key in two accounts', () => {
	test('is an order of each, of which each is told from what existed there', async () => {
		await runIn(partner, [
			{ account: main, key: key(1) },
			{ account: second, key: key(1) },
		]);
		expect(sent().slice(0, 4)).toEqual([
			'GET main interconnects',
			'POST main interconnects',
			'GET second interconnects',
			'POST second interconnects',
		]);
	});

	test('that was lost in one is not held back in the other', async () => {
		emulator.fault(swallowed);
		const first = await runIn(partner, [{ account: main, key: key(1) }]);
		expect(first.items[0]!.json.error).toMatch(/^The order could not be confirmed/);
		const other = { executionId: 'other' };
		const { items } = await runIn(partner, [{ account: second, key: key(1) }], other);
		expect(items[0]!.json).toMatchObject({ type: 'gcp_partner' });
	});
});

test('what was lost in one account is no rival of what was lost in another', async () => {
	emulator.fault(swallowed);
	await runIn(partner, [{ account: main, key: key(1) }]);
	emulator.fault({ ...swallowed, when: 'after' });
	const other = { executionId: 'other' };
	const { items } = await runIn(partner, [{ account: second, key: key(2) }], other);
	expect(items[0]!.json).toMatchObject({ name: emulator.interconnects[0]!.name });
});

describe('a name that two accounts have', () => {
	const name = 'ams01-7';
	const remove = interconnect('delete', {
		...inItsAccount,
		interconnectName: locator(name, 'name'),
		options: { maxRetries: 0 },
	});

	test('may exist in one although it was deleted in the other', async () => {
		emulator.fault({ method: 'DELETE', status: 200, body: '' });
		const { items } = await runIn(remove, [{ account: main }]);
		expect(items[0]!.json).toEqual({ deleted: true, name });

		const slot = emulator.slots.find(({ occupied }) => !occupied)!.id;
		const standing = { name, type: 'direct', slot_id: slot };
		const body = { items: [standing], next: null };
		emulator.fault({ path: 'interconnects$', method: 'GET', status: 200, body });
		emulator.fault({ path: name, method: 'GET', status: 200, body: standing });
		const direct = interconnect('create', {
			...inItsAccount,
			type: 'direct',
			slotId: locator(slot),
			options: { returnExisting: true },
		});
		const existing = await runIn(direct, [{ account: second }]);
		expect(existing.items[0]!.json).toEqual(standing);
		expect(emulator.orders).toEqual([]);
	});

	test('counts as deleted only where its delete was lost', async () => {
		emulator.fault({ method: 'DELETE', drop: true });
		const { items } = await runIn(remove, [{ account: main }, { account: second }]);
		const outcomes = items.map(({ json }) => (json.message as { outcome: string }).outcome);
		expect(outcomes).toEqual(['unknown', 'refused']);
	});
});
