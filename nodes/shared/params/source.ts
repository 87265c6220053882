import type { IExecuteFunctions, INode } from 'n8n-workflow';

/** Stands for a parameter that is not there: no expression can return it. */
export const ABSENT = Symbol('absent');

/** Where parameters come from: an item of a run, or a trigger. */
export interface ParamSource {
	/** Whose parameters they are. */
	node: INode;
	/** The input item, counted from 0; missing in a trigger. */
	item?: number;
	/** Whether there are other input items: messages name the item then. */
	several?: boolean;
	/** The value of a parameter with all that is in it, as n8n resolves it; ABSENT where there is none. */
	resolved(name: string): unknown;
	/** The same with its expressions as they were entered. */
	entered(name: string): unknown;
}

/** The parameters of one item of a run. */
export function itemSource(ctx: IExecuteFunctions, item: number): ParamSource {
	return {
		node: ctx.getNode(),
		item,
		several: ctx.getInputData().length > 1,
		resolved: (name) => ctx.getNodeParameter(name, item, ABSENT),
		entered: (name) => ctx.getNodeParameter(name, item, ABSENT, { rawExpressions: true }),
	};
}
