import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { FairRate } from '../../../nodes/shared/api/pace/fairRate.ts';
import { Spacing } from '../../../nodes/shared/api/pace/spacing.ts';
import { randomFrom, seedOf } from '../../harness/random.mts';
import { VirtualTime } from '../../harness/virtualTime.mts';
import { lines, pathOf, Service, type Line, type Path } from './service.mts';

/*
 * Processes that send as fast as they may and know of each other only what the service has counted.
 */

const seed = seedOf('The shares');

let time: VirtualTime;
let random: () => number;
let service: Service;

beforeEach(() => {
	time = new VirtualTime();
	random = randomFrom(seed);
	service = new Service(time, { quota: Infinity });
	jest.spyOn(Math, 'random').mockImplementation(() => random());
});
afterEach(() => {
	jest.restoreAllMocks();
});

interface Process {
	who: string;
	line: Line;
	/** Milliseconds. */
	startAt?: number;
	stopAt?: number;
}

/** Requests that a process has under way at most. */
const CONCURRENCY = 50;

/** A process that always has something to send. */
class Sender {
	private readonly rate = new FairRate();
	private readonly spacing = new Spacing();
	private readonly path: Path;
	private readonly who: string;
	private readonly startAt: number;
	private readonly stopAt: number;
	private underWay = 0;
	private answers = 0;
	private wakesAt = Infinity;

	constructor({ who, line, startAt = 0, stopAt = Infinity }: Process) {
		this.who = who;
		this.startAt = startAt;
		this.stopAt = stopAt;
		this.path = pathOf(line, random);
		time.after(startAt, () => this.goOn());
	}

	private goOn(): void {
		if (time.now >= this.stopAt || this.underWay >= CONCURRENCY) return;
		const perSecond = this.mustListen() ? 0 : this.rate.at(time.now);
		const wait = perSecond === 0 ? 100 : this.spacing.next(perSecond) - time.now;
		if (wait > 0) return this.wakeAt(time.now + wait);
		this.spacing.take(time.now, perSecond);
		this.send();
		this.goOn();
	}

	private wakeAt(at: number): void {
		if (at >= this.wakesAt) return;
		this.wakesAt = at;
		time.after(at - time.now, () => {
			if (this.wakesAt === at) this.wakesAt = Infinity;
			this.goOn();
		});
	}

	/** Before the first answer only one is under way, and one more after each second. */
	private mustListen(): boolean {
		const seconds = Math.floor((time.now - this.startAt) / 1000);
		return this.answers === 0 && this.underWay >= 1 + seconds;
	}

	private send(): void {
		const request = this.rate.send(time.now);
		this.underWay++;
		time.after(this.path.there(), () => {
			const { count } = service.count(this.who);
			const isLost = random() < (this.path.lost ?? 0);
			time.after(isLost ? 3000 : this.path.back(), () => {
				this.underWay--;
				this.answers++;
				if (isLost) this.rate.lose(request);
				else this.rate.answer(request, count, time.now);
				this.goOn();
			});
		});
	}
}
/** Lets processes run, for so many milliseconds in all. */
function run(milliseconds: number, processes: Process[]): void {
	time = new VirtualTime();
	service = new Service(time, { quota: Infinity });
	for (const one of processes) new Sender(one);
	time.play(milliseconds);
}

const many = (number: number, process: (i: number) => Omit<Process, 'who'>): Process[] =>
	Array.from({ length: number }, (_, i) => ({ who: `process ${i}`, ...process(i) }));

/** What each of the processes has of the equal share from one time to another: 1 where all have the same. */
function partsOfShare(from: number, to: number, processes: Process[]): number[] {
	const rates = processes.map(({ who }) => service.rate(from, to, who));
	const equal = rates.reduce((sum, rate) => sum + rate) / processes.length;
	return rates.map((rate) => rate / equal);
}

