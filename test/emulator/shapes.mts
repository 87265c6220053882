import type {
	CfInterconnectGetResponse,
	CfInterconnectUpdateParams,
} from 'cloudflare/resources/magic-transit/cf-interconnects';
import type {
	RouteCreateParams,
	RouteListResponse,
} from 'cloudflare/resources/magic-transit/routes';
import type {
	CNICreateParams,
	CNIGetResponse,
	CNIUpdateParams,
} from 'cloudflare/resources/network-interconnects/cnis';
import type {
	InterconnectCreateParams,
	InterconnectGetResponse,
	InterconnectStatusResponse,
} from 'cloudflare/resources/network-interconnects/interconnects';
import type { SettingUpdateParams } from 'cloudflare/resources/network-interconnects/settings';
import type { SlotGetResponse } from 'cloudflare/resources/network-interconnects/slots';
import {
	address,
	allOptional,
	asn,
	identifier,
	md5Key,
	object,
	prefix,
	text,
	texts,
	uuid,
} from './schemas.mts';

/** Where Cloudflare's API begins on its host. */
export const basePath = '/client/v4';

export type DirectInterconnect = InterconnectGetResponse.NscInterconnectPhysicalBody;
export type GcpPartnerInterconnect = InterconnectGetResponse.NscInterconnectGcpPartnerBody;
export type Interconnect = DirectInterconnect | GcpPartnerInterconnect;
export type InterconnectStatus = InterconnectStatusResponse;
export type Bandwidth = NonNullable<GcpPartnerInterconnect['speed']>;
export type Cni = CNIGetResponse;
export type Slot = SlotGetResponse;
export type MagicInterconnect = CfInterconnectGetResponse.Interconnect;

type Body<Params> = Omit<Params, 'account_id'>;
export type CreateDirect = Body<InterconnectCreateParams.NscInterconnectCreatePhysicalBody> & {
	type: 'direct';
};
export type CreateGcpPartner =
	Body<InterconnectCreateParams.NscInterconnectCreateGcpPartnerBody> & { type: 'gcp_partner' };
export type CreateCni = Body<CNICreateParams>;
export type UpdateCni = Body<CNIUpdateParams>;
export type UpdateSettings = Body<SettingUpdateParams>;
export type UpdateMagicInterconnect = Omit<
	Body<CfInterconnectUpdateParams>,
	'x-magic-new-hc-target'
>;

export type MagicRoute = RouteListResponse.Route;
export type CreateMagicRoute = Body<RouteCreateParams>;
/** Some of a route's members, and which route they are of. */
export type ChangeMagicRoute = Partial<CreateMagicRoute> & Pick<MagicRoute, 'id'>;

export const bandwidths: readonly Bandwidth[] = [
	'50M',
	'100M',
	'200M',
	'300M',
	'400M',
	'500M',
	'1G',
	'2G',
	'5G',
	'10G',
	'20G',
	'50G',
];

const extraPrefixes = { type: 'array', items: prefix };

const magicRoute = {
	prefix,
	nexthop: address,
	priority: { type: 'integer', minimum: 0 },
	description: { type: 'string' },
	// Assumed: MTUs of magic interconnects end at 1500.
	// The most that Cloudflare's documentation allows; the least is not documented.
	weight: { type: 'integer', minimum: 1, maximum: 256 },
	scope: allOptional({ colo_names: texts, colo_regions: texts }),
};

const magic = object({
	conduit_name: text,
	description: { type: 'string' },
	mtu: { type: 'integer', minimum: 1, maximum: 1500 },
});
const bgp = object(
	{
		customer_asn: asn,
		extra_prefixes: extraPrefixes,
		md5_key: { ...md5Key, type: ['string', 'null'] },
	},
	['md5_key'],
);

/** Path parameters, by name. */
export const params = {
	account: object({ account_id: identifier }),
	interconnect: object({ account_id: identifier, icon: text }),
	cni: object({ account_id: identifier, cni: uuid }),
	slot: object({ account_id: identifier, slot: uuid }),
	magicRoute: object({ account_id: identifier, route_id: identifier }),
	magicInterconnect: object({ account_id: identifier, cf_interconnect_id: identifier }),
};

const page = {
	cursor: { type: 'integer', minimum: 0 },
	limit: { type: 'integer', minimum: 1, maximum: 1000 },
};

