import { describe, expect, test } from '@jest/globals';

import { authHeaders, credentials, accounts } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { bytesOf } from '../harness/engine.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

const below = `/accounts/${accounts.main.id}/cni/interconnects`;
const pairingKey = '123e4567-e89b-12d3-a456-426614174000/us-east4/1';

const freeSlots = () => emulator.slots.filter(({ occupied }) => !occupied);
const ordered = () =>
	emulator.requests.flatMap(({ method, body }) => (method === 'POST' ? [body] : []));
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);

describe.each([
	['an API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_name, credential) => {
	const run: typeof runOn = async (on, parameters, more) =>
		await runOn(on, parameters, { credential: stored(on, credential), ...more });

	test('Create orders a direct port', async () => {
		const [slot] = freeSlots();
		const { items, error } = await run(
			emulator,
			interconnect('create', { type: 'direct', slotId: locator(slot!.id), speed: ' 10G ' }),
		);

		expect(error).toBeUndefined();
		expect(sent()).toEqual([`GET ${below}`, `POST ${below}`]);
		expect(emulator.requests[1]).toMatchObject({
			method: 'POST',
			path: below,
			query: {},
			body: { account: accounts.main.id, type: 'direct', slot_id: slot!.id, speed: '10G' },
			status: 200,
		});
		expect(items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);
		expect(emulator.orders).toMatchObject([{ kind: 'direct', slotId: slot!.id }]);
	});

	test('Create orders a Google Cloud partner attachment', async () => {
		const { items, error } = await run(
			emulator,
			interconnect('create', { type: 'gcp_partner', bandwidth: '1G', pairingKey }),
		);

		expect(error).toBeUndefined();
		// The listing before is what a lost order would be found by.
		expect(sent()).toEqual([`GET ${below}`, `POST ${below}`]);
		expect(emulator.requests[1]!.body).toEqual({
			account: accounts.main.id,
			type: 'gcp_partner',
			bandwidth: '1G',
			pairing_key: pairingKey,
		});
		expect(items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);
		expect(items[0]!.json).toMatchObject({ region: 'us-east4', speed: '1G' });
	});

	test('Get, Get Status and Get Default LOA Name give the API’s own answers', async () => {
		const { name } = emulator.addInterconnect();
		const named = { interconnectName: locator(name, 'name') };

		const got = await run(emulator, interconnect('get', named));
		expect(got.items).toEqual([{ json: emulator.interconnects[0], pairedItem: { item: 0 } }]);

		emulator.setStatus(name, { state: 'Down', reason: 'no light' });
		const status = await run(emulator, interconnect('getStatus', named));
		expect(status.items[0]!.json).toEqual({ state: 'Down', reason: 'no light', name });

		const loaName = await run(emulator, interconnect('getDefaultLoaName', named));
		// A member of that name is the customer's: the interconnect has one of its own.
		expect(loaName.items[0]!.json).toEqual({ interconnect: name, name: accounts.main.name });

		expect(sent()).toEqual([
			`GET ${below}/${name}`,
			`GET ${below}/${name}/status`,
			`GET ${below}/${name}/loa/default`,
		]);
	});

	test('Download LOA gives the PDF byte by byte, with a name that file systems take', async () => {
		const { name } = emulator.addInterconnect({ name: 'ams/01 100%:é' });
		const { items } = await run(
			emulator,
			interconnect('downloadLoa', {
				interconnectName: locator(name, 'name'),
				binaryPropertyName: 'letter',
				options: { customerName: 'Example & Söhne / 50%' },
			}),
		);

		const [item] = items;
		const binary = item!.binary!.letter!;
		const pdf = await bytesOf(binary);
		expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
		expect(pdf.subarray(-6).toString()).toContain('%%EOF');
		expect(item!.json).toEqual({
			fileName: 'LOA-ams-01-100-é.pdf',
			mimeType: 'application/pdf',
			fileSize: pdf.length,
			name,
		});
		expect(binary).toMatchObject({ fileName: 'LOA-ams-01-100-é.pdf', mimeType: 'application/pdf' });
		expect(item!.pairedItem).toEqual({ item: 0 });
		expect(emulator.requests[0]!.query).toEqual({ name: 'Example & Söhne / 50%' });
		expect(emulator.requests[0]!.headers.accept).toBe('application/pdf');

		const direct = await fetch(
			`${emulator.baseUrl}${below}/${encodeURIComponent(name)}/loa?name=${encodeURIComponent('Example & Söhne / 50%')}`,
			{ headers: authHeaders(credential) },
		);
		expect(pdf.equals(Buffer.from(await direct.arrayBuffer()))).toBe(true);
	});

	test.each([
		['ams\u202egpj.exe\u200b', 'LOA-ams-gpj.exe-.pdf'],
		['😀'.repeat(300), `LOA-${'😀'.repeat(200)}.pdf`],
	])(
		'Download LOA names its file so that it is what it looks like (%#)',
		async (name, fileName) => {
			emulator.addInterconnect({ name, type: 'direct' });
			const { items, error } = await run(
				emulator,
				interconnect('downloadLoa', { interconnectName: locator(name, 'name') }),
			);
			expect(error).toBeUndefined();
			expect(items[0]!.json).toMatchObject({ fileName, name });
			expect(items[0]!.binary!.data).toMatchObject({ fileName });
		},
	);

	test('Get Status gives the name that was asked for', async () => {
		const { name } = emulator.addInterconnect();
		emulator.fault({ status: 200, body: { state: 'Healthy', name: 'another' } });
		const { items } = await run(
			emulator,
			interconnect('getStatus', { interconnectName: locator(name, 'name') }),
		);
		expect(items[0]!.json).toEqual({ state: 'Healthy', name });
	});

	test('Delete says what was deleted', async () => {
		const { name } = emulator.addInterconnect();
		const { items } = await run(
			emulator,
			interconnect('delete', { interconnectName: locator(name, 'name') }),
		);
		expect(items).toEqual([{ json: { deleted: true, name }, pairedItem: { item: 0 } }]);
		expect(emulator.interconnects).toEqual([]);
		expect(sent()).toEqual([`DELETE ${below}/${name}`]);
	});

	test('exactly one scheme is on the wire, and values are trimmed', async () => {
		const padded = Object.fromEntries(
			Object.entries(stored(emulator, credential)).map(([name, value]) => [
				name,
				name === 'authentication' ? value : ` ${String(value)}\n`,
			]),
		);
		const { error } = await run(
			emulator,
			interconnect('getAll'),
			// The fields of the other scheme keep what was once typed there.
			{ credential: { apiToken: 'unused', email: 'unused', apiKey: 'unused', ...padded } },
		);
		expect(error).toBeUndefined();
		const { headers } = emulator.requests[0]!;
		const scheme = authHeaders(credential);
		const names = ['authorization', 'x-auth-email', 'x-auth-key'];
		expect(names.filter((name) => name in headers)).toEqual(
			Object.keys(scheme).map((name) => name.toLowerCase()),
		);
		for (const [name, value] of Object.entries(scheme)) {
			expect(headers[name.toLowerCase()]).toBe(value);
		}
	});
});

test('every value in a path is encoded', async () => {
	const names = ['a/b', 'a b', '100%', '%2e%2e', 'ü/日本', '?x=1#y', "o'neil(1)*", '...'];
	for (const name of names) emulator.addInterconnect({ name, type: 'gcp_partner' });
	const { items } = await runOn(
		emulator,
		interconnect('get', { interconnectName: locator('={{ $json.name }}', 'name') }),
		{ input: names.map((name) => ({ name })) },
	);
	expect(items.map(({ json }) => json.name)).toEqual(names);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(names.map((_, item) => ({ item })));
	// Reads overlap: they may arrive in another order.
	expect(emulator.requests.map(({ path }) => path).sort()).toEqual(
		names.map((name) => `${below}/${name}`).sort(),
	);
});

test('account IDs and UUIDs go out in lower case, as the service knows them', async () => {
	const [slot] = freeSlots();
	const accountId = locator(accounts.main.id.toUpperCase());
	const upper = locator(slot!.id.toUpperCase());
	const get = { resource: 'slot', operation: 'get', accountId, slotId: upper };
	const got = await runOn(emulator, get);
	expect(got.items[0]!.json).toEqual(slot);
	const create = { ...interconnect('create', { type: 'direct', slotId: upper }), accountId };
	const { error } = await runOn(emulator, create);
	expect(error).toBeUndefined();
	expect(emulator.requests.map(({ path }) => path)).toEqual([
		`/accounts/${accounts.main.id}/cni/slots/${slot!.id}`,
		below,
		below,
	]);
	expect(ordered()).toEqual([{ account: accounts.main.id, type: 'direct', slot_id: slot!.id }]);
});

test('no input item, no request', async () => {
	const { items, error } = await runOn(emulator, interconnect('getAll'), { input: [] });
	expect(error).toBeUndefined();
	expect(items).toEqual([]);
	expect(emulator.requests).toEqual([]);
});

describe('the account', () => {
	test('of the node goes before that of the credential, item by item', async () => {
		const { items, error } = await runOn(
			emulator,
			interconnect('getAll', { accountId: locator('={{ $json.account }}') }),
			{
				credential: stored(emulator, credentials.globalApiKey, 'f'.repeat(32)),
				input: [{ account: ` ${accounts.main.id}\n` }, { account: accounts.second.id }],
			},
		);
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
		expect(emulator.requests.map(({ path }) => path.split('/')[2])).toEqual([
			accounts.main.id,
			accounts.second.id,
		]);
	});
});
