import type { IExecuteFunctions } from 'n8n-workflow';

import { isOlderTool } from './n8nVersion';

/**
 * Shows a hint above the output, which says what item it is of where there are several. Where n8n has no hints it goes
 * to n8n's log, because a hint must not make an order that was placed fail.
 *
 * @param item the input item, counted from 0
 * @param type a warning asks the user to do something
 */
export function showHint(
	ctx: IExecuteFunctions,
	item: number,
	text: string,
	type: 'info' | 'warning' = 'info',
): void {
	const message = ctx.getInputData().length > 1 ? `Item ${item}: ${text}` : text;
	if (isOlderTool(ctx)) ctx.logger.info(message);
	else ctx.addExecutionHints({ message, type, location: 'outputPane' });
}
