import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { identifiedBy, operationError, page, type Api, type Query } from '../shared/api';
import type { EventName, TriggerEvent } from './changes';
import { fingerprint } from './memory';
import { notificationsSince } from './notifications';
import type { Settings } from './settings';

/** The events that are shown by an interconnect as it is now. */
const aboutInterconnects: EventName[] = [
	'interconnectCreated',
	'interconnectDeleted',
	'interconnectStatusChanged',
];

/** Days of the alert history that a test event is looked for in. */
const HISTORY_DAYS = 90;

/**
 * What "Fetch Test Event" shows: an item for each chosen event, made of what there is now. Nothing is remembered.
 *
 * @throws NodeOperationError where there is nothing that an item could be made of
 */
export async function currentEvents(
	ctx: IPollFunctions,
	api: Api,
	settings: Settings,
): Promise<TriggerEvent[]> {
	const { events } = settings;
	const found: TriggerEvent[] = [];
	if (events.some((event) => aboutInterconnects.includes(event))) {
		found.push(...(await interconnectEvents(api, settings)));
	}
	if (events.includes('slotAvailable')) {
		const slot = await firstOf(api, ['cni', 'slots'], settings.slots);
		if (slot) found.push(testEvent('slotAvailable', { slot }));
	}
	if (events.includes('notificationSent')) {
		found.push(...(await notificationEvents(api, settings)));
	}
	if (found.length > 0) return found;
	throw operationError(ctx.getNode(), 'There is nothing yet that a test event could show', {
		outcome: 'notSent',
		description:
			'The account has no interconnect, free slot, or notification that matches the filters. Change the filters, or activate the workflow and wait for the first event.',
	});
}

async function interconnectEvents(
	api: Api,
	{ events, interconnects }: Settings,
): Promise<TriggerEvent[]> {
	const interconnect = await firstOf(api, ['cni', 'interconnects'], interconnects);
	if (!interconnect) return [];
	const { name } = interconnect;
	const path = ['cni', 'interconnects', String(name), 'status'];
	const { state, reason } = await api.get(path, { expect: identifiedBy('state') });
	const members: Partial<Record<EventName, IDataObject>> = {
		interconnectCreated: { name, interconnect },
		interconnectDeleted: { name, previousState: state },
		interconnectStatusChanged: {
			name,
			state,
			previousState: state,
			...(reason !== undefined && { reason }),
			interconnect,
		},
	};
	return aboutInterconnects
		.filter((event) => events.includes(event))
		.map((event) => testEvent(event, members[event]!));
}

async function notificationEvents(api: Api, { alertTypes }: Settings): Promise<TriggerEvent[]> {
	const now = Date.now();
	const until = new Date(now - HISTORY_DAYS * 86_400_000).toISOString();
	const sent = await notificationsSince(api, { until, ids: [] }, now);
	const [latest] = sent
		.filter(({ alert_type: type }) => alertTypes.some((one) => one === type))
		.sort((a, b) => Date.parse(b.sent ?? '') - Date.parse(a.sent ?? ''));
	return latest ? [testEvent('notificationSent', { notification: latest })] : [];
}

async function firstOf(api: Api, path: string[], query: Query): Promise<IDataObject | undefined> {
	const { items } = await api.get(path, { query: { ...query, limit: 1 }, expect: page });
	return items[0];
}

function testEvent(event: EventName, members: IDataObject): TriggerEvent {
	return { event, eventId: fingerprint(['test', event, members]), ...members };
}
