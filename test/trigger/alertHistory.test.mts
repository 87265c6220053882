import { describe, expect, test } from '@jest/globals';

import { accounts, credentials } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { register, type Registration } from '../harness/polling.mts';
import { locator, stored } from '../harness/support.mts';

const registered = (more: Partial<Registration> = {}) =>
	register({
		credential: stored(emulator),
		...more,
		parameters: { accountId: locator(accounts.main.id), ...more.parameters },
	});

describe('the alert history', () => {
	const credential = () => stored(emulator, credentials.magicAndNotifications);
	const watching = () =>
		registered({ credential: credential(), parameters: { events: ['notificationSent'] } });
	const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
	const ids = (items: Array<Record<string, unknown>> | null) =>
		(items ?? []).map(({ notification }) => (notification as { id: string }).id);

	test('tells what was sent since the last poll, as the API lists it, and nothing twice', async () => {
		emulator.addHistory({ sent: minutesAgo(1) });
		const trigger = watching();
		expect(await trigger.poll()).toBeNull();
		const sent = emulator.addHistory({ sent: minutesAgo(1) });
		expect(await trigger.poll()).toEqual([
			{
				event: 'notificationSent',
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
				notification: sent,
			},
		]);
		expect(await trigger.poll()).toBeNull();
	});

	test('tells entries of the same time, and those that turn up late', async () => {
		const trigger = watching();
		await trigger.poll();
		const time = minutesAgo(5);
		const [a, b] = [emulator.addHistory({ sent: time }), emulator.addHistory({ sent: time })];
		expect(ids(await trigger.poll()).sort()).toEqual([a.id, b.id].sort());
		const late = emulator.addHistory({ sent: minutesAgo(50) });
		const same = emulator.addHistory({ sent: time });
		expect(ids(await trigger.poll())).toEqual([late.id, same.id]);
		expect(await trigger.poll()).toBeNull();
	});

	test('reads all pages', async () => {
		const trigger = watching();
		await trigger.poll();
		const sent = Array.from({ length: 250 }, (_, i) =>
			emulator.addHistory({ sent: minutesAgo(5 - i / 100) }),
		);
		expect(ids(await trigger.poll())).toEqual(sent.map(({ id }) => id));
	});

	test('makes up for the time that n8n was not running', async () => {
		const first = watching();
		await first.poll();
		const saved = structuredClone(first.staticData) as { memory: { history: { until: string } } };
		saved.memory.history.until = minutesAgo(3 * 24 * 60);
		const missed = emulator.addHistory({ sent: minutesAgo(2 * 24 * 60) });
		const restarted = registered({
			credential: credential(),
			parameters: { events: ['notificationSent'] },
			activation: 'init',
			saved,
		});
		expect(ids(await restarted.poll())).toEqual([missed.id]);
	});

	test('of other types is not told', async () => {
		const trigger = registered({
			credential: credential(),
			parameters: {
				events: ['notificationSent'],
				filters: { alertTypes: ['magic_wan_tunnel_health'] },
			},
		});
		await trigger.poll();
		emulator.addHistory({ sent: minutesAgo(1), alert_type: 'cni_maintenance_notification' });
		emulator.addHistory({ sent: minutesAgo(1), alert_type: 'billing_usage_alert' });
		const { id } = emulator.addHistory({
			sent: minutesAgo(1),
			alert_type: 'magic_wan_tunnel_health',
		});
		expect(ids(await trigger.poll())).toEqual([id]);
	});

	test('a page that can not be read fails the poll and loses nothing', async () => {
		const trigger = watching();
		await trigger.poll();
		const { id } = emulator.addHistory({ sent: minutesAgo(1) });
		emulator.fault({ path: 'history$', status: 400, body: { success: false, errors: [] } });
		await expect(trigger.poll()).rejects.toThrow(/HTTP 400/);
		expect(ids(await trigger.poll())).toEqual([id]);
	});

	test('names the permission that it needs', async () => {
		const trigger = registered({ parameters: { events: ['notificationSent'] } });
		await expect(trigger.poll()).rejects.toMatchObject({
			description: expect.stringMatching(/Notifications/) as unknown,
		});
	});

	test('shows the latest one as a test event', async () => {
		emulator.addHistory({ sent: minutesAgo(60 * 24 * 10) });
		const latest = emulator.addHistory({ sent: minutesAgo(60 * 24 * 2) });
		const trigger = registered({
			credential: credential(),
			activation: 'manual',
			parameters: { events: ['notificationSent'] },
		});
		expect(ids(await trigger.poll())).toEqual([latest.id]);
	});
});
