import { describe, expect, test } from '@jest/globals';
import { ExecuteContext, SupplyDataContext } from 'n8n-core';
import type { INodeParameters, NodeExecutionHint } from 'n8n-workflow';

import { startEmulator, type Fault } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { callTool, type Outcome } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

/* What a create gives beside the object, and what it says where the object is not as ordered. */

const key = (number: number) => `123e4567-e89b-12d3-a456-42661417400${number}/us-east4/1`;
const partner = (pairingKey: string, options: INodeParameters = {}) =>
	interconnect('create', { type: 'gcp_partner', bandwidth: '1G', pairingKey, options });
const direct = (slot: string, options: INodeParameters = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options });
const cni = (carrier: string, conduitName: string, more: INodeParameters = {}) =>
	operation('cni', 'create', {
		interconnectName: locator(carrier, 'name'),
		conduitName,
		...more,
	});
const free = () => emulator.slots.filter(({ occupied }) => !occupied).map(({ id }) => id);
const outcomes = ({ items }: Outcome) => items.map(({ json }) => json.outcome);
const hintsOf = ({ run }: Outcome) => run.data.resultData.runData.CNI![0]!.hints ?? [];

const lost: Fault = { method: 'POST', drop: true, when: 'after' };
const addOutcome = true;

describe('Add Outcome', () => {
	test('is off unless it is turned on: results are the API’s own', async () => {
		const { items } = await runOn(emulator, direct(free()[0]!));
		expect(items[0]!.json).toEqual(emulator.interconnects[0]);
	});

	test('tells a create from what was found and what has to be confirmed', async () => {
		const [first, second] = free();
		emulator.fault({ ...lost, skip: 1 });
		const parameters = direct('={{ $json.slot }}', { addOutcome });
		const both = await runOn(emulator, parameters, { input: [{ slot: first }, { slot: second }] });
		expect(outcomes(both)).toEqual(['created', 'found']);
		expect(both.items[0]!.json).toEqual({
			...emulator.interconnects[0],
			outcome: 'created',
			differences: [],
		});

		emulator.fault(lost);
		const guessed = await runOn(emulator, partner(key(1), { addOutcome }));
		expect(outcomes(guessed)).toEqual(['confirm']);
		expect(hintsOf(guessed)).toMatchObject([{ type: 'warning' }]);
	});

	test('stays over the attempts of Retry On Fail', async () => {
		emulator.fault(lost);
		emulator.fault({ method: 'POST', status: 401, body: '' });
		const again = await runOn(emulator, partner('={{ $json.key }}', { addOutcome }), {
			input: [{ key: key(1) }, { key: key(2) }],
			maxTries: 2,
		});
		expect(outcomes(again)).toEqual(['confirm', 'created']);
		expect(hintsOf(again)).toMatchObject([{ type: 'warning' }]);
	});

	test('says how what exists differs from the order', async () => {
		const { slot_id: slot } = emulator.addInterconnect() as { slot_id: string };
		const { items, hints } = await runOn(emulator, {
			...direct(slot, { addOutcome, returnExisting: true }),
			speed: '100G',
		});
		const difference = 'speed is 10G, not 100G';
		expect(items[0]!.json).toMatchObject({ outcome: 'existing', differences: [difference] });
		expect(hints.join()).toContain(difference);
	});

	test('says of a second item that what it gets exists', async () => {
		const twice = await runOn(emulator, direct(free()[0]!, { addOutcome, returnExisting: true }), {
			input: [{}, {}],
		});
		expect(outcomes(twice)).toEqual(['created', 'existing']);
	});
});

describe('a response that differs from the order', () => {
	const answer = (body: object): Fault => ({ method: 'POST', when: 'after', body });
	const hint = (text: string): NodeExecutionHint[] => [
		{ message: text, type: 'warning', location: 'outputPane' },
	];

	test('of a CNI', async () => {
		const { name } = emulator.addInterconnect();
		const magic = { conduit_name: 'one', description: '', mtu: 1476 };
		emulator.fault(answer({ id: 'cni-1', interconnect: name, magic }));
		const ran = await runOn(emulator, cni(name, 'one', { mtu: 1500 }));
		expect(ran.items[0]!.json.id).toBe('cni-1');
		expect(hintsOf(ran)).toEqual(
			hint(
				"'cni-1' was ordered. It differs from the order: MTU is 1476, not 1500. Check that it is as you intended.",
			),
		);
	});

	test('of a direct port', async () => {
		const body = { name: 'ams01-1', type: 'direct', speed: '10G' };
		emulator.fault({ method: 'POST', status: 200, body });
		const ran = await runOn(emulator, { ...direct(free()[0]!), speed: '100G' });
		expect(hintsOf(ran)).toEqual(
			hint(
				"'ams01-1' was ordered. It differs from the order: speed is 10G, not 100G. Check that it is as you intended.",
			),
		);
	});

	test('of a Google Cloud partner attachment', async () => {
		const made = { name: 'gcp-1', type: 'gcp_partner', region: 'us-east4', speed: '5G' };
		emulator.fault(answer(made));
		expect(hintsOf(await runOn(emulator, partner(key(1))))).toEqual(
			hint(
				"'gcp-1' was ordered. It differs from the order: bandwidth is 5G, not 1G. Check that it is as you intended.",
			),
		);
	});

	test.each(['current', 'documented'] as const)(
		'is none in answers that are %s',
		async (answers) => {
			const other = await startEmulator({ answers });
			try {
				const slot = other.slots.find(({ occupied }) => !occupied)!;
				const ports = await runOn(other, { ...direct(slot.id), speed: slot.speed });
				expect([...ports.hints, ...(await runOn(other, partner(key(1)))).hints]).toEqual([]);
				const { name } = other.interconnects[0]!;
				const bgp = { settings: { customerAsn: 65001, md5Key: 'k', extraPrefixes: '' } };
				const made = await runOn(other, cni(name, 'one', { description: 'first', bgp }));
				expect([made.error, made.hints]).toEqual([undefined, []]);
			} finally {
				await other.stop();
			}
		},
	);
});

