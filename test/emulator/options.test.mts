import { beforeEach, describe, expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials, startEmulator, type Cni } from './index.mts';
import { ask, control, refused, sdkClient } from './support.mts';

// The options that make the emulator answer as Cloudflare's services have been seen to, or may, answer.

const account_id = accounts.main.id;
const cnis = `/accounts/${account_id}/cni/cnis`;

const get = async (path: string) => (await ask(emulator, 'GET', path)).data;
function addCni(): Cni {
	const bgp = { customer_asn: 64512, extra_prefixes: [] };
	return emulator.addCni({ interconnect: emulator.addInterconnect().name, bgp });
}

describe('emptyLists: null', () => {
	beforeEach(() => emulator.configure({ emptyLists: 'null' }));

	test.each(['interconnects', 'cnis', 'slots?site=none'])('for %s', async (path) => {
		expect(await get(`/accounts/${account_id}/cni/${path}`)).toEqual({ items: null, next: null });
	});

	test.each([
		['magic/cf_interconnects', { interconnects: null }],
		['magic/routes', { routes: null }],
	])('for %s, but not for the lists of the envelope', async (path, result) => {
		const answer = await get(`/accounts/${account_id}/${path}`);
		expect(answer).toEqual({ success: true, errors: [], messages: [], result });
	});

	test('within an object too, and nothing else changes', async () => {
		const cni = addCni();
		const { cnis: sdk } = sdkClient(emulator).networkInterconnects;
		const expected = { ...cni, bgp: { ...cni.bgp, extra_prefixes: null } };
		expect(await sdk.get(cni.id, { account_id })).toEqual(expected);
		expect(await sdk.list({ account_id })).toEqual({ items: [expected], next: null });
		expect(await get('/accounts')).toMatchObject({ result: [{ id: accounts.second.id }, {}] });
		const none = `/accounts/${account_id}/magic/routes/${'a'.repeat(32)}`;
		expect(await ask(emulator, 'GET', none)).toEqual(refused(404, 1020));
	});
});

test('newCniMembers: a GET gives what a PUT refuses', async () => {
	const cni = addCni();
	const path = `${cnis}/${cni.id}`;
	expect(await get(path)).toEqual(cni);
	emulator.configure({ newCniMembers: true });
	const more = {
		...cni,
		modified_on: expect.any(String),
		bgp: { ...cni.bgp, state: 'established' },
	};
	const read = await get(path);
	expect(read).toEqual(more);
	expect((await get(cnis)).items).toEqual([more]);
	const refusal = (member: string) => ({
		status: 400,
		data: { error: expect.stringContaining(member) },
	});
	expect(await ask(emulator, 'PUT', path, read)).toEqual(refusal('modified_on'));
	const { modified_on, ...rest } = read;
	expect(await ask(emulator, 'PUT', path, rest)).toEqual(refusal('state'));
	// What a PUT takes is what it answers.
	expect(await ask(emulator, 'PUT', path, cni)).toEqual({ status: 200, data: cni });
	const { bgp, ...plain } = emulator.addCni({ interconnect: cni.interconnect });
	expect(await get(`${cnis}/${plain.id}`)).toEqual({
		...plain,
		modified_on: expect.any(String),
	});
});

test.each([
	[1000, 401],
	[9109, 403],
	[10000, 400],
] as const)('accountTokenVerifyCode: %d', async (code, status) => {
	emulator.configure({ accountTokenVerifyCode: code });
	const verify = (as: typeof credentials.accountToken | typeof credentials.olderAccountToken) =>
		ask(emulator, 'GET', '/user/tokens/verify', undefined, as);
	expect(await verify(credentials.accountToken)).toEqual(refused(status, code));
	expect(await verify(credentials.olderAccountToken)).toEqual(refused(status, code));
	const { tokens } = sdkClient(emulator).user;
	expect(await tokens.verify()).toMatchObject({ status: 'active' });
});

test.each([
	[9109, 403],
	[1001, 400],
] as const)('accountTokenListCode: %d, for account-owned tokens only', async (code, status) => {
	emulator.configure({ accountTokenListCode: code });
	const list = (as: Parameters<typeof ask>[4]) => ask(emulator, 'GET', '/accounts', undefined, as);
	expect(await list(credentials.accountToken)).toEqual(refused(status, code));
	expect(await list(credentials.noAccountList)).toEqual(refused(403, 9109));
	const one = `/accounts/${account_id}`;
	const as = credentials.accountToken;
	expect(await ask(emulator, 'GET', one, undefined, as)).toEqual(refused(403, 9109));
});

test('options hold until a reset, which goes back to those of the start', async () => {
	const other = await startEmulator({ pageSize: 7 });
	const size = async () =>
		(await ask(other, 'GET', `/accounts/${account_id}/cni/slots`)).data.items.length;
	expect(await size()).toBe(7);
	other.configure({ pageSize: 3 });
	expect(await size()).toBe(3);
	expect((await control(other, 'PATCH', 'options', { pageSize: 2 })).status).toBe(204);
	expect(await size()).toBe(2);
	const wrong = await control(other, 'PATCH', 'options', { emptyLists: 'none' });
	expect(wrong).toMatchObject({ status: 400, data: { error: expect.any(String) } });
	expect((await control(other, 'PATCH', 'options', { pagesize: 1 })).status).toBe(400);
	other.reset();
	expect(await size()).toBe(7);
	await other.stop();
});
