import { describe, expect, test } from '@jest/globals';

import { refusalEnvelope, startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, runOn } from '../harness/support.mts';

const freeSlot = () => emulator.slots.find(({ occupied }) => !occupied)!;
const create = () => interconnect('create', { type: 'direct', slotId: locator(freeSlot().id) });

describe('a lost answer', () => {
	test('a 401 is not sent a second time', async () => {
		emulator.fault({ method: 'POST', status: 401, body: '', times: 9 });
		const { error } = await runOn(emulator, create());
		expect(error!.httpCode).toBe('401');
		expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	test('a server that is not there', async () => {
		const gone = await startEmulator();
		await gone.stop();
		const { error } = await runOn(gone, create());
		expect(error!.message).toMatch(/: the connection was refused$/);
		expect(error!.description).toMatch(/^Nothing was sent\./);
	});

	test.each(['not here', '<html><title>Not Found</title></html>', '[]', '{"error":"none"}'])(
		'of a delete that is not found again, in the words %j',
		async (body) => {
			const { name } = emulator.addInterconnect();
			emulator.fault({ method: 'DELETE', when: 'after', drop: true });
			emulator.fault({ method: 'DELETE', status: 404, body });
			const parameters = interconnect('delete', { interconnectName: locator(name, 'name') });
			const { items, error } = await runOn(emulator, parameters);
			expect(error).toBeUndefined();
			expect(items).toEqual([{ json: { deleted: true, name }, pairedItem: { item: 0 } }]);
			expect(emulator.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
		},
	);

	test.each([
		['a success that says it was none, without a reason', 200, { success: false, errors: [] }],
		['a client that is taken to have gone', 499, ''],
	])('of a create: %s', async (_name, status, body) => {
		emulator.fault({ method: 'POST', when: 'after', status, body });
		const { items, hints, error } = await runOn(emulator, create());
		expect(error).toBeUndefined();
		expect(emulator.orders).toHaveLength(1);
		expect(items[0]!.json.name).toBe(emulator.interconnects[0]!.name);
		expect(hints[0]).toContain('The response was lost, and a lookup found what was ordered: ');
	});

	test('of a create is not what is refused with a code', async () => {
		const body = refusalEnvelope({ code: 1004, message: 'No such slot' });
		emulator.fault({ method: 'POST', status: 200, body });
		const { error } = await runOn(emulator, create());
		expect(error!.message).toBe(
			"Cloudflare rejected 'Create interconnect' (HTTP 200, code 1004: No such slot)",
		);
		expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	test('says so when nobody can look', async () => {
		emulator.fault({ method: 'POST', status: 200, body: { success: false, errors: [] } });
		emulator.fault({ method: 'GET', skip: 1, status: 403, body: '', times: 9 });
		const { error } = await runOn(emulator, create());
		expect(error!.message).toContain('may have been placed');
		expect(error!.description).toContain(
			"What happened: Cloudflare's response doesn't say what happened (HTTP 200",
		);
	});

	test('a letter that is no PDF', async () => {
		emulator.fault({ status: 200, body: '<html>hello</html>' });
		const { error } = await runOn(
			emulator,
			interconnect('downloadLoa', { interconnectName: locator('a', 'name') }),
		);
		expect(error!.message).toBe("The response can't be read: it is not a PDF (HTTP 200)");
	});
});
