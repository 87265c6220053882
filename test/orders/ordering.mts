import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../emulator/index.mts';
import { interconnect, locator } from '../harness/support.mts';

/* What tests of orders share. */

/** A pairing key. */
export const key = (number = 0, region = 'us-east4') =>
	`123e4567-e89b-12d3-a456-42661417${String(number).padStart(4, '0')}/${region}/1`;

/** Parameters of a create of a Google Cloud partner attachment. */
export const partner = (pairingKey: string | undefined = key(), bandwidth = '1G') =>
	interconnect('create', { type: 'gcp_partner', bandwidth, pairingKey });

/** Parameters of a create of a direct port. */
export const direct = (slot: string, options: INodeParameters = {}) =>
	interconnect('create', { type: 'direct', slotId: locator(slot), options });

/** The answer is lost although the order was carried out. */
export const lost: Fault = { method: 'POST', drop: true, when: 'after' };

/** The order never reached the service, and nobody knows. */
export const swallowed: Fault = { method: 'POST', drop: true };
