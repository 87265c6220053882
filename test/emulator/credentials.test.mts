import { expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, authHeaders, credentials, type Credential } from './index.mts';
import { against, envelope } from './support.mts';

// Who may do what, and what callers are told who may not.

const account = accounts.main.id;
const cni = `/accounts/${accounts.main.id}/cni`;

const { send, get, direct } = against(() => emulator);

const token = credentials.magicWanWrite.apiToken;
const { email, apiKey } = credentials.globalApiKey;

test('without any: 9106, without messages and result', async () => {
	const { status, data } = await get(`${cni}/slots`, { as: null });
	expect(status).toBe(400);
	expect(data).toEqual({
		success: false,
		errors: [{ code: 9106, message: expect.stringMatching(/^Missing/) }],
	});
});

test.each<[string, Record<string, string>, number[]]>([
	['a token without Bearer', { Authorization: token }, [6111]],
	['a short token', { Authorization: 'Bearer short' }, [6111]],
	['an empty token', { Authorization: 'Bearer ' }, [6111]],
	['a token with a quotation mark', { Authorization: `Bearer "${token}` }, [6111]],
	['a malformed email', { 'X-Auth-Email': 'jane', 'X-Auth-Key': apiKey }, [6102]],
	['a malformed key', { 'X-Auth-Email': email, 'X-Auth-Key': 'key' }, [6103]],
	['both malformed', { 'X-Auth-Email': 'jane', 'X-Auth-Key': 'key' }, [6102, 6103]],
	['no email', { 'X-Auth-Key': apiKey }, [6100]],
	['no key', { 'X-Auth-Email': email }, [6101]],
	[
		'both kinds at once',
		{ Authorization: `Bearer ${token}`, 'X-Auth-Email': email, 'X-Auth-Key': apiKey },
		[6111],
	],
])('%s: 6003 with its chain', async (_what, headers, chain) => {
	const { status, data } = await get(`${cni}/slots`, { as: null, headers });
	expect({ status, data }).toEqual({ status: 400, data: envelope(6003, chain) });
});

test.each<[string, Record<string, string>, string]>([
	['an unknown token', { Authorization: `Bearer ${token.replace('0', '1')}` }, `${cni}/slots`],
	['a disabled token', authHeaders(credentials.disabledUserToken), `${cni}/slots`],
	['a wrong key', { 'X-Auth-Email': email, 'X-Auth-Key': apiKey.replace('0', '1') }, '/user'],
	['a wrong email', { 'X-Auth-Email': `x${email}`, 'X-Auth-Key': apiKey }, `${cni}/slots`],
])('%s: 10000', async (_what, headers, path) => {
	const { status, data } = await get(path, { as: null, headers });
	expect({ status, data }).toEqual({ status: 403, data: envelope(10000) });
});

const elsewhere = `/accounts/${accounts.second.id}/cni/slots`;
test.each<[string, Credential, string, string]>([
	['Magic WAN Read may not order', credentials.magicWanRead, 'POST', `${cni}/interconnects`],
	['Magic WAN Read may not delete', credentials.magicWanRead, 'DELETE', `${cni}/interconnects/a`],
	['Magic WAN Read may not set', credentials.magicWanRead, 'PUT', `${cni}/settings`],
	['without CNI permission', credentials.noCniPermission, 'GET', `${cni}/slots`],
	['accounts may not be listed', credentials.noAccountList, 'GET', '/accounts'],
	['an account-owned token lists no accounts', credentials.accountToken, 'GET', '/accounts'],
	['an account-owned token has no user', credentials.accountToken, 'GET', '/user'],
	['a user token without User Details', credentials.magicWanWrite, 'GET', '/user'],
	['another account', credentials.magicTransitWrite, 'GET', elsewhere],
	[
		'an account that is not there',
		credentials.globalApiKey,
		'GET',
		`/accounts/${'a'.repeat(32)}/cni/slots`,
	],
])('%s: 9109', async (_what, as, method, path) => {
	// The body would be refused too: the gateway comes first.
	const body = method === 'POST' || method === 'PUT' ? { nonsense: true } : undefined;
	const { status, data } = await send(method, path, body, { as });
	expect({ status, data }).toEqual({ status: 403, data: envelope(9109) });
});

const inAccount = `/accounts/${account}/tokens/verify`;
test.each<[string, string, Credential]>([
	['an account-owned token', '/user/tokens/verify', credentials.accountToken],
	['an older account-owned token', '/user/tokens/verify', credentials.olderAccountToken],
	['an email and key', '/user/tokens/verify', credentials.globalApiKey],
	['a user token', inAccount, credentials.magicWanWrite],
	[
		'an account-owned token elsewhere',
		inAccount.replace(account, accounts.second.id),
		credentials.accountToken,
	],
	[
		'an unknown token',
		'/user/tokens/verify',
		{ ...credentials.magicWanWrite, apiToken: token.replace('0', '1') },
	],
])('%s is not verified at %s: 1000', async (_what, path, as) => {
	const { status, data } = await get(path, { as });
	expect({ status, data }).toEqual({ status: 401, data: envelope(1000) });
});

test.each<[string, Credential]>([
	['Magic WAN Write', credentials.magicWanWrite],
	['Magic Transit Write', credentials.magicTransitWrite],
	['an older user token', credentials.olderUserToken],
	['a token that may not list accounts', credentials.noAccountList],
	['an account-owned token', credentials.accountToken],
	['an older account-owned token', credentials.olderAccountToken],
	['email and key', credentials.globalApiKey],
])('%s may order', async (_what, as) => {
	const { status } = await send('POST', `${cni}/interconnects`, direct(), { as });
	expect(status).toBe(200);
});

test('the older key belongs to another user, in the second account', async () => {
	const as = credentials.olderGlobalApiKey;
	expect((await get(`/accounts/${accounts.second.id}/cni/slots`, { as })).status).toBe(200);
	expect((await get(`${cni}/slots`, { as })).status).toBe(403);
	expect((await get('/accounts', { as })).data.result).toEqual([accounts.second]);
});

test('a reader sees its one account', async () => {
	const { data } = await get('/accounts', { as: credentials.magicWanRead });
	expect(data).toEqual({
		success: true,
		errors: [],
		messages: [],
		result: [accounts.main],
		result_info: { page: 1, per_page: 20, count: 1, total_count: 1, total_pages: 1 },
	});
});
