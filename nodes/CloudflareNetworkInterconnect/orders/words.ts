import type { Order } from './types';

/** What messages say of a create. */
interface Words {
	/** What is sent, such as "order". */
	order: string;
	anOrder: string;
	/** What becomes of it once it is carried out: "the order was placed". */
	placed: string;
	/** What becomes of its object: "'ams01-1' was ordered". */
	ordered: string;
	/** What the user does: "before you order again". */
	orderAgain: string;
	/** What a run does: "it orders only if nothing exists". */
	orders: string;
	/** What an object may differ from. */
	asked: string;
	/** @param label what nothing exists on, or which route there is not */
	nothing(label: string): string;
}

const ORDER: Words = {
	order: 'order',
	anOrder: 'an order',
	placed: 'placed',
	ordered: 'ordered',
	orderAgain: 'order again',
	orders: 'orders',
	asked: 'the order',
	nothing: (label) => `nothing exists on ${label}`,
};

/** Nothing physical, and nobody bills it. */
const ROUTE: Words = {
	order: 'route',
	anOrder: 'a route',
	placed: 'created',
	ordered: 'created',
	orderAgain: 'create it again',
	orders: 'creates the route',
	asked: 'what was asked for',
	// Of another scope there may be one.
	nothing: (label) => `no route of this scope exists on ${label}`,
};

/** The words for a kind of create: interconnects and CNIs are ordered, a route is created. */
export function orderWords({ kind }: Pick<Order, 'kind'>): Words {
	return kind === 'route' ? ROUTE : ORDER;
}
