import type { Params } from '../../shared/types';

/**
 * Refuses a group of an update's fields that nobody filled in. n8n makes such a one of a group that is given as one
 * expression: what the expression says would be dropped without a word. Fields whose expressions give nothing are fine.
 *
 * @param name of the collection in "Update Fields", such as `bgp`
 * @param changes what was read from it
 */
export function refuseEmpty(params: Params, name: string, changes: object): void {
	const path = `updateFields.${name}`;
	if (!params.has(path) || Object.keys(changes).length > 0 || !params.isFixed(path)) return;
	throw params.refusal(
		path,
		'is empty: nothing of it would change',
		'Nothing was sent for this item. Fill in a field of it or take it out, and run again. n8n empties a collection that is given as one expression: give expressions to its fields.',
	);
}
