import { expect, jest, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, clock, credentials, type Credential } from './index.mts';
import { against, envelope } from './support.mts';

// Limits on requests.

const cni = `/accounts/${accounts.main.id}/cni`;

const { get, another } = against(() => emulator);

test('every answer carries what is left', async () => {
	const slots = await get(`${cni}/slots`);
	expect(slots.headers).toMatchObject({
		ratelimit: '"default";r=1199;t=300',
		'ratelimit-policy': '"default";q=1200;w=300',
		'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-[A-Z]{3}$/),
	});
	const refused = await get('/zones', { as: null });
	expect(refused.headers).toMatchObject({
		ratelimit: '"default";r=1199;t=300',
		'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-[A-Z]{3}$/),
	});
	expect(refused.headers['cf-ray']).not.toBe(slots.headers['cf-ray']);
});

test('who exceeds the quota is blocked for a while; all of a user count together', async () => {
	const block = 1200;
	const strict = await another({ rateLimit: { quota: 3, block } });
	const now = Date.now();
	const time = jest.spyOn(clock, 'now').mockReturnValue(now);
	const from = async (as: Credential) => {
		const { status, headers, data } = await get(`${cni}/settings`, { as, at: strict });
		return { status, data, left: headers.ratelimit, retryAfter: headers['retry-after'] };
	};
	const { magicWanWrite, magicWanRead, globalApiKey, accountToken } = credentials;
	const left = ['"default";r=2;t=300', '"default";r=1;t=300', '"default";r=0;t=300'];
	for (const [index, as] of [magicWanWrite, magicWanRead, globalApiKey].entries()) {
		expect(await from(as)).toMatchObject({ status: 200, left: left[index] });
	}
	expect(await from(magicWanWrite)).toEqual({
		status: 429,
		data: envelope(971),
		left: '"default";r=0;t=2',
		retryAfter: '2',
	});
	expect(await from(globalApiKey)).toMatchObject({ status: 429 });
	expect(await from(accountToken)).toMatchObject({ status: 200, left: left[0] });
	time.mockReturnValue(now + block - 1);
	expect(await from(magicWanWrite)).toMatchObject({ status: 429, retryAfter: '1' });
	time.mockReturnValue(now + block);
	expect(await from(magicWanWrite)).toMatchObject({ status: 200, left: left[0] });
	time.mockRestore();
});

test('so is an address with too many requests in a second', async () => {
	const strict = await another({ rateLimit: { perSecond: 5 } });
	const burst = Array.from({ length: 50 }, () => get(`${cni}/settings`, { at: strict }));
	const answers = await Promise.all(burst);
	expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(9);
	const next = await get(`${cni}/settings`, { at: strict, as: credentials.accountToken });
	expect(next.status).toBe(429);
	expect(Number(next.headers['retry-after'])).toBeGreaterThan(290);
	strict.reset();
	expect((await get(`${cni}/settings`, { at: strict })).status).toBe(200);
});
