import { describe, expect, test } from '@jest/globals';

import { accounts, credentials, startEmulator, type RequestRecord } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { credentialReads } from '../harness/engine.mts';
import { interconnect, locator, operation, runOn, stored } from '../harness/support.mts';

/*
 * A credential with expressions serves many customers: each item has the token, the account and the base URL that the
 * expressions give for it.
 */

const { main, second } = accounts;
const ofMain = { token: credentials.magicTransitWrite.apiToken, account: main.id };
const ofSecond = { token: credentials.magicWanWrite.apiToken, account: second.id };

/** What a customer's item has, in the credential. */
const byExpression = () => ({
	...stored(emulator),
	apiToken: '={{ $json.token }}',
	accountId: '={{ $json.account }}',
});
const inCredential = { accountId: locator('', 'list') };
const settings = { ...operation('settings', 'get'), ...inCredential };
const who = ({ path, headers }: RequestRecord) => [
	String(headers.authorization).replace('Bearer ', ''),
	path.split('/')[2],
];

test('each order goes out with the token of its item, into the account of its item', async () => {
	const [one, other] = emulator.slots.filter(({ occupied }) => !occupied);
	const { error, items } = await runOn(
		emulator,
		interconnect('create', {
			type: 'direct',
			slotId: locator('={{ $json.slot }}'),
			...inCredential,
		}),
		{
			credential: byExpression(),
			input: [
				{ ...ofMain, slot: one!.id },
				{ ...ofSecond, slot: other!.id },
			],
		},
	);
	expect(error).toBeUndefined();
	expect(items.map(({ json, pairedItem }) => [json.slot_id, json.account, pairedItem])).toEqual([
		[one!.id, main.id, { item: 0 }],
		[other!.id, second.id, { item: 1 }],
	]);
	const posts = emulator.requests.filter(({ method }) => method === 'POST');
	expect(posts.map(who)).toEqual([
		[ofMain.token, main.id],
		[ofSecond.token, second.id],
	]);
});

test('so does everything that an item asks for: look-ups after a lost response, and each page', async () => {
	const [slot] = emulator.slots.filter(({ occupied }) => !occupied);
	emulator.fault({ method: 'POST', when: 'after', drop: true });
	const create = interconnect('create', {
		type: 'direct',
		slotId: locator(slot!.id),
		...inCredential,
	});
	const input = [{ ...ofSecond }];
	await runOn(emulator, create, { credential: byExpression(), input: [ofMain, ...input].slice(1) });
	const list = { ...operation('slot', 'getAll', { returnAll: true }), ...inCredential };
	await runOn(emulator, list, {
		credential: byExpression(),
		input: [{ ...ofMain, unused: true }, ...input],
	});
	const later = emulator.requests.filter(({ path }) => path.includes(second.id));
	expect(later.length).toBeGreaterThan(3);
	for (const request of later) expect(who(request)).toEqual([ofSecond.token, second.id]);
});

test('the base URL too', async () => {
	const elsewhere = await startEmulator();
	try {
		const credential = { ...byExpression(), baseUrl: '={{ $json.url }}' };
		const input = [
			{ ...ofMain, url: emulator.baseUrl },
			{ ...ofMain, url: elsewhere.baseUrl },
			{ ...ofMain, url: 'https://api.cloudflare.com' },
		];
		const { items } = await runOn(emulator, settings, {
			credential,
			input,
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.error)).toEqual([
			undefined,
			undefined,
			expect.stringMatching(/^'Base URL' in the credential must end in \/client\/v4/),
		]);
		expect(emulator.requests.map(who)).toEqual([[ofMain.token, main.id]]);
		expect(elsewhere.requests.map(who)).toEqual([[ofMain.token, main.id]]);
	} finally {
		await elsewhere.stop();
	}
});

