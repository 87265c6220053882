import { factsOf } from '../../shared/api';

/**
 * @returns what a read returns; undefined where Cloudflare says that there is no such object
 * @throws NodeApiError where the read did not succeed for another reason
 */
export async function unlessNotFound<Value>(read: Promise<Value>): Promise<Value | undefined> {
	const result = await read.catch((error: Error) => error);
	if (!(result instanceof Error)) return result;
	if (factsOf(result)?.httpStatus === 404) return undefined;
	throw result;
}
