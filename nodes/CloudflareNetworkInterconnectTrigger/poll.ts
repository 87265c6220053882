import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { apiFor, thisProcess, type Api, type Tries } from '../shared/api';
import type { Interconnect, Slot } from '../shared/cloudflare';
import { changesSince, type EventName, type Reading, type TriggerEvent } from './changes';
import { emptyMemory, readMemory, writeMemory } from './memory';
import { notificationsSince } from './notifications';
import { PollBudget } from './pollBudget';
import { settingsOf, type Settings } from './settings';
import { readStatuses } from './statuses';
import { currentEvents } from './testEvent';

const SUBJECT = { action: 'Poll', asker: 'trigger' } as const;

/** The events that need the listing of the interconnects. */
const aboutInterconnects: EventName[] = [
	'interconnectCreated',
	'interconnectDeleted',
	'interconnectStatusChanged',
];

/**
 * Looks what has changed since the last poll.
 *
 * The memory moves on only with a complete and successful reading: a listing that can't be read fails the poll and
 * changes nothing, so that what happened meanwhile is reported by the next one.
 *
 * @returns an item for each event; null where nothing has happened, while the previous poll of the node still runs, and
 * at the first poll, which only remembers
 * @throws NodeApiError or NodeOperationError, which n8n shows as the failed poll
 */
export async function poll(ctx: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const credential = await apiFor(ctx);
	const settings = settingsOf(ctx, credential.accountId);
	const budget = new PollBudget(ctx);
	const api = credential.account(settings.account, SUBJECT, budget.limits);
	if (ctx.getMode() === 'manual') return itemsOf(await currentEvents(ctx, api, settings));
	const events = await credential.unlessUnderWay(
		`poll ${settings.watching}`,
		async () => await eventsSinceLastPoll(ctx, api, settings, budget, !thisProcess.polled.has(ctx)),
	);
	// Of the process and not of the credential, whose token may be replaced at any time.
	thisProcess.polled.add(ctx);
	return events === undefined || events.length === 0 ? null : itemsOf(events);
}

function itemsOf(events: TriggerEvent[]): INodeExecutionData[][] {
	return [events.map((json) => ({ json }))];
}

/** @param isFirst whether the trigger has not polled yet since n8n registered it */
async function eventsSinceLastPoll(
	ctx: IPollFunctions,
	api: Api,
	settings: Settings,
	budget: PollBudget,
	isFirst: boolean,
): Promise<TriggerEvent[]> {
	// Read anew in each poll: it may be a copy, which n8n stores after the poll.
	const stored = ctx.getWorkflowStaticData('node');
	// After a restart of n8n the memory is of use; somebody who activates the workflow begins anew.
	const begins = isFirst && ['activate', 'create'].includes(ctx.getActivationMode());
	const remembered = begins ? undefined : readMemory(stored, settings.watching);
	if (!begins && stored.memory && !remembered) {
		ctx.logger.info(
			`Node '${ctx.getNode().name}' of workflow ${ctx.getWorkflow().id} begins anew: what it remembers is of other settings, or can't be read`,
		);
	}
	const memory = remembered ?? emptyMemory(settings.watching);

	const reading = await readListings(api, settings, memory.history);
	const wantsStatus = settings.events.includes('interconnectStatusChanged');
	const names = wantsStatus ? (reading.interconnects ?? []).map(({ name }) => name) : [];
	const tries = triesOf(settings.watching);
	const { statuses, reads, unread } = await readStatuses(names, memory, tries, budget, api);
	const changes = changesSince(settings.account, memory, { ...reading, statuses });

	const events = changes.events.filter((event) => isWanted(event, settings));
	// What the listings tell is reported all the same; the poll fails only where there is nothing else to say.
	if (unread && statuses.size === 0 && events.length === 0) throw unread.error;
	if (unread) {
		ctx.logger.warn(
			`Some statuses could not be read and are tried again, that of '${unread.name}' first: ${unread.error.message}`,
		);
	}
	writeMemory(stored, { ...changes.memory, reads });
	return remembered ? events : [];
}

function triesOf(watching: string): Tries {
	const { tries } = thisProcess;
	const found = tries.get(watching) ?? { reads: [], triedAt: new Map<string, number>() };
	tries.set(watching, found);
	return found;
}

/** Reads all listings that the chosen events need; each of them once. */
async function readListings(
	api: Api,
	{ events, interconnects, slots }: Settings,
	history: Parameters<typeof notificationsSince>[1],
): Promise<Reading> {
	const at = Date.now();
	const listed = async (path: string[], query: typeof slots) =>
		(await api.getAll(path, query)) as IDataObject[];
	const readings = [
		events.some((event) => aboutInterconnects.includes(event))
			? listed(['cni', 'interconnects'], interconnects)
			: undefined,
		events.includes('slotAvailable') ? listed(['cni', 'slots'], slots) : undefined,
		events.includes('notificationSent') ? notificationsSince(api, history, at) : undefined,
	] as const;
	// Where one fails, the others end too before the poll does: nothing of it meets the next one.
	await Promise.allSettled(readings);
	const [interconnectsNow, freeSlots, notifications] = await Promise.all(readings);
	return {
		at,
		interconnects: interconnectsNow as Interconnect[] | undefined,
		freeSlots: freeSlots as Slot[] | undefined,
		notifications,
	};
}

function isWanted(event: TriggerEvent, { events, states, alertTypes }: Settings): boolean {
	if (!events.includes(event.event)) return false;
	if (event.event === 'interconnectStatusChanged') {
		return states.length === 0 || states.includes(String(event.state));
	}
	if (event.event === 'notificationSent') {
		const { alert_type: type } = event.notification as IDataObject;
		return (alertTypes as string[]).includes(String(type));
	}
	return true;
}