describe('a CNI of an interconnect that is not ready', () => {
	const refused = (status: number): Fault => ({ method: 'POST', path: 'cnis$', status, body: '' });

	test.each([404, 409, 422])('is told to wait after %s where it is pending', async (status) => {
		const { name } = emulator.addInterconnect({ status: { state: 'Pending' } });
		emulator.fault(refused(status));
		const { error } = await runOn(emulator, cni(name, 'one'));
		expect(error!.message).toBe(
			`Interconnect '${name}' is not ready for a CNI yet (HTTP ${status})`,
		);
		expect(error!.description).toMatch(
			/^Nothing was ordered\. Wait until Cloudflare has set it up/,
		);
		expect(error!.httpCode).toBe(String(status));
		expect(error!.context).toMatchObject({ outcome: 'refused', httpStatus: status });
	});

	test('is told to wait where the interconnect was ordered just now', async () => {
		const { items } = await runOn(emulator, direct(free()[0]!));
		const name = String(items[0]!.json.name);
		emulator.setStatus(name, { state: 'Healthy' });
		emulator.fault(refused(404));
		const { error } = await runOn(emulator, cni(name, 'one'));
		expect(error!.message).toMatch(/is not ready for a CNI yet/);
		expect(emulator.requests.some(({ path }) => path.endsWith('/status'))).toBe(false);
	});

	test('is not told so where the interconnect is ready, or is not there', async () => {
		const { name } = emulator.addInterconnect();
		for (const carrier of [name, 'nowhere']) {
			emulator.fault(refused(404));
			const { error } = await runOn(emulator, cni(carrier, 'one'));
			expect(error!.message).not.toMatch(/not ready/);
		}
	});

	test('is told whose the name is where that is the reason', async () => {
		const { items } = await runOn(emulator, direct(free()[0]!));
		const other = emulator.addInterconnect();
		const { id } = emulator.addCni({ interconnect: other.name, conduitName: 'one' });
		const { error } = await runOn(emulator, cni(String(items[0]!.json.name), 'one'));
		expect(error!.message).toBe(
			`Conduit name 'one' is already used on interconnect '${other.name}' (CNI '${id}')`,
		);
		expect(error!.context).toMatchObject({ outcome: 'refused', httpStatus: 409 });
	});
});

describe('what can’t be right is found before the first order', () => {
	const malformed = [
		'223e4567-e89b-12d3-a456-426614174000',
		'123e4567-e89b-12d3-a456-426614174000/us-east4',
		'123e4567-e89b-12d3-a456-426614174000/us-east4/',
		'123e4567-e89b-12d3-a456-426614174000/ us-east4/1',
		'123e4567-e89b-12d3-a456-426614174000/useast/1',
		'123e4567-e89b-12d3-a456-426614174000/us-east4/zone',
		'123e4567-e89b-12d3-a456-42661417400/us-east4/1',
		'us-east4/1/123e4567-e89b-12d3-a456-426614174000',
	];
	test.each(malformed)('the pairing key "%s"', async (wrong) => {
		const { error } = await runOn(emulator, partner('={{ $json.key }}'), {
			input: [{ key: key(1) }, { key: wrong }],
		});
		expect(error!.message).toMatch(/'Pairing Key'.* must have the form <UUID>\/<region>\//);
		expect(`${error!.message} ${error!.description}`).not.toContain(wrong);
		expect(error!.context).toMatchObject({ itemIndex: 1, outcome: 'notSent' });
		expect(emulator.requests).toEqual([]);
	});

	const regions = ['us-central1', 'northamerica-northeast2', 'me-central2', 'europe-west12'];
	test.each(regions)('but not a pairing key of %s', async (region) => {
		for (const domain of ['1', '2', 'any']) {
			const pairingKey = `123e4567-e89b-12d3-a456-426614174000/${region}/${domain}`;
			expect((await runOn(emulator, partner(pairingKey))).error).toBeUndefined();
		}
	});

	test('an MD5 key of more than 80 characters', async () => {
		const { name } = emulator.addInterconnect();
		const bgp = { settings: { customerAsn: 65001, md5Key: "={{ 'k'.repeat($json.length) }}" } };
		const parameters = cni(name, '=c{{ $json.length }}', { bgp });
		const { error } = await runOn(emulator, parameters, {
			input: [{ length: 80 }, { length: 81 }],
		});
		expect(error!.message).toMatch(/'MD5 Key'.* has 81 characters; Cloudflare accepts at most 80/);
		expect(emulator.requests).toEqual([]);
		const good = await runOn(emulator, parameters, { input: [{ length: 80 }] });
		expect(good.error).toBeUndefined();
	});
});

test('a tool of an n8n that has no hints there gives what was ordered', async () => {
	const { name, slot_id: slot } = emulator.addInterconnect() as { name: string; slot_id: string };
	const contexts = [ExecuteContext.prototype, SupplyDataContext.prototype] as Array<{
		addExecutionHints?: unknown;
	}>;
	const removed = contexts.map(({ addExecutionHints }) => addExecutionHints);
	for (const context of contexts) delete context.addExecutionHints;
	try {
		const parameters = direct("={{ $fromAI('slot') }}", { returnExisting: true });
		const [answer] = await callTool({ parameters, credential: stored(emulator) }, [{ slot }]);
		expect(answer?.name).toBe(name);
	} finally {
		for (const [i, context] of contexts.entries()) context.addExecutionHints = removed[i];
	}
});
