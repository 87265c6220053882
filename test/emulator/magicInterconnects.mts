import { isIPv6 } from 'node:net';
import { accounts } from './accounts.mts';
import { addressOf, link, otherEnd, overlap, prefixLength, within } from './addresses.mts';
import { timestamp } from './clock.mts';
import { identifierOf } from './inventory.mts';
import { magicRefusal } from './refusals.mts';
import type { Interconnect, MagicInterconnect, UpdateMagicInterconnect } from './shapes.mts';
import { laterThan } from './times.mts';

type Always = 'id' | 'interface_address' | 'modified_on' | 'name' | 'version';

export interface StoredMagicInterconnect {
	account: string;
	/** Without the health check's target, which goes out in one of two forms. */
	magic: MagicInterconnect & Required<Pick<MagicInterconnect, Always>>;
	/** The health check's target as somebody set it; empty where it is to be calculated. */
	savedTarget: string;
}

/** How the health check's target goes over the wire: `object` if the header `x-magic-new-hc-target` is `true`. */
export type TargetForm = 'object' | 'text';

// The ranges, and what differs for version 1.5, are from the comments in the official SDK's types.
const interfaceRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.240.0/20'];
const sourceRanges = [...interfaceRanges, '198.41.199.224/27'];

// Assumed: The main account alone may set `automatic_return_routing`.
/** Accounts with the flag `coupler_integration`. */
const returnRouting: readonly string[] = [accounts.main.id];

/**
 * The magic interconnect that comes with a CNI interconnect: version 2 with a direct one, version 1.5 with Google's.
 *
 * @param sequence a number that no other interconnect has
 */
export function magicInterconnectFor(
	interconnect: Interconnect,
	sequence: number,
): StoredMagicInterconnect {
	// Assumed: Direct interconnects have version 2, those of Google version 1.5.
	const { account, virtual_port_reservation_id } = interconnect;
	const direct = 'site' in interconnect;
	const colo_name = direct ? interconnect.site : interconnect.region;
	const now = timestamp();
	return {
		account,
		savedTarget: '',
		magic: {
			id: identifierOf(`magic interconnect ${sequence}`),
			automatic_return_routing: false,
			colo_name,
			created_on: now,
			description: '',
			...(direct && { gre: { cloudflare_endpoint: '203.0.113.1' } }),
			health_check: {
				direction: 'unidirectional',
				enabled: true,
				rate: 'mid',
				type: 'reply',
			},
			interface_address: link('10.248.0.0/14', sequence)[0],
			modified_on: now,
			mtu: 1500,
			name: `pni_${colo_name}_${sequence}`,
			version: direct ? '2' : '1.5',
			virtual_port_reservation_id,
		},
	};
}

/** The address of the customer's router on a magic interconnect: what routes name as their next hop. */
export function customerEnd({ interface_address }: StoredMagicInterconnect['magic']): string {
	return otherEnd(interface_address) ?? addressOf(interface_address);
}

/** What goes out for a magic interconnect. */
export function answerOf(stored: StoredMagicInterconnect, form: TargetForm): MagicInterconnect {
	const { magic, savedTarget: saved } = stored;
	const { bgp, health_check, interface_address, version } = magic;
	const peer = otherEnd(interface_address);
	// A saved target is ignored where the probe goes both ways over the interconnect.
	const effective = health_check?.direction === 'bidirectional' ? peer : saved || peer;
	const target = form === 'object' ? { effective, saved } : effective;
	const endpoints = version === '1.5' && {
		cloudflare_endpoint: addressOf(interface_address),
		customer_endpoint: peer,
	};
	return {
		...magic,
		health_check: { ...health_check, target },
		...(bgp && { bgp: { ...bgp, ...endpoints } }),
	};
}

/**
 * What a magic interconnect is after an update: what the body leaves out stays, in `bgp`, `gre` and `health_check` too.
 *
 * @param body has passed its schema
 * @param form of the target in the body
 * @param all magic interconnects that there are, of every account
 * @throws Refusal in the v4 envelope
 */
