import type { IDataObject } from 'n8n-workflow';

import { list, type Path, type Query } from '../../shared/api';
import type { Call, Result, Turn } from './types';

/**
 * What a "Get Many" of a CNI listing does: one result per object.
 *
 * @param more what is made of the listed objects beside
 * @returns what to do for the item; reads "Return All" and "Limit" before it returns
 */
export function getManyPages(
	call: Call,
	path: Path,
	query: Query,
	{ choose, add }: More = {},
): (turn: Turn) => Promise<Result[]> {
	const limit = limitOf(call);
	return async (turn) => {
		const all = await call.api.getAll(path, query, choose ? undefined : limit);
		const chosen = choose ? (await choose(all)).slice(0, limit) : all;
		return (add ? await add(chosen, turn) : chosen).map((json) => ({ json }));
	};
}

/** What a "Get Many" does that the API does not. */
interface More {
	/** Chooses among all that are listed, before the limit applies. */
	choose?(listed: IDataObject[]): Promise<IDataObject[]>;
	/** Adds to what is returned. */
	add?(listed: IDataObject[], turn: Turn): Promise<IDataObject[]>;
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
