import type { IDataObject } from 'n8n-workflow';

import { identifiedBy, type Api, type Expected, type Path } from '../../shared/api';

/** How the API returns the objects that an order makes. */
export interface Returned {
	/** @returns all that exist in the account */
	list(api: Api, path: Path): Promise<IDataObject[]>;
	/** The response to the create. */
	created: Expected<IDataObject>;
	/** The response to a read of one of them. */
	one: Expected<IDataObject>;
}

/** The CNI API returns bare objects, and its listings have pages. */
export function fromCni(identifier: 'name' | 'id'): Returned {
	return {
		list: async (api, path) => await api.getAll(path, {}),
		created: identifiedBy(identifier),
		one: identifiedBy(identifier),
	};
}
