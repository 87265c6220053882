import type { IExecuteFunctions } from 'n8n-workflow';

import { isOlderTool } from './n8nVersion';

/**
 * Shows a hint above the output, which says what item it is of. Where n8n has no hints it goes to n8n's log, because a
 * hint must not make an order that was placed fail.
 *
 * @param item the input item, counted from 0
 */
export function showHint(ctx: IExecuteFunctions, item: number, text: string): void {
	const message = `Item ${item}: ${text}`;
	if (isOlderTool(ctx)) ctx.logger.info(message);
	else ctx.addExecutionHints({ message, location: 'outputPane' });
}
