import type { IPollFunctions } from 'n8n-workflow';

import type { Limits } from '../shared/api';

/** The longest that a poll may take, in milliseconds: it must be over before the next one of the same minute. */
const LONGEST_POLL = 45_000;

/** Milliseconds without which no further request is worth starting. */
const LEAST = 2000;

/** The time that one poll has: n8n abandons a poll that takes longer. */
export class PollBudget {
	private readonly endsAt: number;

	constructor(ctx: IPollFunctions) {
		// Missing in n8n before 2.41.
		const { getPollBudgetMs } = ctx as { getPollBudgetMs?: () => number };
		const budget = getPollBudgetMs ? ctx.getPollBudgetMs() : LONGEST_POLL;
		this.endsAt = performance.now() + Math.min(budget, LONGEST_POLL);
		this.limits = { timeout: 30_000, maxRetries: 2, maxWait: LONGEST_POLL, endsAt: this.endsAt };
	}

	private get left(): number {
		return Math.max(0, this.endsAt - performance.now());
	}

	/** Whether there is time for another request. */
	get isOpen(): boolean {
		return this.left > LEAST;
	}

	/** The limits of all requests; the wait for the rate limit counts as time of the poll, and so do pages and retries. */
	readonly limits: Limits;
}
