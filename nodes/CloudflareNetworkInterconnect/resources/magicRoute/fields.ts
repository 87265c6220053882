import type { INodeProperties } from 'n8n-workflow';

import type { MagicRouteOrder, MagicRouteScope } from '../../../shared/cloudflare';
import { hostParam, networkParam } from '../../../shared/params/addresses';
import { textsParam } from '../../../shared/params/lists';
import type { Params } from '../../../shared/params/types';
import { unlessEmpty, withoutUndefined } from '../updateFields';

export const prefixField: INodeProperties = {
	displayName: 'Prefix',
	name: 'prefix',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 192.0.2.0/24',
	description: 'The network whose traffic the route sends to the next hop, in CIDR notation',
};

export const priorityField: INodeProperties = {
	displayName: 'Priority',
	name: 'priority',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 4294967295 },
	default: 100,
	description:
		'Of several routes for a prefix, the one with the smallest number is used. Routes learned by BGP have 100; a static one wins a tie.',
};

/** By a name of its own: n8n's lint takes a literal with 'coloR' in it for a color. */
const COLO_REGIONS = 'scopeColoRegions';

/** What a route may have beside what identifies it. */
export const moreFields: INodeProperties[] = [
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What the route is for',
	},
	{
		displayName: 'Scope: Colo Names',
		name: 'scopeColoNames',
		type: 'string',
		default: '',
		placeholder: 'e.g. ams01, fra03',
		description:
			"Cloudflare's data centers that use the route, separated by commas, or an array. Without a scope, all of them do.",
	},
	{
		displayName: 'Scope: Colo Regions',
		name: COLO_REGIONS,
		type: 'string',
		default: '',
		placeholder: 'e.g. WEUR',
		description: "Cloudflare's regions that use the route, separated by commas, or an array",
	},
	{
		displayName: 'Weight',
		name: 'weight',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 256 },
		default: 1,
		description: 'The share of the traffic among routes with the same prefix and priority',
	},
];

export const additionalFields: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	options: moreFields,
};

/** The next hop, an address without a prefix length. */
export function nexthopParam(params: Params, name: string): string {
	return hostParam(params, name);
}

/** The prefix and the next hop of a route. */
export function destinationParams(params: Params): Pick<MagicRouteOrder, 'prefix' | 'nexthop'> {
	return { prefix: networkParam(params, 'prefix'), nexthop: nexthopParam(params, 'nexthop') };
}

/**
 * What the user added of the fields that a route may have.
 *
 * @param collection the name of the collection that they are in
 */
export function moreParams(
	params: Params,
	collection: 'additionalFields' | 'updateFields',
): Pick<MagicRouteOrder, 'description' | 'weight' | 'scope'> {
	const given = <Value>(name: string, read: (path: string) => Value) => {
		const path = `${collection}.${name}`;
		return params.has(path) ? read(path) : undefined;
	};
	const places = (path: string) => placesParam(params, path);
	const scope: MagicRouteScope = withoutUndefined({
		colo_names: given('scopeColoNames', places),
		colo_regions: given(COLO_REGIONS, places),
	});
	return withoutUndefined({
		description: given('description', params.textOrEmpty),
		weight: given('weight', params.count),
		scope: unlessEmpty(scope),
	});
}

/** An array may be empty, which stands for no limit; a text may not. */
function placesParam(params: Params, path: string): string[] {
	const places = textsParam(params, path);
	if (places.length > 0 || Array.isArray(params.value(path))) return places;
	throw params.refusal(
		path,
		'is empty',
		`${params.nothingSent} Fill it in or remove it. An expression may return an empty array for no such limit.`,
	);
}
