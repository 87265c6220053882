import { afterEach, beforeEach, jest } from '@jest/globals';

import { Spacing } from '../../../nodes/shared/api/pace/spacing.ts';
import { Pacer, type Patience } from '../../../nodes/shared/api/pacer.ts';
import { randomFrom, seedOf } from '../../harness/random.mts';
import { VirtualTime } from '../../harness/virtualTime.mts';
import { cloudflare, Lost, pathOf, type Line, type Service } from './service.mts';

/* Pacers that send in virtual time: whatever imports this runs in it. */

const seed = seedOf('The pace');

export let time: VirtualTime;
export let random: () => number;

beforeEach(() => {
	time = new VirtualTime().install();
	random = randomFrom(seed);
	jest.spyOn(Math, 'random').mockImplementation(() => random());
});
afterEach(() => {
	time.uninstall();
	jest.restoreAllMocks();
});

export const { quota: QUOTA, window: WINDOW } = cloudflare;

/** What others are left of the quota. */
export const RESERVE = QUOTA * 0.05;

/** Of requests that wait for as long as it takes. */
export const patience = { maxWait: 3_600_000 };

/** A credential in a process of its own. */
export const newProcess = () => new Pacer(new Spacing());

interface Run {
	requests: number;
	line?: Line;
	/** Milliseconds from now. */
	startAt?: number;
	/** How long each request may wait. */
	maxWait?: number;
}

/** Sends many requests, 50 at a time, as a run over many items does. */
export async function work(pacer: Pacer, service: Service, run: Run): Promise<void> {
	const { requests, line = 'near', startAt = 0, maxWait = patience.maxWait } = run;
	const path = pathOf(line, random);
	await time.sleep(startAt);
	let left = requests;
	const worker = async () => {
		while (left-- > 0) {
			await pacer
				.inTurn({ maxWait }, async () => await service.answer(path, random))
				.catch((error: unknown) => {
					if (!(error instanceof Lost)) throw error;
				});
		}
	};
	await Promise.all(Array.from({ length: 50 }, worker));
}

/** @returns how long it takes until all of it is done, in milliseconds */
export async function timed(...runs: Array<Promise<unknown>>): Promise<number> {
	const since = time.now;
	await time.until(Promise.all(runs));
	return time.now - since;
}

/** Sends a request, and lets time pass until there is an answer or a refusal. */
export async function sendOne(pacer: Pacer, service: Service, more: Partial<Patience> = {}) {
	const path = pathOf('even', random);
	const send = async () => await service.answer(path, random);
	return await time.until(
		pacer.inTurn({ ...patience, ...more }, send).catch((error: Error) => error),
	);
}

/** A response that tells these limits. */
export const telling = (ratelimit: string) => ({
	status: 200,
	headers: { ratelimit, 'ratelimit-policy': '"default";q=1200;w=300' } as Record<string, string>,
});
