import type { INode, INodeParameters } from 'n8n-workflow';

import type { Emulator, Fault, Order } from '../emulator/index.mts';
import { randomFrom } from '../harness/random.mts';
import { locator, operation } from '../harness/support.mts';

/* What is drawn: the workflows, what they order, and what goes wrong at the service. */

export const WORKFLOWS_PER_SERVICE = 8;
export const ITEMS_PER_WORKFLOW = 10;

/** Milliseconds that a request may take. */
export const TIMEOUT = 1000;

/** Draws from a seed. */
export class Draw {
	private readonly random: () => number;
	/** A region is told apart in the listing: no two workflows order in the same. */
	private regions = 0;
	private keys = 0;

	constructor(seed: number) {
		this.random = randomFrom(seed);
	}

	private readonly below = (limit: number) => Math.floor(this.random() * limit);
	private readonly chance = (probability: number) => this.random() < probability;
	private readonly oneOf = <T,>(values: readonly T[]): T => values[this.below(values.length)]!;

	/** Orders what goes wrong at a service. @returns how often it refuses for its rate limit */
	orderFaults(emulator: Emulator, workflows: number): number {
		const creates = workflows * ITEMS_PER_WORKFLOW;
		for (let i = 0; i < creates / 2; i++) {
			const skip = this.below(creates * 1.3);
			const drawn = this.random();
			if (drawn < 0.8) {
				emulator.fault({
					method: 'POST',
					skip,
					...this.oneOf(lost),
					when: this.oneOf(['before', 'after']),
				});
			} else if (drawn < 0.9) emulator.fault({ method: 'POST', skip, ...this.oneOf(refused) });
			// The service acts although the client has given up, now and then only after it has looked twice.
			else emulator.fault({ method: 'POST', skip, delay: TIMEOUT + this.below(4000) });
		}
		for (let i = 0; i < creates / 4; i++) {
			emulator.fault({ method: 'GET', skip: this.below(creates * 2), ...this.oneOf(unread) });
		}
		const limited = this.below(3);
		for (let i = 0; i < limited; i++) {
			emulator.fault({
				skip: this.below(creates * 2),
				status: 429,
				headers: { 'retry-after': '1' },
			});
		}
		return limited;
	}

	/**
	 * Draws a workflow.
	 *
	 * @param slots free ones: what is taken is taken out
	 */
	plan(slots: string[]): Plan {
		const resource = this.chance(0.25) ? 'cni' : 'interconnect';
		return {
			resource,
			items: this.items(resource, slots),
			onError: this.oneOf([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const),
			maxTries: this.oneOf([undefined, 2, 3]),
			returnExisting: this.chance(0.3),
			cancelAfter: this.chance(0.1)
				? this.below(WORKFLOWS_PER_SERVICE * ITEMS_PER_WORKFLOW)
				: undefined,
		};
	}

	private items(resource: Plan['resource'], slots: string[]): Item[] {
		const region = `soak-region${++this.regions}`;
		const items: Item[] = [];
		for (let i = 0; i < ITEMS_PER_WORKFLOW; i++) {
			const before = items.at(-1);
			if (before && this.chance(0.05)) {
				// The same order twice, as a source with duplicates gives it.
				items.push(before);
				continue;
			}
			const uuid = `00000000-0000-4000-8000-${(++this.keys).toString(16).padStart(12, '0')}`;
			items.push({
				type: resource === 'cni' ? 'cni' : this.chance(0.5) ? 'direct' : 'gcp_partner',
				conduit: `conduit-${String(this.keys).padStart(6, '0')}`,
				slot: slots.pop()!,
				key: `${uuid}/${region}/${this.oneOf(['1', '2', 'any'])}`,
				bandwidth: this.oneOf(['50M', '1G']),
			});
		}
		return items;
	}
}

const page = '<html><head><title>502: Bad gateway</title></head></html>';
const headers = { location: 'https://example.com/' };

/** What happens to creates; each before or after the service has acted. */
const lost: Fault[] = [
	{ drop: true },
	{ status: 200, body: { rest: 'x'.repeat(500) }, truncate: true },
	{ status: 302, headers, body: '' },
	{ status: 408, body: '' },
	{ status: 500, body: { error: 'internal' } },
	{ status: 502, body: page },
	{ status: 504, body: 'upstream timeout' },
	{ status: 200, body: {} },
	{ status: 200, body: page },
];
/** What the service says when it has not acted. */
const refused: Fault[] = [400, 403, 409, 422].map((status) => ({ status, body: 'not now' }));
/** What happens to reads; some for as long as they are repeated. */
const unread: Fault[] = [
	{ drop: true },
	{ status: 500, body: '' },
	{ status: 503, body: page, times: 4 },
	{ status: 200, body: page },
	{ status: 200, body: '{"items": [' },
];

/** An item of a workflow: what is ordered with it. */
export interface Item {
	[member: string]: string;
	type: Order['kind'];
	slot: string;
	key: string;
	bandwidth: string;
	conduit: string;
}

export interface Plan {
	/** Of all items: one node has one operation. */
	resource: 'interconnect' | 'cni';
	items: Item[];
	onError: INode['onError'];
	maxTries: number | undefined;
	returnExisting: boolean;
	/** Creates at its service after which someone cancels it. */
	cancelAfter: number | undefined;
}

/** What the CNIs are ordered on. */
export const CARRIER = 'carrier';

/** The node of a workflow. */
export const parametersOf = ({ resource, returnExisting }: Plan): INodeParameters =>
	operation(resource, 'create', {
		...(resource === 'interconnect' && { type: '={{ $json.type }}' }),
		slotId: locator('={{ $json.slot }}'),
		bandwidth: '={{ $json.bandwidth }}',
		pairingKey: '={{ $json.key }}',
		interconnectName: locator(CARRIER, 'name'),
		conduitName: '={{ $json.conduit }}',
		options: { timeout: TIMEOUT, maxRetries: 1, ...(returnExisting && { returnExisting: true }) },
	});
