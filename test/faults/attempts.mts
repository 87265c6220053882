import type { INodeParameters } from 'n8n-workflow';

import type { Emulator } from '../emulator/index.mts';
import { locator } from '../harness/support.mts';

/** How an operation is tried. */
export interface Attempt {
	parameters: INodeParameters;
	/** Of the request that does what the operation is for. */
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** A create that is told from a listing by what was ordered, so that it can be sent again. */
	provable?: true;
	/** How many reads there are before a replacement: of what it changes, and of what exists. */
	readsFirst?: number;
	/** Any JSON object is an answer, and the node passes it on. */
	anyObject?: true;
}

const read = (parameters: INodeParameters): Attempt => ({ parameters, method: 'GET' });
const readObject = (parameters: INodeParameters): Attempt => ({
	...read(parameters),
	anyObject: true,
});

export const there = 'ams01-there';
const cniId = (emulator: Emulator) =>
	locator(emulator.addCni({ interconnect: there, conduitName: 'ams-there' }).id);
const slotId = ({ slots }: Emulator) => locator(slots.find(({ occupied }) => !occupied)!.id);
const magicInterconnectId = ({ magicInterconnects }: Emulator) =>
	locator(magicInterconnects[0]!.id!);
const magicRouteId = (emulator: Emulator) => locator(emulator.addRoute({ interconnect: there }).id);
/** The customer's end of a magic interconnect, as a route has it. */
function customerEnd(emulator: Emulator) {
	const { nexthop } = emulator.addRoute({ interconnect: there });
	return locator(nexthop, 'address');
}
const named = { interconnectName: locator(there, 'name') };

const CHECK = ', Check Only';

/** The same with Check Only, which reads only. */
function checked(
	variants: Record<string, (emulator: Emulator) => Attempt>,
): Record<string, (emulator: Emulator) => Attempt> {
	return Object.fromEntries(
		Object.entries(variants).map(([variant, attempt]) => [
			`${variant}${CHECK}`,
			(emulator) => {
				const { parameters } = attempt(emulator);
				return read({ ...parameters, options: { checkOnly: true } });
			},
		]),
	);
}

/** Whether a variant only looks whether its order would succeed. */
export const isCheck = (variant: string): boolean => variant.endsWith(CHECK);

/** How each operation is tried, by resource and operation; a create has an entry for each type. */
const plain: Record<string, Record<string, (emulator: Emulator) => Attempt>> = {
	'interconnect create': {
		direct: (emulator) => ({
			parameters: { type: 'direct', slotId: slotId(emulator) },
			method: 'POST',
			provable: true,
		}),
		gcp_partner: () => ({
			parameters: {
				type: 'gcp_partner',
				bandwidth: '1G',
				pairingKey: '123e4567-e89b-12d3-a456-426614174000/us-east4/1',
			},
			method: 'POST',
		}),
	},
	'interconnect delete': { any: () => ({ parameters: named, method: 'DELETE', anyObject: true }) },
	'interconnect downloadLoa': { any: () => ({ parameters: named, method: 'GET' }) },
	'interconnect get': { any: () => ({ parameters: named, method: 'GET', anyObject: true }) },
	'interconnect getAll': { any: () => ({ parameters: {}, method: 'GET' }) },
	'interconnect getDefaultLoaName': {
		any: () => ({ parameters: named, method: 'GET', anyObject: true }),
	},
	'cni create': {
		any: () => ({
			parameters: { ...named, conduitName: 'ams-new' },
			method: 'POST',
			provable: true,
		}),
	},
	'cni delete': {
		any: (emulator) => ({
			parameters: { cniId: cniId(emulator) },
			method: 'DELETE',
			anyObject: true,
		}),
	},
	'cni get': { any: (emulator) => readObject({ cniId: cniId(emulator) }) },
	'cni getAll': {
		any: (emulator) => {
			cniId(emulator);
			return read({});
		},
	},
	'cni update': {
		any: (emulator) => ({
			parameters: { cniId: cniId(emulator), updateFields: { mtu: 1400 } },
			method: 'PUT',
			readsFirst: 1,
		}),
	},
	'magicInterconnect get': {
		any: (emulator) => read({ magicInterconnectId: magicInterconnectId(emulator) }),
	},
	'magicInterconnect getAll': { any: () => read({}) },
	'magicInterconnect update': {
		any: (emulator) => ({
			parameters: {
				magicInterconnectId: magicInterconnectId(emulator),
				updateFields: { mtu: 1400 },
			},
			method: 'PUT',
		}),
	},
	'cni upsert': {
		create: () => ({
			parameters: { ...named, conduitName: 'ams-new' },
			method: 'POST',
			provable: true,
		}),
		update: (emulator) => {
			cniId(emulator);
			return {
				parameters: { ...named, conduitName: 'ams-there', mtu: 1400 },
				method: 'PUT',
				readsFirst: 2,
			};
		},
	},
	'magicRoute create': {
		any: (emulator) => ({
			parameters: { prefix: '198.51.100.0/24', nexthop: customerEnd(emulator) },
			method: 'POST',
			provable: true,
		}),
	},
	'magicRoute upsert': {
		create: (emulator) => ({
			parameters: { prefix: '198.51.100.0/24', nexthop: customerEnd(emulator) },
			method: 'POST',
			provable: true,
		}),
	},
	'magicRoute delete': {
		any: (emulator) => ({
			parameters: { magicRouteId: magicRouteId(emulator) },
			method: 'DELETE',
			anyObject: true,
		}),
	},
	'magicRoute get': { any: (emulator) => read({ magicRouteId: magicRouteId(emulator) }) },
	'magicRoute getAll': {
		any: (emulator) => {
			magicRouteId(emulator);
			return read({});
		},
	},
	'magicRoute update': {
		any: (emulator) => ({
			parameters: { magicRouteId: magicRouteId(emulator), updateFields: { priority: 7 } },
			method: 'PUT',
			readsFirst: 1,
		}),
	},
	'settings get': { any: () => readObject({}) },
	'settings update': {
		any: () => ({ parameters: { defaultAsn: 65001 }, method: 'PUT', anyObject: true }),
	},
	'slot get': { any: (emulator) => readObject({ slotId: slotId(emulator) }) },
	'slot getAll': { any: () => read({ limit: 1 }) },
	'interconnect getStatus': { any: () => ({ parameters: named, method: 'GET', anyObject: true }) },
	// The first look; what goes wrong with a later one is in test/action/waitForStatus.
	'interconnect waitForStatus': { any: () => ({ parameters: named, method: 'GET' }) },
};

/** Operations that can be tried with Check Only, which is among their options. */
const checkable = [
	'interconnect create',
	'cni create',
	'cni upsert',
	'magicRoute create',
	'magicRoute upsert',
];

/** How each operation is tried, by resource and operation, with Check Only too. */
export const attempts: typeof plain = {
	...plain,
	...Object.fromEntries(
		checkable.map((operation) => [
			operation,
			{ ...plain[operation], ...checked(plain[operation]!) },
		]),
	),
};

/** Whether an operation is tried with `GET` only. */
export const isRead = (operation: string, variant: string): boolean =>
	/\b(get|download|wait)/.test(operation) || isCheck(variant);
