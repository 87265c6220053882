import type {
	InterconnectCreateParams,
	InterconnectCreateResponse,
	InterconnectGetResponse,
	InterconnectListResponse,
} from 'cloudflare/resources/network-interconnects/interconnects';
import type { SlotListResponse } from 'cloudflare/resources/network-interconnects/slots';

import type { Page } from '../../nodes/shared/api/types.ts';
import type {
	Bandwidth,
	DirectOrder,
	GcpPartnerOrder,
	Interconnect,
	Slot,
} from '../../nodes/shared/cloudflare.ts';

/*
 * Our types against those of Cloudflare's official SDK, which are generated from its OpenAPI document.
 * Nothing runs here: the type check (`npm run typecheck`) does not pass while they disagree, so a new
 * version of the SDK shows what changed.
 */

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type KeysOf<T> = T extends unknown ? keyof T : never;
type Assignable<From, To> = From extends To ? true : false;
/** A create request without the path's `account_id`; the SDK types the discriminator as any text. */
type Body<T> = Omit<T, 'account_id' | 'type'>;

type Direct = InterconnectCreateParams.NscInterconnectCreatePhysicalBody;
type GcpPartner = InterconnectCreateParams.NscInterconnectCreateGcpPartnerBody;

/** Every member has to be `true`. */
export const agreement: {
	interconnectMembers: Same<KeysOf<InterconnectCreateResponse>, keyof Interconnect>;
	interconnectOfCreate: Assignable<InterconnectCreateResponse, Interconnect>;
	interconnectOfGet: Assignable<InterconnectGetResponse, Interconnect>;
	interconnectPage: Assignable<InterconnectListResponse, Page<Interconnect>>;
	slot: Same<Required<Slot>, Required<SlotListResponse.Item>>;
	slotPage: Assignable<SlotListResponse, Page<Slot>>;
	bandwidth: Same<Bandwidth, GcpPartner['bandwidth']>;
	directOrderMembers: Same<keyof DirectOrder, Exclude<keyof Direct, 'account_id'>>;
	directOrder: Assignable<Body<DirectOrder>, Body<Direct>>;
	gcpPartnerOrderMembers: Same<keyof GcpPartnerOrder, Exclude<keyof GcpPartner, 'account_id'>>;
	gcpPartnerOrder: Same<Body<GcpPartnerOrder>, Body<GcpPartner>>;
} = {
	interconnectMembers: true,
	interconnectOfCreate: true,
	interconnectOfGet: true,
	interconnectPage: true,
	slot: true,
	slotPage: true,
	bandwidth: true,
	directOrderMembers: true,
	directOrder: true,
	gcpPartnerOrderMembers: true,
	gcpPartnerOrder: true,
};
