/*
 * What to do next with a create, as a pure function of what has happened to it so far: it sends nothing,
 * waits for nothing and remembers nothing. `placeOrder.ts` does what it says.
 *
 * The rule behind it: where it is not known whether a create was carried out, the service is asked what
 * stands there, and only what surely does not stand there is sent again.
 */

import { pauses as lookUpPauses } from './pauses';

/** What has happened to a create so far. */
export interface Progress {
	/** How often it was sent. */
	tries: number;
	/** The outcome of a try is unknown: whatever follows, it may have been carried out. */
	lost: boolean;
	/** Look-ups in a row that found nothing, since the last try. */
	emptyLooks: number;
	/** All look-ups that found nothing: the pauses between them grow. */
	pauses: number;
	/** The last try was refused; `taken` where that may be because something stands there. */
	refused?: 'taken' | 'final';
}

/** What is known of the kind of create. */
export interface Policy {
	/** How often it may be sent again once it surely is not there. */
	maxRetries: number;
	/**
	 * Whether a look-up proves that it is not there. False for what can only be compared with an earlier
	 * listing, and for what another try of the execution has sent.
	 */
	provable: boolean;
	/** Whether what a refusal speaks of can be looked up, to name it or to hand it back. */
	nameable: boolean;
}

/** What happened last. */
export type OrderEvent =
	| { happened: 'answered' }
	/** Surely not carried out; without a status nothing was sent. */
	| { happened: 'refused'; status?: number }
	| { happened: 'unknown' }
	/**
	 * A lookup showed the one object that the create made, the one that exists instead, several or other ones that it
	 * may have made or that nobody can tell apart, or nothing.
	 */
	| { happened: 'looked'; found: 'none' | 'made' | 'existing' | 'several' }
	| { happened: 'lookFailed' };

/** What to do next. */
export type Step =
	| { next: 'send' }
	/** Ask what stands there, after a pause in milliseconds. */
	| { next: 'look'; pause: number }
	| { next: 'end'; as: Ending };

/** How it ended. */
export type Ending =
	/** The service answered with what it made. */
	| 'answered'
	/** A try was lost, and what it made was found. */
	| 'found'
	/** It made nothing, because something else exists already. */
	| 'existing'
	| 'refused'
	/** A try was lost, and it made nothing. */
	| 'absent'
	/** A try was lost, and nobody can tell what became of it. */
	| 'unknown';

/**
 * Statuses of a refusal after which it is looked up what stands there, to name it or hand it out. Not 401: a look-up
 * with the same credential would be refused too.
 */
const LOOKED_UP = [400, 403, 404, 409, 422];

/** Statuses of a refusal that may be because something stands there already. */
const TAKEN = [400, 409, 422];

/**
 * @param earlier how an earlier try ended that may have been carried out: `unknown`, or `absent`, after which one more
 * empty look-up is enough
 */
export function begin(earlier?: 'unknown' | 'absent'): { progress: Progress; step: Step } {
	const lost = earlier !== undefined;
	const emptyLooks = earlier === 'absent' ? 1 : 0;
	const progress: Progress = { tries: lost ? 0 : 1, lost, emptyLooks, pauses: 0 };
	return { progress, step: lost ? { next: 'look', pause: 0 } : { next: 'send' } };
}

/** @returns the progress with the event in it, and what to do next */
export function advance(
	progress: Progress,
	event: OrderEvent,
	{ maxRetries, provable, nameable }: Policy,
): { progress: Progress; step: Step } {
	const end = (as: Ending, changed = progress) => ({
		progress: changed,
		step: { next: 'end', as } as const,
	});
	const look = (changed: Progress, pause = 0) => ({
		progress: changed,
		step: { next: 'look', pause } as const,
	});

	switch (event.happened) {
		case 'answered':
			return end('answered');

		case 'unknown':
			return look({ ...progress, lost: true, refused: undefined, emptyLooks: 0 });

		case 'refused': {
			const { status = 0 } = event;
			const why: Progress['refused'] = TAKEN.includes(status) ? 'taken' : 'final';
			const refused = { ...progress, refused: why, emptyLooks: 0 };
			// Once a try was lost, a refusal may well be because that try was carried out.
			if (progress.lost) return look(refused);
			return nameable && LOOKED_UP.includes(status) ? look(refused) : end('refused', refused);
		}

		case 'lookFailed':
			return end(progress.lost ? 'unknown' : 'refused');

		case 'looked': {
			if (event.found === 'made') return end('found');
			if (event.found === 'existing') return end('existing');
			if (!progress.lost) return end('refused');
			if (event.found === 'several') return end('unknown');
			const emptyLooks = progress.emptyLooks + 1;
			const pauses = progress.pauses + 1;
			const looked = { ...progress, emptyLooks, pauses };
			if (emptyLooks < 2) {
				return look(
					looked,
					Math.min(lookUpPauses.first * 2 ** progress.pauses, lookUpPauses.longest),
				);
			}
			// Something stands there that the listing does not show: it may be what the lost try made.
			if (progress.refused === 'taken') return end('unknown', looked);
			if (progress.refused) return end('refused', looked);
			if (!provable || progress.tries > maxRetries) return end('absent', looked);
			return {
				progress: { ...looked, tries: progress.tries + 1, emptyLooks: 0 },
				step: { next: 'send' },
			};
		}
	}
}
