import type { IDataObject } from 'n8n-workflow';

import { list, type Path, type Query } from '../../shared/api';
import { ANY } from '../../shared/params/values';
import type { Call, Result } from './types';

/**
 * What a "Get Many" of a CNI listing does: one result per object.
 *
 * @returns what to do for the item; reads "Return All" and "Limit" before it returns
 */
export function getManyPages(call: Call, path: Path, query: Query): () => Promise<Result[]> {
	const limit = limitOf(call);
	return async () => (await call.api.getAll(path, query, limit)).map((json) => ({ json }));
}

/**
 * What a "Get Many" of a listing without pages does.
 *
 * @param member the member of the response that holds the list
 * @param shape what to make of each object
 */
export function getManyAtOnce(
	call: Call,
	path: Path,
	member: string,
	shape: (object: IDataObject) => IDataObject = (object) => object,
): () => Promise<Result[]> {
	const limit = limitOf(call);
	return async () => {
		const listed = await call.api.get(path, { expect: list(member) });
		return listed.slice(0, limit).map((object) => ({ json: shape(object) }));
	};
}

function limitOf({ params }: Call): number | undefined {
	return params.flag('returnAll') ? undefined : params.count('limit');
}

/**
 * A filter of a "Get Many". One that was added must have a value: without it the listing would be longer than whoever
 * added it expects, and what follows might order at another site.
 *
 * @param name of the field in the collection "Filters"
 * @param read reads the filter's value
 * @returns undefined where it was not added, or is `*`, which leaves it out on purpose
 */
export function filterOf<Value>(
	{ params }: Call,
	name: string,
	read: (path: string) => Value,
): Value | undefined {
	const path = `filters.${name}`;
	if (!params.has(path)) return undefined;
	const value = params.value(path, `a value, or ${ANY} to list without the filter`) ?? '';
	if (typeof value !== 'string') return read(path);
	if (value.trim() === ANY) return undefined;
	if (value.trim() !== '') return read(path);
	throw params.refusal(
		path,
		'is empty',
		`Nothing was sent for this item. Fill in the filter, remove it, or enter '${ANY}' to list without it.`,
	);
}
