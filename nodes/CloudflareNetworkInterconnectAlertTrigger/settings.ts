import type { IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { alertTypes, type AlertType } from '../shared/alertTypes';
import { filterParam } from '../shared/params/filters';
import { ItemParams } from '../shared/params/itemParams';
import { optionsParam, textsParam } from '../shared/params/lists';
import { ABSENT } from '../shared/params/source';
import type { Params } from '../shared/params/types';
import { fields } from './fields';

/** A policy to register: an alert type, and which of its alerts. */
export interface PolicyWanted {
	alertType: AlertType;
	/** As the API takes them; missing where the type takes none. */
	filters?: Record<string, string[]>;
}

/** The parameters of the trigger. */
export function paramsOf(ctx: IHookFunctions | IWebhookFunctions): Params {
	const get: (name: string, fallback: unknown, options?: { rawExpressions: true }) => unknown =
		ctx.getNodeParameter.bind(ctx);
	return new ItemParams(
		{
			node: ctx.getNode(),
			resolved: (name) => get(name, ABSENT),
			entered: (name) => get(name, ABSENT, { rawExpressions: true }),
		},
		fields satisfies INodeProperties[],
	);
}

/** The alert types that were chosen; at least one. */
export function alertTypesOf(params: Params): AlertType[] {
	const chosen = optionsParam(params, 'alertTypes', alertTypes);
	if (chosen.length > 0) return chosen;
	throw params.refusal('alertTypes', 'is empty: choose at least one');
}

/** The service-level objective of tunnel alerts, which the API asks for. */
const DEFAULT_SLO = '99.9';

/** Percent, as Cloudflare takes it. */
const SLO = /^(100|\d{1,2})(\.\d{1,3})?$/;

/**
 * The policies to register, one for each alert type. Which filters a type needs and takes: SDK, `PolicyFilterParam`; that
 * tunnel alerts need `slo` was observed by others (code 17103).
 */
export function policiesWanted(params: Params): PolicyWanted[] {
	const slo = textsParam(params, 'filters.slo');
	const wrong = slo.find((value) => !SLO.test(value));
	if (wrong !== undefined) {
		throw params.refusal(
			'filters.slo',
			`must be a percentage such as ${DEFAULT_SLO}, not ${params.shown(wrong)}`,
		);
	}
	const list = (name: string) =>
		filterParam(params, `filters.${name}`, (path) => textsParam(params, path)) ?? [];
	const tunnel = {
		slo: slo.length > 0 ? slo : [DEFAULT_SLO],
		...listed('tunnel_name', list('tunnelNames')),
	};
	const places = list('airportCodes').map((code) => code.toUpperCase());
	const filters: Record<AlertType, Record<string, string[]>> = {
		cni_maintenance_notification: {},
		maintenance_event_notification: listed('airport_code', places),
		magic_tunnel_health_check_event: tunnel,
		magic_wan_tunnel_health: tunnel,
	};
	return alertTypesOf(params).map((alertType) => {
		const wanted = filters[alertType];
		return Object.keys(wanted).length > 0 ? { alertType, filters: wanted } : { alertType };
	});
}

function listed(name: string, values: string[]): Record<string, string[]> {
	return values.length > 0 ? { [name]: values } : {};
}
