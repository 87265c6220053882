import { describe, expect, test } from '@jest/globals';

import { Spacing } from '../../../nodes/shared/api/pace/spacing.ts';
import { Pacer } from '../../../nodes/shared/api/pacer.ts';
import {
	newProcess,
	patience,
	QUOTA,
	RESERVE,
	sendOne,
	telling,
	time,
	timed,
	WINDOW,
	work,
} from './pacing.mts';
import { lines, Service, type Line } from './service.mts';

/* The pacer in virtual time, against a service that counts as Cloudflare does. */

describe('a run that is alone', () => {
	test('uses the quota at full speed, but for the reserve, and then waits for the next window', async () => {
		const service = new Service(time);
		await timed(work(newProcess(), service, { requests: QUOTA + 100 }));
		expect(service.refused).toBe(0);
		expect(service.arrivals).toHaveLength(QUOTA + 100);
		const [first] = service.arrivals;
		const inWindow = service.arrivals.filter(({ at }) => at < first!.at + WINDOW);
		expect(inWindow).toHaveLength(QUOTA - RESERVE);
		// 1,140 requests at 180 a second take 6.3 seconds.
		expect(inWindow.at(-1)!.at - first!.at).toBeLessThan(7000);
		expect(service.arrivals[inWindow.length]!.at - first!.at).toBeLessThan(WINDOW + 500);
		expect(service.busiestSecond).toBeLessThan(200);
	});

	test('learns when the window ends to a fraction of the second that responses tell', async () => {
		const service = new Service(time, { quota: 300, window: 10_000 });
		const took = await timed(work(newProcess(), service, { requests: 900 }));
		expect(service.refused).toBe(0);
		// Three windows are used up, and 45 requests are for the fourth.
		expect(took).toBeGreaterThan(30_000);
		expect(took).toBeLessThan(32_000);
	});
});

describe.each(Object.keys(lines) as Line[])('where the line is %s', (line) => {
	test.each([3, 10])('%i runs of more than the quota never meet a limit', async (processes) => {
		const service = new Service(time);
		const requests = Math.ceil(1260 / processes);
		await timed(
			...Array.from({ length: processes }, async (_, i) => {
				const startAt = processes === 3 ? i * 800 : 0;
				await work(newProcess(), service, { requests, line, startAt });
			}),
		);
		expect(service.refused).toBe(0);
		expect(service.busiestSecond).toBeLessThan(200);
		expect(service.arrivals.length).toBe(requests * processes);
		expect(time.now).toBeLessThan(2.1 * WINDOW);
	});
});

test('runs that begin when little is left do not use up more', async () => {
	const service = new Service(time);
	service.use(QUOTA - RESERVE - 5);
	const runs = Array.from({ length: 10 }, async () => {
		await work(newProcess(), service, { requests: 10 });
	});
	await timed(...runs);
	expect(service.refused).toBe(0);
	expect(service.arrivals).toHaveLength(100);
});

test('a process that was idle does not rely on what it was told long ago', async () => {
	const service = new Service(time);
	const processes = [newProcess(), newProcess()];
	for (const pacer of processes) await sendOne(pacer, service);
	// Somebody else leaves three.
	service.use(QUOTA - 5);
	await time.pass(3000);
	await timed(...processes.map(async (pacer) => await work(pacer, service, { requests: 50 })));
	expect(service.refused).toBe(0);
	expect(service.arrivals).toHaveLength(102);
});

test('a response that took its time does not tell of the window that began meanwhile', async () => {
	const pacer = newProcess();
	const answer = async (after: number, ratelimit: string) => {
		await pacer.inTurn(patience, async () => {
			await time.sleep(after);
			return telling(ratelimit);
		});
	};
	await timed(
		answer(8000, '"default";r=61;t=1'),
		time.sleep(1500).then(async () => await answer(1000, '"default";r=1199;t=300')),
	);
	const more = [answer(10, '"default";r=1198;t=290'), answer(10, '"default";r=1197;t=290')];
	expect(await timed(...more)).toBeLessThan(1000);
});

describe('all credentials of a process together', () => {
	test('stay below 200 requests a second', async () => {
		const spacing = new Spacing();
		// Another user each, at the same address: nothing tells one of the other.
		const services = ['a', 'b', 'c', 'd'].map(() => new Service(time));
		await timed(
			...services.map(async (service) => {
				await work(new Pacer(spacing), service, { requests: 250 });
			}),
		);
		const address = new Service(time);
		address.arrivals.push(
			...services.flatMap(({ arrivals }) => arrivals).sort((a, b) => a.at - b.at),
		);
		expect(address.arrivals).toHaveLength(1000);
		expect(address.busiestSecond).toBeLessThan(200);
	});
});

describe('before a response has told what is left', () => {
	/** Lets many requests wait whose responses never come, and some time pass. */
	async function leftUnanswered(pacer: Pacer, milliseconds: number): Promise<number> {
		let sent = 0;
		for (let i = 0; i < 50; i++) {
			void pacer.inTurn(patience, async () => {
				sent++;
				return await new Promise<never>(() => {});
			});
		}
		await time.pass(milliseconds);
		return sent;
	}

	test('one request leaves, and two more should its response not come', async () => {
		expect(await leftUnanswered(newProcess(), 900)).toBe(1);
		expect(await leftUnanswered(newProcess(), 10_000)).toBe(3);
	});

	test('responses that do not tell it let ten be under way', async () => {
		const pacer = newProcess();
		const untold = async () => ({ status: 502, headers: {} });
		for (let i = 0; i < 20; i++) await time.until(pacer.inTurn(patience, untold));
		expect(await leftUnanswered(pacer, 10_000)).toBe(10);
	});

	test('who cannot wait for it any more goes without it', async () => {
		const pacer = newProcess();
		await leftUnanswered(pacer, 5000);
		const since = time.now;
		expect(await sendOne(pacer, new Service(time), { maxWait: 10_000 })).toMatchObject({
			status: 200,
		});
		expect(time.now - since).toBeGreaterThanOrEqual(10_000);
	});
});