function expectEqualShares(from: number, processes: Process[]): void {
	const parts = partsOfShare(from, from + 2000, processes);
	expect({ parts, unequal: parts.filter((part) => part < 0.65 || part > 1.4) }).toEqual({
		parts,
		unequal: [],
	});
	const together = service.rate(from, from + 2000);
	expect(together).toBeLessThanOrEqual(180);
	expect(together).toBeGreaterThan(120);
}

/** Lines on which responses come soon enough to tell within two seconds what others do. */
const promptLines = ['fast', 'even', 'near', 'usual', 'spread', 'lossy'] as const;
const allLines = Object.keys(lines) as Line[];

describe('a process that is alone', () => {
	test.each(['fast', 'even', 'near'] as const)('goes at full speed: %s', (line) => {
		run(4000, [{ who: 'it', line }]);
		const [first] = service.arrivals;
		// Half a second after the first response, which has taken less than a tenth.
		expect(service.rate(first!.at + 600, first!.at + 1600)).toBeGreaterThanOrEqual(176);
		expect(service.rate(first!.at + 600, 4000)).toBeLessThanOrEqual(181);
	});

	test.each(allLines)('stays below 200 in every second: %s', (line) => {
		run(10_000, [{ who: 'it', line }]);
		expect(service.busiestSecond).toBeLessThan(200);
	});
});

describe.each(promptLines)('on a line that is %s', (line) => {
	test.each([2, 3, 5, 10])('%i that start together share at once', (number) => {
		const processes = many(number, () => ({ line }));
		run(4500, processes);
		expectEqualShares(2000, processes);
		expect(service.busiestSecond).toBeLessThan(200);
	});

	test.each([2, 3, 5, 10])('the last of %i has its share after two seconds', (number) => {
		const startAt = 3000 + number * 130;
		const processes = many(number, (i) => ({ line, ...(i === 0 && { startAt }) }));
		run(startAt + 4500, processes);
		expectEqualShares(startAt + 2000, processes);
		expect(service.busiestSecond).toBeLessThan(200);
	});

	test.each([3, 5, 10])('when one of %i ends, the others share what it had', (number) => {
		const stopAt = 3000 + number * 130;
		const processes = many(number, (i) => ({ line, ...(i === 0 && { stopAt }) }));
		run(stopAt + 4500, processes);
		expectEqualShares(stopAt + 2000, processes.slice(1));
		expect(service.busiestSecond).toBeLessThan(200);
	});

	test('when one of two ends, the other goes at full speed', () => {
		const processes = many(2, (i) => ({ line, ...(i === 0 && { stopAt: 3000 }) }));
		run(7500, processes);
		expect(service.rate(5500, 7500)).toBeGreaterThan(160);
		expect(service.busiestSecond).toBeLessThan(200);
	});

	test('ten that start one after the other stay below 200 and share', () => {
		const processes = many(10, (i) => ({ line, startAt: i * 370 }));
		run(9000, processes);
		expectEqualShares(9 * 370 + 2000, processes);
		expect(service.busiestSecond).toBeLessThan(200);
	});
});

test.each(['slow', 'late', 'lateBack'] as const)(
	'where responses tell late, %s, all still stay below 200',
	(line) => {
		for (const number of [2, 3, 10]) {
			run(
				9000,
				many(number, () => ({ line })),
			);
			expect(service.busiestSecond).toBeLessThan(200);
			run(
				9000,
				many(number, (i) => ({ line, startAt: i * 370 })),
			);
			expect(service.busiestSecond).toBeLessThan(200);
		}
	},
);

test('what others send, who share with nobody, is left to them', () => {
	const startOther = () => {
		service.count('other');
		if (time.now < 8000) time.after(10, startOther);
	};
	time = new VirtualTime();
	service = new Service(time, { quota: Infinity });
	new Sender({ who: 'we', line: 'near' });
	time.after(2000, startOther);
	time.play(8000);
	expect(service.rate(4000, 8000, 'other')).toBeCloseTo(100, 0);
	expect(service.rate(4000, 8000, 'we')).toBeGreaterThan(25);
	expect(service.rate(4000, 8000)).toBeLessThanOrEqual(180);
	expect(service.busiestSecond).toBeLessThan(200);
});
