import type { INode, INodeProperties } from 'n8n-workflow';

import { ItemParams } from '../../../nodes/shared/params/itemParams.ts';
import { ABSENT, type ParamSource } from '../../../nodes/shared/params/source.ts';

/* Parameters without n8n: what is entered, and what n8n makes of it. */

const node = { id: '1', name: 'CNI', type: 'cni', typeVersion: 1 } as INode;

export const field = (
	name: string,
	displayName: string,
	more: Partial<INodeProperties> = {},
): INodeProperties => ({ name, displayName, type: 'string', default: '', ...more });

/**
 * @param resolved values by the root of their paths, expressions resolved
 * @param entered the same as they were entered, where that differs
 */
export function paramsOf(
	fields: INodeProperties[],
	resolved: Record<string, unknown>,
	entered: Record<string, unknown> = {},
	more: Partial<ParamSource> = {},
): ItemParams {
	const source: ParamSource = {
		node,
		item: 0,
		resolved: (name) => (name in resolved ? resolved[name] : ABSENT),
		entered: (name) => (name in entered ? entered[name] : resolved[name]),
		...more,
	};
	return new ItemParams(source, fields);
}

/** What is thrown: message, description, and where it is. */
export function thrownBy(act: () => unknown): { message: string; description?: string } {
	try {
		act();
	} catch (error) {
		return error as { message: string; description?: string };
	}
	throw new Error('Nothing was thrown');
}
