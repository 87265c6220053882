import type { IExecuteFunctions } from 'n8n-workflow';

import { apiWith, type CredentialApi } from './client';
import { CREDENTIAL_TYPE, storedCredential, usableCredential } from './credentials';

/**
 * The API with the credential of each input item: a credential may hold expressions, and then each item may have a
 * token, an account and a base URL of its own. n8n resolves them with the first item unless it is asked with another.
 *
 * Items whose credentials have the same values share one API, and with it what no message of it may show.
 *
 * @returns gives the API of an item; throws a NodeOperationError where its credential can't be used
 */
export function apisOfItems(ctx: IExecuteFunctions): (item: number) => Promise<CredentialApi> {
	const node = ctx.getNode();
	const known = new Map<string, CredentialApi>();
	return async (item) => {
		const read = async () => await ctx.getCredentials(CREDENTIAL_TYPE, item);
		const data = await storedCredential(node, read, item);
		const values = JSON.stringify(data);
		const api = known.get(values) ?? apiWith(ctx, usableCredential(node, data, item));
		known.set(values, api);
		return api;
	};
}
