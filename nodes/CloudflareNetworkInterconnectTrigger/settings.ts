import type { IPollFunctions } from 'n8n-workflow';

import { alertTypes, type AlertType } from '../shared/alertTypes';
import type { Query } from '../shared/api';
import { accountOf } from '../shared/params/account';
import { filterParam } from '../shared/params/filters';
import { ItemParams } from '../shared/params/itemParams';
import { optionsParam } from '../shared/params/lists';
import { ABSENT } from '../shared/params/source';
import type { EventName } from './changes';
import { eventNames, fields, stateNames } from './fields';
import { fingerprint } from './memory';

/** What the trigger watches. */
export interface Settings {
	account: string;
	events: EventName[];
	/** The new states that are reported; any where it is empty. */
	states: string[];
	/** Filters of the listings, as the API takes them. */
	interconnects: Query;
	slots: Query;
	alertTypes: AlertType[];
	/** Tells this node with these settings from every other one. */
	watching: string;
}

/**
 * Reads and checks the parameters of the trigger.
 *
 * @param accountOfCredential the account to use where the trigger names none
 * @throws NodeOperationError that names the parameter
 */
export function settingsOf(ctx: IPollFunctions, accountOfCredential: string): Settings {
	const params = new ItemParams(
		{
			node: ctx.getNode(),
			resolved: (name) => ctx.getNodeParameter(name, ABSENT),
			entered: (name) => ctx.getNodeParameter(name, ABSENT, { rawExpressions: true }),
		},
		fields,
	);
	const events = optionsParam<EventName>(params, 'events', eventNames);
	if (events.length === 0) throw params.refusal('events', 'is empty: choose what to watch for');
	const text = (name: string) => filterParam(params, `filters.${name}`, params.text);
	const watched = {
		account: accountOf(params, accountOfCredential),
		events: [...events].sort(),
		interconnects: {
			site: text('interconnectSite'),
			type: filterParam(params, 'filters.interconnectType', params.option),
		},
		slots: {
			occupied: false,
			address_contains: text('slotAddressContains'),
			site: text('slotSite'),
			speed: text('slotSpeed'),
		},
		// What the user chose, not what it stands for: an alert type that is new must not start a new memory.
		alertTypes: filterParam(params, 'filters.alertTypes', (path) =>
			optionsParam(params, path, alertTypes),
		),
	};
	// The states only choose among what was seen: with others the memory is still of use.
	const states =
		filterParam(params, 'states', (path) => optionsParam(params, path, stateNames)) ?? [];
	const { id: workflow } = ctx.getWorkflow();
	return {
		...watched,
		alertTypes: watched.alertTypes ?? alertTypes,
		states,
		watching: fingerprint([workflow, ctx.getNode().id, watched]),
	};
}
