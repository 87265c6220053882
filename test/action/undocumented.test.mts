import { beforeEach, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { locator, operation, runOn } from '../harness/support.mts';

/*
 * A CNI is replaced as a whole. What Cloudflare returns beside the members that it documents goes back too, since it
 * may be something that can be set, and is left out where Cloudflare rejects it.
 */

let before: Cni;

beforeEach(() => {
	const { name: interconnect } = emulator.addInterconnect();
	before = emulator.addCni({
		interconnect,
		bgp: { customer_asn: 65001, extra_prefixes: [], md5_key: 'kept-key' },
	});
});

const update = async (updateFields: INodeParameters = { description: 'new' }) =>
	await runOn(emulator, operation('cni', 'update', { cniId: locator(before.id), updateFields }));
/** Bodies of the replacements that were sent. */
const sent = () =>
	emulator.requests.flatMap(({ method, body }) => (method === 'PUT' ? [body as Cni] : []));
/** The members that the CNI is read with. */
const readWith = (more: object) =>
	emulator.fault({ method: 'GET', when: 'after', body: { ...before, ...more } });
const rejected = (error: string, status = 400) =>
	emulator.fault({ method: 'PUT', status, body: { error } });
const documented = () => ({ ...before, magic: { ...before.magic, description: 'new' } });

test('members that a replacement does not take are left out, one as Cloudflare names it', async () => {
	emulator.configure({ newCniMembers: true });
	const { items, hints, error } = await update();
	expect(error).toBeUndefined();
	expect(items[0]!.json).toMatchObject({ magic: { description: 'new' } });
	expect(sent()[0]).toMatchObject({
		modified_on: expect.any(String),
		bgp: { state: 'established' },
	});
	expect(sent().at(-1)).toEqual(documented());
	expect(sent().length).toBeLessThanOrEqual(3);
	expect(emulator.cnis).toEqual([documented()]);
	expect(hints).toEqual([]);
});

test('a member that can be set goes back, beside one that is rejected by its name', async () => {
	readWith({ color: 'red', modified_on: '2026-01-01T00:00:00Z' });
	rejected('unknown field "modified_on"');
	emulator.fault({ method: 'PUT', status: 200, body: { ...documented(), color: 'red' } });
	const { error } = await update();
	expect(error).toBeUndefined();
	expect(sent()).toEqual([
		{ ...documented(), color: 'red', modified_on: '2026-01-01T00:00:00Z' },
		{ ...documented(), color: 'red' },
	]);
});

test.each([400, 422])('all of them are left out where none is named (HTTP %i)', async (status) => {
	readWith({
		color: 'red',
		magic: { ...before.magic, size: 3 },
		bgp: { ...before.bgp, state: 'up' },
	});
	rejected('Bad Request', status);
	const { hints, error } = await update();
	expect(error).toBeUndefined();
	expect(sent()).toHaveLength(2);
	expect(sent()[1]).toEqual(documented());
	// They may have been reset: neither the response nor the CNI has them any more.
	expect(hints).toEqual([
		expect.stringContaining('differs from what was sent in color, magic.size, bgp.state.'),
	]);
});

test('whether members were reset is told from the response where it has them', async () => {
	const time = '2026-01-01T00:00:00Z';
	readWith({ color: 'red', modified_on: time, size: 3 });
	rejected('Bad Request');
	const now = { color: 'blue', modified_on: '2026-02-01T00:00:00Z', size: 3 };
	emulator.fault({ method: 'PUT', when: 'after', body: { ...documented(), ...now } });
	const { hints } = await update();
	expect(hints).toEqual([expect.stringContaining('differs from what was sent in color.')]);
	expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT']);
});

test('a service that names one after the other is not asked without end', async () => {
	const names = Array.from({ length: 30 }, (_, i) => `member${i}`);
	readWith(Object.fromEntries(names.map((name) => [name, 1])));
	for (const name of names) rejected(`unknown field ${name}`);
	const { error } = await update();
	expect(error!.context).toMatchObject({ httpStatus: 400 });
	expect(sent()).toHaveLength(5);
	expect(sent().at(-1)).toEqual(documented());
});

test('what the user set wrong is what the message is about', async () => {
	emulator.configure({ newCniMembers: true });
	const other = emulator.addCni({ interconnect: before.interconnect, conduitName: 'taken' });
	const { error } = await update({ conduitName: other.magic.conduit_name });
	expect(error!.message).toContain('There is a CNI with conduit name "taken"');
	expect(emulator.cnis).toContainEqual(before);
});

test('a rejection for another reason is not sent again', async () => {
	readWith({ color: 'red' });
	rejected('unknown field "color"', 403);
	const { error } = await update();
	expect(error!.context).toMatchObject({ httpStatus: 403 });
	expect(sent()).toHaveLength(1);
});

test('a rejection of a CNI without such members is not sent again', async () => {
	rejected('Bad Request');
	const { error } = await update();
	expect(error!.context).toMatchObject({ httpStatus: 400 });
	expect(sent()).toHaveLength(1);
});

test('its MD5 key stays out of messages', async () => {
	readWith({ color: 'red' });
	rejected('unknown field color in {"md5_key":"kept-key"}');
	rejected('bad {"md5_key":"kept-key"}');
	const { error, run } = await update();
	expect(error!.context).toMatchObject({ httpStatus: 400 });
	expect(JSON.stringify([error, run.data.resultData])).not.toContain('kept-key');
});
