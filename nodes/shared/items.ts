import type { IExecuteFunctions } from 'n8n-workflow';

/** @returns what names an item at the end of a message; empty where the run has only one */
export function suffixOf(ctx: Pick<IExecuteFunctions, 'getInputData'>, item: number): string {
	return ctx.getInputData().length > 1 ? ` (item ${item})` : '';
}
