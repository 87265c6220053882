import { Latency } from './latency';
import { isTimeToLevel, Levelling, LEVELLING, rateBetween, type Told } from './levelling';
import { Others, type OnItsWay } from './others';

/*
 * How many requests a second this process may send, where nothing but the number of requests that the service has
 * counted tells of the others that use the same quota.
 *
 * Alone it goes at full speed. With others it takes its share of what is counted: if a third of the requests are ours,
 * we send at a third of the rate for all. That keeps the sum right, whoever the others are, but unequal shares stay
 * unequal. So after every so many requests, which all see in the same count, all go down to the same low rate, count how
 * many they are, and take an equal part each.
 */

/** Requests per second, milliseconds, and numbers of requests. Data, so that simulations can vary it. */
export const RATE = {
	/** Of a process that is alone. Cloudflare allows 200 per second and IP address. */
	alone: 180,
	/** Of all processes together. The difference to `alone` is room for newcomers. */
	together: 166,
	/** What all and a newcomer stay below, and what a newcomer may send at least. */
	withNewcomer: 190,
	newcomer: 12,
	/** That may arrive in any second where requests overtake others: 200, without the newcomer's. */
	limit: 187,
	/** Of the first requests, and how many there are until it is known who else is there. */
	first: 25,
	firstRequests: 4,
	/** So many are counted in a window where nobody is at work yet; otherwise newcomers are slower, to come one by one. */
	fresh: 30,
	slower: 5,
	/** By how much longer a process that was alone stays down, so that a newcomer notices it. */
	longer: 250,
	/** How long what was counted is remembered, and how many seconds of it a levelling stands for. */
	memory: 300,
	levelling: 0.4,
	/** Requests of others within a second that end being alone; how long none of them begins it. */
	others: 3,
	noOthers: 700,
};

/** Who else uses the quota: it is not known yet; they are being counted; nobody; somebody. */
type Phase = 'starting' | 'levelling' | 'alone' | 'sharing';

export class FairRate {
	/** Our part of all requests, above 0, at most 1. Until it is known we take ourselves for one of ten. */
	share = 0.1;
	private phase: Phase = 'starting';
	/** Requests per second that this process may send: above 0, at most `alone`. */
	private rate = RATE.first;
	private readonly others = new Others();
	private readonly latency = new Latency();
	/** There is one in the phase of this name, and after it until the next one. */
	private levelling?: Levelling;
	/** Requests counted of late, of all and of this process; both above 0 while sharing. */
	private counted = { all: 0, ours: 0 };
	/** How many requests of others were known, and when it was looked at, or last were more. */
	private noticed: Told = { at: 0, count: 0 };
	private sent = 0;
	/** Undefined until there is one. */
	private firstAnswer?: Told;
	/** Never before, and never less than, `firstAnswer`. */
	private lastAnswer: Told = { at: 0, count: 0 };

	/** Requests per second that may leave; 0 while the first ones have not told yet who else is there. */
	at(now: number): number {
		if (this.phase !== 'starting' || !this.firstAnswer) return this.rate;
		// Another one from time to time, in case the responses to the first ones are lost.
		const more = Math.floor((now - this.firstAnswer.at) / Math.max(200, this.latency.mean / 2));
		return this.sent < RATE.firstRequests + more ? this.rate : 0;
	}

	send(now: number): OnItsWay {
		this.sent++;
		return this.others.send(now);
	}

	/** A request whose response told no count, or that has none. */
	lose(request: OnItsWay): void {
		this.others.lose(request);
	}

	/** @param count what the service has counted, this request included */
	answer(request: OnItsWay, count: number, now: number): void {
		this.latency.learn(now - request.sentAt);
		this.others.answer(request, count, now, Math.max(150, 3 * this.latency.mean));
		const before = this.lastAnswer;
		const told = { at: now, count: this.others.highest };
		this.lastAnswer = told;
		if (!this.firstAnswer) {
			this.firstAnswer = told;
			if (count > RATE.fresh) this.rate *= 1 / (1 + Math.random() * (RATE.slower - 1));
		} else if (this.phase === 'starting') this.start(this.firstAnswer, told);
		else if (this.phase === 'levelling') this.countAll(before, told);
		else if (this.phase === 'alone') this.watchOut(now);
		else this.keepShare(before, told);
	}

	private start(first: Told, told: Told): void {
		if (this.others.certain > 0) {
			const room = Math.max(RATE.withNewcomer - rateBetween(first, told), RATE.newcomer);
			this.level(told, Math.min(LEVELLING.low, room));
		} else if (this.others.compared >= 2) this.beAlone(told.at);
	}

	/** @param longer milliseconds for which to stay down, beside the usual ones */
	private level(told: Told, rate = LEVELLING.low, longer = 0): void {
		this.phase = 'levelling';
		this.rate = rate * this.latency.safePart;
		this.levelling = new Levelling(told, this.rate, { longer, watch: rate < LEVELLING.low });
	}

	private countAll(before: Told, told: Told): void {
		if (this.levelling!.beginsAnew(before, told)) return this.level(told);
		const processes = this.levelling!.count(told, this.latency);
		if (processes === undefined) return;
		this.phase = 'sharing';
		this.noticed = { at: told.at, count: this.others.certain };
		const all = RATE.together * RATE.levelling;
		this.takeShare({ all, ours: all / processes });
	}

	private keepShare(before: Told, told: Told): void {
		if (this.others.certain > this.noticed.count) {
			this.noticed = { at: told.at, count: this.others.certain };
		}
		const unnoticed = Math.max(RATE.noOthers, 3 * this.latency.mean);
		if (told.at > this.noticed.at + unnoticed) return this.beAlone(told.at);
		if (isTimeToLevel(before, told)) return this.level(told);
		const memory = Math.max(RATE.memory, 2 * Math.min(this.latency.mean, 1000));
		const kept = Math.exp((before.at - told.at) / memory);
		const { all, ours } = this.counted;
		this.takeShare({ all: all * kept + told.count - before.count, ours: ours * kept + 1 });
	}

	private takeShare(counted: { all: number; ours: number }): void {
		this.counted = counted;
		this.share = Math.min(1, counted.ours / counted.all);
		this.rate = Math.max(3, this.withRoom(RATE.together) * this.latency.safePart * this.share);
	}

	private beAlone(now: number): void {
		this.phase = 'alone';
		this.share = 1;
		this.noticed = { at: now, count: this.others.certain };
		this.watchOut(now);
	}

	private watchOut(now: number): void {
		const { certain, overdue } = this.others;
		// What is overdue hides others.
		this.rate = this.withRoom(overdue > 2 ? RATE.together : RATE.alone);
		if (certain >= this.noticed.count + RATE.others) {
			this.level(this.lastAnswer, LEVELLING.low, RATE.longer);
		} else if (now > this.noticed.at + 1000) this.noticed = { at: now, count: certain };
	}

	/** A rate for all, less where requests arrive so unevenly that too many might arrive in one second. */
	private withRoom(rate: number): number {
		return Math.min(rate, this.latency.rateBelow(RATE.limit));
	}
}