/** Query parameters. What is not named is refused. */
export const queries = {
	none: allOptional({}),
	accounts: allOptional({
		direction: { enum: ['asc', 'desc'] },
		name: text,
		page: { type: 'integer', minimum: 1 },
		per_page: { type: 'integer', minimum: 5, maximum: 50 },
	}),
	cnis: allOptional({ ...page, slot: uuid, tunnel_id: text }),
	interconnects: allOptional({ ...page, site: text, type: { enum: ['direct', 'gcp_partner'] } }),
	validateOnly: allOptional({ validate_only: { type: 'boolean' } }),
	loa: allOptional({ name: { ...text, maxLength: 200 } }),
	slots: allOptional({
		...page,
		address_contains: text,
		occupied: { type: 'boolean' },
		site: text,
		speed: text,
	}),
};

/** Request headers. What is not named is not looked at. */
export const headers = {
	magic: { type: 'object', properties: { 'x-magic-new-hc-target': { enum: ['true', 'false'] } } },
};

/** Request bodies. */
export const bodies = {
	createInterconnect: {
		type: 'object',
		required: ['type'],
		discriminator: { propertyName: 'type' },
		oneOf: [
			object(
				{
					account: identifier,
					slot_id: uuid,
					speed: { type: ['string', 'null'] },
					type: { const: 'direct' },
				},
				['speed'],
			),
			object({
				account: identifier,
				bandwidth: { enum: bandwidths },
				pairing_key: text,
				type: { const: 'gcp_partner' },
			}),
		],
	},
	createCni: object({ account: identifier, interconnect: text, magic, bgp }, ['bgp']),
	updateCni: object(
		{
			id: uuid,
			account: identifier,
			interconnect: text,
			cust_ip: prefix,
			p2p_ip: prefix,
			magic,
			bgp,
			bgp_mode: { enum: ['dynamic_route_exchange', 'advertise_only'] },
		},
		['bgp', 'bgp_mode'],
	),
	updateSettings: object({ default_asn: { ...asn, type: ['integer', 'null'] } }, ['default_asn']),
	// What is left out stays. The form of `target` depends on a header, so the route checks that.
	updateMagicInterconnect: allOptional({
		automatic_return_routing: { type: 'boolean' },
		bgp: allOptional({
			as_no: asn,
			cloudflare_endpoint: address,
			customer_asn: asn,
			customer_endpoint: address,
			export_filter_id: text,
			extra_prefixes: extraPrefixes,
			import_filter_id: text,
			md5_key: md5Key,
		}),
		description: { type: 'string' },
		gre: allOptional({ cloudflare_endpoint: address }),
		health_check: allOptional({
			direction: { enum: ['unidirectional', 'bidirectional'] },
			enabled: { type: 'boolean' },
			rate: { enum: ['low', 'mid', 'high'] },
			source: address,
			target: {
				anyOf: [
					address,
					allOptional({
						effective: { type: 'string' },
						saved: { anyOf: [address, { const: '' }] },
					}),
				],
			},
			type: { enum: ['reply', 'request'] },
		}),
		interface_address: prefix,
		interface_address6: text,
		mtu: { type: 'integer', minimum: 576, maximum: 1500 },
		name: text,
	}),
	magicRoute: object(magicRoute, ['description', 'weight', 'scope']),
	changeMagicRoutes: object({
		routes: {
			type: 'array',
			minItems: 1,
			items: { ...allOptional({ id: identifier, ...magicRoute }), required: ['id'] },
		},
	}),
	status: {
		type: 'object',
		required: ['state'],
		discriminator: { propertyName: 'state' },
		oneOf: [
			...['Pending', 'Healthy'].map((state) => object({ state: { const: state } })),
			...['Down', 'Unhealthy'].map((state) =>
				object({ state: { const: state }, reason: { type: ['string', 'null'] } }, ['reason']),
			),
		],
	},
};

/** Options changed over HTTP, see `ServiceOptions` in state.mts. */
export const optionsBody = allOptional({
	answers: { enum: ['current', 'documented'] },
	pageSize: { type: 'integer', minimum: 1 },
	healthyAfter: { type: 'integer', minimum: 0 },
	createdRoute: { enum: ['route', 'routes'] },
	emptyLists: { enum: ['array', 'null'] },
	newCniMembers: { type: 'boolean' },
	accountTokenVerifyCode: { enum: [1000, 9109, 10000] },
	accountTokenListCode: { enum: [9109, 1001] },
});

/** A fault ordered over HTTP, see `Fault` in faults.mts. */
export const faultBody = allOptional({
	method: text,
	path: { type: 'string' },
	skip: { type: 'integer', minimum: 0 },
	times: { type: 'integer', minimum: 1 },
	when: { enum: ['before', 'after'] },
	delay: { type: 'integer', minimum: 0 },
	drop: { const: true },
	truncate: { const: true },
	status: { type: 'integer', minimum: 200, maximum: 599 },
	headers: { type: 'object', additionalProperties: { type: 'string' } },
	body: {},
});
