import type { IDataObject } from 'n8n-workflow';

import { list, type Path, type Query } from '../../shared/api';
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
