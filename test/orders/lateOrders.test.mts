import { beforeEach, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { startProcessAnew } from '../harness/engine.mts';
import { locator, operation, runOn } from '../harness/support.mts';
import { direct, lost, swallowed } from './ordering.mts';

/*
 * An order whose response was lost and that two lookups do not find is still an order: whatever comes next in the
 * execution, in the process or with another operation, it is neither doubled nor left out of what is said.
 */

let carrier = '';
beforeEach(() => {
	startProcessAnew();
	carrier = emulator.addInterconnect().name;
});

const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const creates = () => emulator.requests.filter(({ method }) => method === 'POST');
/** A direct port on the slot of the item, which nobody sends again in the same attempt. */
const ofItem = direct('={{ $json.slot }}', { maxRetries: 0 });
const cni = (operationName: string, conduitName: string, more: INodeParameters = {}) =>
	operation('cni', operationName, {
		interconnectName: locator(carrier, 'name'),
		conduitName,
		options: { maxRetries: 0 },
		...more,
	});
/** What two lookups are shown although something stands. */
const hidden: Fault = {
	method: 'GET',
	skip: 1,
	times: 2,
	status: 200,
	body: { items: [], next: null },
};

test('another slot in the next attempt orders no second port', async () => {
	const [slot = '', another = ''] = free();
	const variables = { slot };
	void emulator.until(() => creates().length > 0).then(() => (variables.slot = another));
	emulator.fault(lost);
	emulator.fault(hidden);
	const { error } = await runOn(emulator, direct('={{ $vars.slot }}', { maxRetries: 0 }), {
		maxTries: 2,
		variables,
	});
	expect(emulator.orders).toMatchObject([{ slotId: slot }]);
	expect(creates()).toHaveLength(1);
	expect(error!.message).toBe(
		`The order was not sent: an earlier attempt in this execution sent a create (slot ${slot}), whose outcome is unknown, with other parameters`,
	);
	expect(error!.context.outcome).toBe('unknown');
});

test('another item with the same slot sends nothing', async () => {
	const [slot = ''] = free();
	emulator.fault(lost);
	emulator.fault(hidden);
	const { items } = await runOn(emulator, ofItem, {
		input: [{ slot }, { slot }],
		onError: 'continueRegularOutput',
	});
	expect(creates()).toHaveLength(1);
	expect(items[1]!.json.error).toBe(
		'The order was not sent: item 0 sent an order with the same slot, and its outcome is unknown (item 1)',
	);
});

test('each item is looked up anew: what shows up while another one is ordered is not ordered', async () => {
	const [one = '', other = ''] = free();
	// In the first attempt, one is lost, and the other carried out while one is sent once more.
	emulator.fault(swallowed);
	emulator.fault({ method: 'POST', until: emulator.until(() => creates().length === 3) });
	emulator.fault({ method: 'POST', until: emulator.until(() => emulator.orders.length === 1) });
	const { items } = await runOn(
		emulator,
		direct('={{ $json.slot }}', { maxRetries: 0, timeout: 1000, addOutcome: true }),
		{
			input: [{ slot: one }, { slot: other }],
			onError: 'continueRegularOutput',
			maxTries: 2,
		},
	);
	expect(items.map(({ json }) => json.outcome)).toEqual(['created', 'found']);
	expect(creates()).toHaveLength(3);
});

test('an input that can’t be used any more hides nothing', async () => {
	const variables = { mtu: 1500 };
	emulator.fault({ ...swallowed, times: 9 });
	void emulator.until(() => creates().length > 0).then(() => (variables.mtu = 9999));
	const { error } = await runOn(emulator, cni('create', 'c0', { mtu: '={{ $vars.mtu }}' }), {
		maxTries: 2,
		variables,
	});
	expect(creates()).toHaveLength(1);
	expect(error!.context.outcome).toBe('unknown');
	expect(error!.description).toMatch(
		/^An earlier attempt in this execution sent a create \(conduit 'c0' .*\), whose outcome is unknown, for it\./,
	);
});

test('another execution that orders the same hides nothing', async () => {
	const [slot = ''] = free();
	emulator.fault(swallowed);
	const { run } = await runOn(emulator, direct(slot, { maxRetries: 0 }));
	let open = () => {};
	emulator.fault({ method: 'POST', until: new Promise<void>((resolve) => (open = resolve)) });
	const another = runOn(emulator, direct(slot), { executionId: '2' });
	await emulator.until(() => creates().length === 2);
	const { error } = await runOn(emulator, direct(slot), {
		contextData: run.data.executionData!.contextData,
	});
	open();
	expect((await another).error).toBeUndefined();
	expect(error!.message).toContain('another order with the same slot is being placed right now');
	expect(error!.description).toMatch(/^The response to an earlier attempt of this one was lost\. /);
	expect(error!.context.outcome).toBe('unknown');
});

test('the process keeps what ends unknown after it', async () => {
	const [slot = ''] = free();
	const { speed } = emulator.slots.find(({ id }) => id === slot)!;
	const parameters = { ...direct(slot, { maxRetries: 0 }), speed };
	const listed = [{ type: 'direct', name: 'ams01-x', slot_id: slot, speed: 'as fast as can be' }];
	emulator.fault(swallowed);
	emulator.fault({ method: 'GET', skip: 3, status: 200, body: { items: listed, next: null } });
	const first = await runOn(emulator, parameters, { maxTries: 2, executionId: '1' });
	expect(first.error!.message).toContain('may have been placed');
	const { error } = await runOn(emulator, parameters, { executionId: '2' });
	expect(error!.message).toContain('an order with the same slot was sent less than a minute ago');
	expect(creates()).toHaveLength(1);
});

test('says that it was sent again where it was', async () => {
	const [slot = ''] = free();
	emulator.fault({ ...swallowed, times: 2 });
	emulator.fault({ method: 'GET', skip: 3, status: 403, body: '', times: 9 });
	const { error } = await runOn(emulator, direct(slot, { maxRetries: 1 }));
	expect(creates()).toHaveLength(2);
	expect(error!.description).toMatch(
		/^It was sent again after lookups found nothing, and that response was lost too\. The lookup failed: /,
	);
});

test('does not call it safe where only a read was', async () => {
	const [slot = ''] = free();
	emulator.fault(swallowed);
	emulator.fault({ method: 'GET', skip: 3, drop: true, times: 9 });
	const { error } = await runOn(emulator, direct(slot, { maxRetries: 0 }), { maxTries: 2 });
	expect(error!.message).toMatch(/^The order was not sent again: /);
	expect(error!.description).toContain('The connection to Cloudflare was lost.');
	expect(error!.description).not.toContain('safe');
});

test('is named once, however many attempts were lost', async () => {
	const [one = '', other = ''] = free();
	emulator.fault({ ...swallowed, skip: 1, times: 2 });
	emulator.fault({ path: /interconnects\/[^/]+$/, skip: 1, status: 403, body: '', times: 9 });
	const { error } = await runOn(emulator, ofItem, {
		input: [{ slot: one }, { slot: other }],
		maxTries: 3,
	});
	expect(error!.description).toContain(
		`It is not known whether these were carried out: slot ${other} (item 1).`,
	);
});

test('names what keeps it out', async () => {
	emulator.addCni({ interconnect: emulator.addInterconnect().name, conduitName: 'c0' });
	emulator.fault(swallowed);
	const { error } = await runOn(emulator, cni('create', 'c0', { options: { maxRetries: 1 } }));
	expect(error!.context.outcome).toBe('unknown');
	expect(error!.description).toMatch(/Conduit name 'c0' is already used/i);
});

test.each(['create', 'upsert'])(
	'%s advises only what the operation has, and what is not on already',
	async (operationName) => {
		const options = { maxRetries: 0, ...(operationName === 'create' && { returnExisting: true }) };
		emulator.fault({ ...swallowed, times: 9 });
		const { error } = await runOn(emulator, cni(operationName, 'c0', { options }));
		expect(error!.description).toMatch(
			/^Run it again: that is safe even if the order shows up after all\. What happened: /,
		);
	},
);

test('Create or Update tells of it where nobody can look', async () => {
	emulator.fault(lost);
	emulator.fault(hidden);
	emulator.fault({ method: 'GET', path: 'cnis$', skip: 1, status: 403, body: '', times: 9 });
	const { error } = await runOn(emulator, cni('upsert', 'c0'), { maxTries: 2 });
	expect(emulator.orders).toHaveLength(1);
	expect(error!.context.outcome).toBe('unknown');
	expect(error!.description).toContain('The response to an earlier attempt was lost');
});

test('Create or Update calls created what an earlier attempt has created', async () => {
	emulator.fault({ method: 'POST', skip: 1, status: 401, body: '' });
	const { items } = await runOn(emulator, cni('upsert', '=c{{ $itemIndex }}'), {
		input: [{}, {}],
		maxTries: 2,
	});
	expect(items.map(({ json }) => json.upserted)).toEqual(['created', 'created']);
	expect(emulator.orders).toHaveLength(2);
});

test('Create or Update calls created what has shown up since', async () => {
	emulator.fault(lost);
	emulator.fault(hidden);
	const { items, hints } = await runOn(emulator, cni('upsert', 'c0'), { maxTries: 2 });
	expect(items.map(({ json }) => json.upserted)).toEqual(['created']);
	expect(hints.join()).toContain('a lookup found what was ordered');
	expect(creates()).toHaveLength(1);
});

test('what has shown up is not called unknown where another item stops the run', async () => {
	emulator.fault(lost);
	emulator.fault(hidden);
	emulator.fault({ method: 'POST', status: 401, body: '', times: 9 });
	const { error } = await runOn(emulator, cni('upsert', '=c{{ $itemIndex }}'), {
		input: [{}, {}],
		maxTries: 2,
	});
	const [{ id } = { id: '' }] = emulator.cnis;
	expect(error!.context.itemIndex).toBe(1);
	expect(error!.description).toContain(`Done so far: '${id}' (item 0).`);
	expect(error!.description).not.toContain('It is not known');
});
