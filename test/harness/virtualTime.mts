/*
 * A clock that stands still until all that can happen now has happened, and then goes to the next timer at once: five
 * minutes with thousands of timers pass in a fraction of a second, which jest's fake timers are too slow for.
 */

interface Timer {
	at: number;
	/** Timers of the same time go off in the order in which they were set. */
	order: number;
	act: () => void;
}

export class VirtualTime {
	/** Milliseconds. */
	now = 0;
	private order = 0;
	/** A binary heap: the next timer is first. */
	private readonly timers: Timer[] = [];
	private readonly cleared = new Set<number>();
	private readonly real = {
		setTimeout: globalThis.setTimeout,
		clearTimeout: globalThis.clearTimeout,
		now: performance.now.bind(performance),
	};

	/** Takes the place of `setTimeout`, `clearTimeout` and `performance.now` until it is uninstalled. */
	install(): this {
		const set = (act: () => void, milliseconds = 0) => this.set(act, milliseconds);
		globalThis.setTimeout = set as unknown as typeof setTimeout;
		globalThis.clearTimeout = ((id: number) => this.cleared.add(id)) as typeof clearTimeout;
		performance.now = () => this.now;
		return this;
	}

	uninstall(): void {
		globalThis.setTimeout = this.real.setTimeout;
		globalThis.clearTimeout = this.real.clearTimeout;
		performance.now = this.real.now;
	}

	/** @returns when so much virtual time has passed */
	async sleep(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => this.set(resolve, milliseconds));
	}

	/**
	 * Lets time pass until the work is done.
	 *
	 * @throws Error when the work waits for nothing that a timer could bring
	 */
	async until<T>(work: Promise<T>): Promise<T> {
		let done = false;
		const watched = work.finally(() => (done = true));
		watched.catch(() => {});
		for (;;) {
			await this.settle();
			if (done) return await watched;
			if (!this.advance()) throw new Error(`Nothing happens any more after ${this.now} ms`);
		}
	}

	/** Lets so many milliseconds pass. */
	async pass(milliseconds: number): Promise<void> {
		await this.until(this.sleep(milliseconds));
	}

	/** Lets time pass for what promises nothing: timers that set timers. */
	play(milliseconds: number): void {
		const end = this.now + milliseconds;
		while (this.timers[0] && this.timers[0].at <= end) this.advance();
		this.now = end;
	}

	/** Does something after so many milliseconds. */
	after(milliseconds: number, act: () => void): void {
		this.set(act, milliseconds);
	}

	/** All that was promised until now has been done. */
	private async settle(): Promise<void> {
		await new Promise((resolve) => setImmediate(resolve));
	}

	private set(act: () => void, milliseconds: number): number {
		const timer = { at: this.now + Math.max(0, milliseconds), order: ++this.order, act };
		const { timers } = this;
		let place = timers.push(timer) - 1;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			if (!isBefore(timer, timers[parent]!)) break;
			timers[place] = timers[parent]!;
			place = parent;
		}
		timers[place] = timer;
		return timer.order;
	}

	/** Goes to the next timer; false when there is none. */
	private advance(): boolean {
		for (;;) {
			const timer = this.take();
			if (!timer) return false;
			if (this.cleared.delete(timer.order)) continue;
			this.now = Math.max(this.now, timer.at);
			timer.act();
			return true;
		}
	}

	private take(): Timer | undefined {
		const { timers } = this;
		const [first] = timers;
		const last = timers.pop();
		if (!first || !last || timers.length === 0) return first;
		let place = 0;
		for (;;) {
			let child = 2 * place + 1;
			if (child >= timers.length) break;
			if (child + 1 < timers.length && isBefore(timers[child + 1]!, timers[child]!)) child++;
			if (!isBefore(timers[child]!, last)) break;
			timers[place] = timers[child]!;
			place = child;
		}
		timers[place] = last;
		return first;
	}
}

function isBefore(one: Timer, other: Timer): boolean {
	return one.at < other.at || (one.at === other.at && one.order < other.order);
}