test('email and Global API key too', async () => {
	const { email, apiKey } = credentials.olderGlobalApiKey;
	const credential = {
		...byExpression(),
		authentication: '={{ $json.key ? "globalApiKey" : "apiToken" }}',
		email,
		apiKey: '={{ $json.key }}',
	};
	const { error } = await runOn(emulator, settings, {
		credential,
		input: [ofMain, { key: apiKey, account: second.id }],
	});
	expect(error).toBeUndefined();
	const headers = emulator.requests.map(({ headers: sent }) => [
		sent.authorization,
		sent['x-auth-email'],
		sent['x-auth-key'],
	]);
	expect(headers.sort()).toEqual(
		[
			[`Bearer ${ofMain.token}`, undefined, undefined],
			[undefined, email, apiKey],
		].sort(),
	);
});

describe('what can’t be used is an error of its item', () => {
	const tried = async (wrong: Record<string, unknown>, more: Record<string, string> = {}) => {
		const { items } = await runOn(emulator, settings, {
			credential: { ...byExpression(), ...more },
			input: [ofMain, { ...ofMain, ...wrong }, ofSecond],
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect([items[0]!.json.error, items[2]!.json.error]).toEqual([undefined, undefined]);
		// Reads overlap: either may arrive first.
		expect(emulator.requests.map(who).sort()).toEqual([
			[ofMain.token, main.id],
			[ofSecond.token, second.id],
		]);
		return items[1]!.json.error;
	};

	test('a token that is missing in the item', async () => {
		expect(await tried({ token: undefined })).toBe(
			"'API Token' in the credential has no value: its expression returned nothing",
		);
	});

	test('an account that is missing in the item, where the node has none either', async () => {
		expect(await tried({ account: undefined })).toBe(
			"'Account' is empty, and the credential has no account either (item 1)",
		);
	});

	test('an expression that fails', async () => {
		const apiToken = '={{ $json.token ? $json.token : $("Nowhere").item.json.token }}';
		expect(await tried({ token: '' }, { apiToken })).toMatch(
			/^An expression in the credential can't be resolved: [^[]+$/,
		);
	});
});

test('no message of an item shows its own secret', async () => {
	for (const { token } of [ofMain, ofSecond]) {
		const errors = [{ code: 1, message: `no: ${token}` }];
		emulator.fault({ status: 400, body: { success: false, errors } });
	}
	const { items } = await runOn(emulator, settings, {
		credential: byExpression(),
		input: [ofMain, ofSecond].map((one) => ({ ...one })),
		onError: 'continueRegularOutput',
	});
	const shown = items.map(({ json }) => json.error).join('\n');
	expect(shown.match(/its words are left out/g)).toHaveLength(2);
	for (const { token } of [ofMain, ofSecond]) expect(shown).not.toContain(token);
});

test('one token that is rate limited does not hold up another', async () => {
	// With an address of its own: the token stays blocked there.
	const limited = await startEmulator();
	try {
		limited.fault({ path: main.id, status: 429, headers: { 'retry-after': '300' }, body: '' });
		const parameters = { ...settings, options: { maxWait: 1, maxConcurrency: 1 } };
		const { items } = await runOn(limited, parameters, {
			credential: { ...byExpression(), baseUrl: limited.baseUrl },
			input: [ofMain, ofSecond, ofMain],
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => Boolean(json.error))).toEqual([true, false, true]);
	} finally {
		await limited.stop();
	}
});

test('n8n is asked for the credential once per item, whatever the item sends', async () => {
	for (let i = 0; i < 250; i++) emulator.addInterconnect({ type: 'gcp_partner' });
	const list = { ...interconnect('getAll', { returnAll: true }), ...inCredential };
	const input = Array.from({ length: 30 }, () => ofMain);
	const { error } = await runOn(emulator, list, { credential: byExpression(), input });
	expect(error).toBeUndefined();
	expect(emulator.requests).toHaveLength(30 * 3);
	expect([...credentialReads].sort((a, b) => a! - b!)).toEqual(input.map((_, item) => item));
});
