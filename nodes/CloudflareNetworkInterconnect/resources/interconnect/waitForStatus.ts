import type { IDataObject } from 'n8n-workflow';

import { factsOf, statusObject, type Api } from '../../../shared/api';
import { optionsField } from '../../../shared/fields/options';
import { interconnectField } from '../../../shared/locators/interconnect';
import type { Operation, Turn } from '../types';
import { unlessNotFound } from '../unlessNotFound';
import { secondsUntilLook, waitPauses } from './waitPauses';

export const waitForStatus: Operation = {
	value: 'waitForStatus',
	name: 'Wait for Status',
	action: 'Wait for status of interconnect',
	description:
		'Check an interconnect again and again, for up to an hour, until it is healthy, no longer pending, or deleted',
	effect: 'read',
	fields: [
		interconnectField,
		{
			displayName: 'Wait For',
			name: 'waitFor',
			type: 'options',
			default: 'healthy',
			options: [
				{
					name: 'Deleted',
					value: 'deleted',
					description: 'The interconnect no longer exists',
				},
				{
					name: 'Healthy',
					value: 'healthy',
					description: 'The link is up and can carry traffic',
				},
				{
					name: 'Not Pending',
					value: 'notPending',
					description: 'The interconnect was set up, whether its link is up or not',
				},
			],
			description: 'What to wait for',
		},
		{
			displayName: 'Max Minutes',
			name: 'maxMinutes',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 60 },
			default: 10,
			description: 'Maximum time, in minutes, to wait',
			hint: 'The execution keeps running while it waits, and its own timeout applies. A cross-connect takes days to weeks: use the Cloudflare Network Interconnect Trigger, or a loop over a Wait node, for that.',
		},
		optionsField('read', [
			{
				displayName: 'Interval',
				name: 'interval',
				type: 'number',
				typeOptions: { minValue: 5, maxValue: 300 },
				default: 15,
				description:
					'Time, in seconds, before the second check. Later checks are further and further apart, up to a minute.',
			},
			{
				displayName: 'On Timeout',
				name: 'onTimeout',
				type: 'options',
				default: 'stop',
				options: [
					{
						name: 'Continue',
						value: 'continue',
						description: "Return what was last seen, with 'timedOut'",
					},
					{
						name: 'Stop',
						value: 'stop',
						description: 'Fail the item, and say what was last seen',
					},
				],
				description: 'What to do if it has not happened when the time is over',
			},
		]),
	],
	prepare({ api, params, hint, stop }) {
		const name = params.segment('interconnectName');
		const target = params.option('waitFor') as Target;
		const minutes = params.count('maxMinutes');
		const interval = params.countOrDefault('options.interval');
		const goesOn =
			params.has('options.onTimeout') && params.option('options.onTimeout') === 'continue';
		return async (turn) => {
			const waited = await lookUntil(turn, interval, minutes * 60, async () => {
				const seen = await look(api, name, target);
				return { seen, isThere: hasCome(target, seen) };
			});
			// The run was stopped or cancelled: nobody sees the result.
			if (!waited) return [];
			const { seen, timedOut, waitedSeconds, lastFailure, looks } = waited;
			if (target === 'deleted' && !timedOut && looks === 1) {
				hint(`'${name}' did not exist at the first check: make sure that this is its name.`);
			}
			if (timedOut && !goesOn) throw stop(notCome(name, target, minutes, seen), next(lastFailure));
			const found = target === 'deleted' ? { deleted: !timedOut } : seen;
			return [{ json: { ...found, name, waitedSeconds, timedOut } }];
		};
	},
};

type Target = 'deleted' | 'healthy' | 'notPending';

/** @returns the status, or the interconnect where its end is waited for; undefined where that has come */
async function look(api: Api, name: string, target: Target): Promise<IDataObject | undefined> {
	const path = ['cni', 'interconnects', name];
	if (target === 'deleted') return await unlessNotFound(api.get(path));
	return await api.get([...path, 'status'], { expect: statusObject });
}

function hasCome(target: Target, seen: IDataObject | undefined): boolean {
	if (target === 'deleted') return seen === undefined;
	return target === 'healthy' ? seen?.state === 'Healthy' : seen?.state !== 'Pending';
}

/** What became of a wait. */
interface Waited {
	/** What the last look that succeeded has seen. */
	seen: IDataObject | undefined;
	timedOut: boolean;
	waitedSeconds: number;
	looks: number;
	/** Why the last look did not succeed. */
	lastFailure?: Error;
}

/**
 * Looks until what is waited for is there, or the time is over. The last look is at the end of the time.
 *
 * A look that does not succeed ends the wait where it is the first one, or where Cloudflare has rejected it; a later one
 * may succeed at the next look.
 *
 * @param limit seconds
 * @returns undefined where the run ended before
 */
async function lookUntil(
	turn: Turn,
	interval: number,
	limit: number,
	act: () => Promise<{ seen: IDataObject | undefined; isThere: boolean }>,
): Promise<Waited | undefined> {
	const began = performance.now();
	const { second } = waitPauses;
	const elapsed = () => (performance.now() - began) / second;
	let seen: IDataObject | undefined;
	for (let looks = 1; ; looks++) {
		const result = await act().catch((error: Error) => error);
		const failed = result instanceof Error ? result : undefined;
		if (failed && (looks === 1 || isFinal(failed))) throw failed;
		if (!(result instanceof Error)) seen = result.seen;
		const isThere = !(result instanceof Error) && result.isThere;
		const left = limit - elapsed();
		const ended = { seen, waitedSeconds: Math.round(elapsed()), looks, lastFailure: failed };
		if (isThere || left <= 0) return { ...ended, timedOut: !isThere };
		const goesOn = await turn.pause(
			(others) => Math.min(secondsUntilLook(looks, interval, others), left) * second,
		);
		if (!goesOn) return undefined;
	}
}

/** Whether Cloudflare has rejected a look so that the next one would be too: not for being busy. */
function isFinal(error: Error): boolean {
	const { outcome, httpStatus = 0 } = factsOf(error) ?? {};
	return outcome === 'refused' && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429;
}

const wanted: Record<Target, string> = {
	deleted: 'deleted',
	healthy: 'Healthy',
	notPending: 'ready',
};

function notCome(
	name: string,
	target: Target,
	minutes: number,
	seen: IDataObject | undefined,
): string {
	const time = minutes === 1 ? '1 minute' : `${minutes} minutes`;
	if (target === 'deleted') return `Interconnect '${name}' still exists after ${time}`;
	const reason = typeof seen?.reason === 'string' && seen.reason ? ` (${seen.reason})` : '';
	return `Interconnect '${name}' is not ${wanted[target]} after ${time}: it is ${String(seen?.state)}${reason}`;
}

function next(lastFailure: Error | undefined): string {
	return [
		lastFailure && `The last check did not succeed: ${lastFailure.message}.`,
		"Run it again to wait longer, or set the option 'On Timeout' to Continue.",
		'To wait for days or weeks, start a workflow with the Cloudflare Network Interconnect Trigger, or loop over Get Status and a Wait node.',
	]
		.filter(Boolean)
		.join(' ');
}
