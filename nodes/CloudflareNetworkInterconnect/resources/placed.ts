import type { IDataObject } from 'n8n-workflow';

import type { Placed } from '../orders';

/**
 * The result of a create.
 *
 * @param addOutcome whether the user wants to know how it ended ("Add Outcome"): a workflow can't read hints
 */
export function placedJson(
	{ object, outcome, differences }: Placed,
	addOutcome: boolean,
): IDataObject {
	return addOutcome ? { ...object, outcome, differences } : object;
}
