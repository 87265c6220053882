import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { callTool } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

/*
 * An empty field "Account" means the credential's account. An expression that finds no account does not: the order
 * would be placed, or the interconnect deleted, in the account of somebody else.
 */

const { main, second } = accounts;
/** Of the main account, and able to work in both. */
const credential = () => stored(emulator, credentials.magicWanWrite, main.id);
const byExpression = { accountId: locator('={{ $json.account }}') };
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);
const noAccount =
	"'Account' is empty: its expression must return an account ID of 32 hexadecimal characters";

describe('an expression without an account', () => {
	const free = () => emulator.slots.filter(({ occupied }) => !occupied);
	const order = () =>
		interconnect('create', {
			type: 'direct',
			slotId: locator('={{ $json.slot }}'),
			...byExpression,
		});
	const input = () => {
		const slots = free().map(({ id }) => id);
		return [
			{ account: second.id, slot: slots[0] },
			{ acount: second.id, slot: slots[1] },
			{ account: null, slot: slots[2] },
		];
	};

	test('stops the run before anything is ordered', async () => {
		const { error } = await runOn(emulator, order(), { credential: credential(), input: input() });
		expect(error!.message).toBe(`${noAccount} (item 1)`);
		expect(error!.description).toBe(
			"Nothing was sent for this item. Correct the expression or the data that it reads, and run again. To use the credential's account, clear the field.",
		);
		expect(error!.context).toMatchObject({ itemIndex: 1, outcome: 'notSent' });
		expect(emulator.requests).toEqual([]);
	});

	test('is an error of its item alone where the node goes on', async () => {
		const { items, errorItems } = await runOn(emulator, order(), {
			credential: credential(),
			input: input(),
			onError: 'continueErrorOutput',
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
		expect(errorItems.map(({ json }) => json.error)).toEqual([
			`${noAccount} (item 1)`,
			`${noAccount} (item 2)`,
		]);
		expect(emulator.orders.map(({ account }) => account)).toEqual([second.id]);
	});

	test('deletes nothing in the credential’s account', async () => {
		const { name } = emulator.addInterconnect();
		const { error } = await runOn(
			emulator,
			interconnect('delete', { interconnectName: locator(name, 'name'), ...byExpression }),
			{ credential: credential(), input: [{ acount: second.id }] },
		);
		expect(error!.message).toBe(noAccount);
		expect(emulator.requests).toEqual([]);
		expect(emulator.interconnects.map((one) => one.name)).toContain(name);
	});

	test.each([
		['a locator of which the value is one', locator('={{ $json.account }}')],
		['one in the place of the locator', '={{ $json.account }}'],
		['one that returns a locator', "={{ ({ __rl: true, mode: 'id', value: $json.account }) }}"],
		['one that nobody filled in', locator('=')],
		['one of blanks', locator('= ')],
	])('reads nothing either: %s', async (_name, accountId) => {
		const { error } = await runOn(
			emulator,
			{ ...operation('settings', 'get'), accountId },
			{ credential: credential() },
		);
		expect(error!.message).toBe(noAccount);
		expect(emulator.requests).toEqual([]);
	});

	test('is refused with words that a model can act on', async () => {
		const parameters: INodeParameters = {
			...operation('settings', 'get'),
			accountId: locator("={{ $fromAI('Account', '', 'string') }}"),
		};
		const answers = await callTool({ parameters, credential: credential() }, [
			{ Account: '' },
			{ Account: second.id },
		]);
		expect(JSON.stringify(answers[0])).toContain(noAccount);
		expect(sent()).toEqual([`GET /accounts/${second.id}/cni/settings`]);
	});
});

test.each([
	['empty', locator('', 'list')],
	['blank', locator(' ', 'list')],
	['an empty text', ''],
])('a field that is %s means the credential’s account', async (_name, accountId) => {
	const parameters = { ...operation('settings', 'get'), accountId };
	const { error } = await runOn(emulator, parameters, { credential: credential() });
	expect(error).toBeUndefined();
	expect(sent()).toEqual([`GET /accounts/${main.id}/cni/settings`]);
});

describe('a filter', () => {
	const site = (value: string) =>
		operation('slot', 'getAll', { returnAll: true, filters: { site: value } });

	test('that was added and is empty is refused', async () => {
		const { error } = await runOn(emulator, site(' '));
		expect(error!.message).toBe("'Site' is empty");
		expect(error!.description).toBe(
			"Nothing was sent for this item. Fill in the filter, remove it, or enter '*' for no filter.",
		);
		expect(emulator.requests).toEqual([]);
	});

	test('whose expression finds nothing does not widen the listing', async () => {
		const { error } = await runOn(emulator, site('={{ $json.sight }}'));
		expect(error!.message).toBe(
			"'Site' is empty: its expression must return a value, or * for no filter",
		);
		expect(emulator.requests).toEqual([]);
	});

	test.each([
		['slot', { addressContains: '*', occupied: '={{ "*" }}', site: ' * ', speed: '={{ "*" }}' }],
		['interconnect', { site: '*', type: '*' }],
		['cni', { slotId: locator('={{ "*" }}'), tunnelId: '*' }],
	])('that is * is left out on purpose: %s', async (resource, filters) => {
		const { error } = await runOn(emulator, operation(resource, 'getAll', { filters }));
		expect(error).toBeUndefined();
		expect(emulator.requests.map(({ query }) => query)).toEqual([{ limit: '50' }]);
	});
});
