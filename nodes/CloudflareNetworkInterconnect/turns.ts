import { sleepUnlessAborted } from '../shared/sleep';
import type { Turn } from './resources/types';

/** Lets so many tasks of a run go on at the same time: first come, first served. */
export class Turns {
	private free: number;
	private readonly line: Array<() => void> = [];
	private asleep = 0;
	private readonly ended = new AbortController();
	private readonly cancel: AbortSignal | undefined;

	/**
	 * @param atOnce how many tasks may go on at the same time
	 * @param cancel ends the run
	 */
	constructor(atOnce: number, cancel: AbortSignal | undefined) {
		this.free = atOnce;
		this.cancel = cancel;
	}

	/** Whether the run was stopped or cancelled: nothing more is begun then. */
	get over(): boolean {
		return this.ended.signal.aborted || this.cancel?.aborted === true;
	}

	/** Stops the run: whoever sleeps wakes up. */
	stop(): void {
		this.ended.abort();
	}

	/** Does something when its turn comes. */
	async take<Value>(task: (turn: Turn) => Promise<Value>): Promise<Value> {
		await this.begin();
		try {
			return await task(this.turn);
		} finally {
			this.end();
		}
	}

	private readonly turn: Turn = {
		pause: async (length) =>
			await this.leave(async () => {
				const milliseconds = length(this.asleep++);
				await sleepUnlessAborted(milliseconds, this.ended.signal, this.cancel);
				this.asleep--;
				return !this.over;
			}),
		all: async (reads) => await this.leave(async () => await this.takeAll(reads)),
	};

	private async takeAll<Value>(reads: Array<() => Promise<Value>>): Promise<Value[]> {
		const values: Value[] = [];
		const failed: Error[] = [];
		await Promise.all(
			reads.map(
				async (read, at) =>
					await this.take(async () => {
						// The results of the others would be dropped.
						if (failed.length > 0 || this.over) return;
						const value = await read().catch((error: Error) => error);
						if (value instanceof Error) failed.push(value);
						else values[at] = value;
					}),
			),
		);
		const [first] = failed;
		if (first) throw first;
		return values;
	}

	/** Gives a turn up while something goes on that needs none of its own. */
	private async leave<Value>(act: () => Promise<Value>): Promise<Value> {
		this.end();
		try {
			return await act();
		} finally {
			await this.begin();
		}
	}

	private async begin(): Promise<void> {
		if (this.free > 0) this.free--;
		else await new Promise<void>((resolve) => this.line.push(resolve));
	}

	private end(): void {
		const next = this.line.shift();
		if (next) next();
		else this.free++;
	}
}
