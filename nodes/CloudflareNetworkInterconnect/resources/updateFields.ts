import type { Params } from '../../shared/params/types';

/** The path of a field of the collection "Update Fields". */
export const updateField = (name: string) => `updateFields.${name}`;

/**
 * Reads a field of "Update Fields" that the user added.
 *
 * @param read gets the path of the field
 * @returns undefined where it was not added: it stays as it is
 */
export function givenField<Value>(
	params: Params,
	name: string,
	read: (path: string) => Value,
): Value | undefined {
	const path = updateField(name);
	return params.has(path) ? read(path) : undefined;
}

/** The members that have a value: what is left out of an update stays as it is. */
export function withoutUndefined<T extends object>(values: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined),
	) as Partial<T>;
}

/** Nothing where an object has no members. */
export function unlessEmpty<T extends object>(values: T): T | undefined {
	return Object.keys(values).length > 0 ? values : undefined;
}

/**
 * Refuses a group of an update's fields that nobody filled in. n8n makes such a one of a group that is given as one
 * expression: what the expression says would be dropped without a word.
 *
 * @param name of the group in "Update Fields", such as `bgp`
 * @param changes what was read from it
 */
export function refuseEmptyGroup(params: Params, name: string, changes: object = {}): void {
	const path = updateField(name);
	if (!params.has(path) || unlessEmpty(changes)) return;
	throw params.refusal(
		path,
		'is empty: it would change nothing',
		'Nothing was sent for this item. Fill in one of its fields or remove it, and run again. n8n empties a collection that is one expression as a whole: use expressions in its fields instead.',
	);
}
