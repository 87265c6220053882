import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Params } from '../params/types';

/** For objects with more than ten members. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/**
 * @param simplified gives the main members of an object, ten at most
 * @returns what to do with each object of an answer
 */
export function simplifierOf(
	params: Params,
	simplified: (object: IDataObject) => IDataObject,
): (object: IDataObject) => IDataObject {
	return params.flag('simplify') ? simplified : (object) => object;
}
