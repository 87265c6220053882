import { describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { HistoryListParams } from 'cloudflare/resources/alerting/history';
import { emulator } from '../harness/emulator.mts';
import { accounts, credentials } from './index.mts';
import { ask, control, refused, sdkClient, watchMethods } from './support.mts';

// The history of notifications.

const account_id = accounts.main.id;
const path = `/accounts/${account_id}/alerting/v3/history`;
const as = credentials.notificationsRead;

const { history } = new Cloudflare({ apiToken: 'none' }).alerting;
const notDriven = watchMethods({ history });

const get = (query = '') => ask(emulator, 'GET', `${path}${query}`, undefined, as);
const ids = async (query = ''): Promise<string[]> =>
	(await get(query)).data.result.map(({ id }: { id: string }) => id);
/** So many minutes ago. */
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test('the SDK reads all pages, newest first', async () => {
	const entries = Array.from({ length: 45 }, (_, minute) =>
		emulator.addHistory({ id: `n${minute}`, sent: ago(100 - minute) }),
	);
	emulator.addHistory({ account: accounts.second.id });
	const collect = async (query: Partial<HistoryListParams>) => {
		const found: unknown[] = [];
		const { alerting } = sdkClient(emulator, as);
		for await (const one of alerting.history.list({ account_id, ...query })) found.push(one);
		return found;
	};
	const newest = [...entries].reverse();
	expect(await collect({})).toEqual(newest);
	expect(await collect({ per_page: 7 })).toEqual(newest);
	const { sent: since } = entries[10]!;
	const { sent: before } = entries[13]!;
	expect(await collect({ since, before })).toEqual([entries[12], entries[11]]);
	expect(notDriven()).toEqual([]);
});

test('an entry has every member, and those that were given', async () => {
	const given = { alert_type: 'universal_ssl_event_type', name: 'TLS', sent: ago(1) };
	const entry = emulator.addHistory(given);
	expect(entry).toEqual({
		id: expect.stringMatching(/^[0-9a-f]{32}$/),
		alert_body: expect.any(String),
		description: expect.any(String),
		mechanism: expect.any(String),
		mechanism_type: 'email',
		policy_id: expect.stringMatching(/^[0-9a-f]{32}$/),
		...given,
	});
	const { data } = await get();
	expect(data).toEqual({
		success: true,
		errors: [],
		messages: [],
		result: [entry],
		result_info: { page: 1, per_page: 20, count: 1, total_count: 1 },
	});
	expect(emulator.addHistory().id).not.toBe(entry.id);
});

test('pages have a place in the whole, and the one after the last is empty', async () => {
	for (let count = 0; count < 12; count++) emulator.addHistory();
	const info = async (page: number) => (await get(`?per_page=5&page=${page}`)).data.result_info;
	const whole = { per_page: 5, total_count: 12 };
	expect(await info(1)).toEqual({ ...whole, page: 1, count: 5 });
	expect(await info(3)).toEqual({ ...whole, page: 3, count: 2 });
	expect(await info(4)).toEqual({ ...whole, page: 4, count: 0 });
});

describe('times', () => {
	test('a late entry stands where its time puts it; of equal times the later one comes first', async () => {
		const [five, three] = [ago(5), ago(3)];
		emulator.addHistory({ id: 'five', sent: five });
		emulator.addHistory({ id: 'three', sent: three });
		emulator.addHistory({ id: 'equal', sent: three });
		emulator.addHistory({ id: 'late', sent: ago(4) });
		expect(await ids()).toEqual(['equal', 'three', 'late', 'five']);
		// An entry of the very time is neither since it nor before it.
		expect(await ids(`?since=${five}`)).toEqual(['equal', 'three', 'late']);
		expect(await ids(`?since=${three}`)).toEqual([]);
		expect(await ids(`?before=${three}`)).toEqual(['late', 'five']);
	});

	test('with another offset, or finer than milliseconds', async () => {
		const sent = ago(10);
		emulator.addHistory({ id: 'one', sent });
		const shifted = new Date(Date.parse(sent) + 2 * 3_600_000 - 1000).toISOString();
		const since = encodeURIComponent(shifted.replace('Z', '+02:00'));
		expect(await ids(`?since=${since}`)).toEqual(['one']);
		emulator.addHistory({ id: 'fine', sent: ago(9).replace('Z', '123Z') });
		expect(await ids()).toEqual(['fine', 'one']);
	});

	test('what is older than 90 days is gone', async () => {
		emulator.addHistory({ id: 'kept', sent: ago(89 * 24 * 60) });
		emulator.addHistory({ id: 'gone', sent: ago(91 * 24 * 60) });
		expect(await ids()).toEqual(['kept']);
		expect(await ids(`?since=${ago(100 * 24 * 60)}`)).toEqual(['kept']);
	});
});

test('an entry is added over HTTP', async () => {
	const sent = ago(7);
	const { status, data } = await control(emulator, 'POST', 'history', { id: 'x', sent });
	expect({ status, data }).toMatchObject({ status: 200, data: { id: 'x', sent } });
	expect(await ids()).toEqual(['x']);
	for (const wrong of [{ sent: 'yesterday' }, { text: 'x' }]) {
		expect((await control(emulator, 'POST', 'history', wrong)).status).toBe(400);
	}
});

test('null for an empty history, where empty lists are null', async () => {
	emulator.configure({ emptyLists: 'null' });
	expect((await get()).data).toMatchObject({ errors: [], result: null });
});

test.each([
	'?since=yesterday',
	'?since=2026-01-01',
	'?since=1767225600',
	'?since=',
	'?before=2026-01-01T00:00:00',
	'?page=0',
	'?per_page=4',
	'?per_page=1001',
	'?limit=5',
	'?alert_type=cni_maintenance_notification',
])('%s is refused', async (query) => {
	expect(await get(query)).toEqual(refused(400, 17001));
});