export function updated(
	stored: StoredMagicInterconnect,
	body: UpdateMagicInterconnect,
	form: TargetForm,
	all: Iterable<StoredMagicInterconnect>,
): StoredMagicInterconnect {
	// Assumed: An update keeps what it leaves out, also within `bgp`, `gre` and `health_check`.
	const { account, magic } = stored;
	const { target, ...healthCheck } = body.health_check ?? {};
	const changed: StoredMagicInterconnect['magic'] = {
		...magic,
		...body,
		...(body.bgp && { bgp: { ...magic.bgp, ...body.bgp } }),
		...(body.gre && { gre: { ...magic.gre, ...body.gre } }),
		health_check: { ...magic.health_check, ...healthCheck },
		modified_on: laterThan(magic.modified_on),
	};
	checkVersion(magic.version, body);
	checkHealthCheck(changed, body);
	checkAddresses(changed);
	if (changed.automatic_return_routing && !returnRouting.includes(account)) {
		throw magicRefusal(400, 'The account does not have the flag coupler_integration');
	}
	if (changed.bgp && (changed.bgp.customer_asn ?? changed.bgp.as_no) === undefined) {
		throw magicRefusal(400, 'bgp has no customer_asn');
	}
	for (const other of all) {
		if (other.account === account && other.magic.id !== magic.id) {
			checkConflict(changed, other.magic);
		}
	}
	return { account, magic: changed, savedTarget: savedTarget(target, form) ?? stored.savedTarget };
}

function checkVersion(version: string, { bgp, gre, health_check }: UpdateMagicInterconnect): void {
	// Assumed: Read-only endpoints in `bgp` are refused.
	if (version !== '1.5') {
		if (health_check?.source === undefined) return;
		throw magicRefusal(400, 'health_check.source is for version 1.5 only');
	}
	if (gre) throw magicRefusal(400, 'gre is not configurable in version 1.5');
	if (bgp?.cloudflare_endpoint !== undefined || bgp?.customer_endpoint !== undefined) {
		throw magicRefusal(400, 'The endpoints in bgp are read-only in version 1.5');
	}
}

/** Checks the source, and clears it where it is not for the direction. */
function checkHealthCheck(
	{ health_check, version }: StoredMagicInterconnect['magic'],
	body: UpdateMagicInterconnect,
): void {
	if (version !== '1.5' || !health_check) return;
	if (health_check.direction === 'unidirectional') {
		if (body.health_check?.source !== undefined) {
			throw magicRefusal(400, 'health_check.source is for bidirectional health checks only');
		}
		delete health_check.source;
		return;
	}
	if (health_check.source === undefined) {
		throw magicRefusal(400, 'A bidirectional health check needs a source');
	}
	if (!within(`${health_check.source}/32`, sourceRanges)) {
		throw magicRefusal(400, `health_check.source is not in ${sourceRanges.join(', ')}`);
	}
}

function checkAddresses(magic: StoredMagicInterconnect['magic']): void {
	// Assumed: Addresses must not overlap within an account.
	const { interface_address, interface_address6, version } = magic;
	const lengths = version === '1.5' ? [31] : [30, 31];
	if (!lengths.includes(prefixLength(interface_address)) || !otherEnd(interface_address)) {
		throw magicRefusal(400, `interface_address is no host address in a /${lengths.join(' or /')}`);
	}
	if (!within(interface_address, interfaceRanges)) {
		throw magicRefusal(400, `interface_address is not in ${interfaceRanges.join(', ')}`);
	}
	if (interface_address6 === undefined) return;
	const [address = '', length] = interface_address6.split('/');
	// The first address of a /127 is an even one.
	if (!isIPv6(address) || length !== '127' || !/[:02468ace]$/i.test(address)) {
		throw magicRefusal(400, 'interface_address6 is not the first address of a /127');
	}
}

function checkConflict(
	changed: StoredMagicInterconnect['magic'],
	other: StoredMagicInterconnect['magic'],
): void {
	if (changed.name === other.name) {
		throw magicRefusal(409, `There is a magic interconnect named "${changed.name}"`);
	}
	if (overlap(changed.interface_address, other.interface_address)) {
		throw magicRefusal(409, `interface_address overlaps the one of "${other.name}"`);
	}
}

type Target = NonNullable<UpdateMagicInterconnect['health_check']>['target'];

/** What is to be saved of a target; undefined where the body leaves it out. `effective` is ignored. */
function savedTarget(target: Target, form: TargetForm): string | undefined {
	// Assumed: A calculated health check target is the other end of `interface_address`.
	if (target === undefined) return undefined;
	if ((typeof target === 'string') !== (form === 'text')) {
		const expected = form === 'text' ? 'text' : 'an object, because of x-magic-new-hc-target';
		throw magicRefusal(400, `health_check.target has to be ${expected}`);
	}
	return typeof target === 'string' ? target : target.saved;
}
