import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Shows a hint above the output, which says what item it is of. In tools, n8n has hints since October 2025 only:
 * before, it goes to n8n's log, because a hint must not make an order that was placed fail.
 *
 * @param item the input item, counted from 0
 */
export function showHint(
	ctx: Pick<IExecuteFunctions, 'logger'> & Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	item: number,
	text: string,
): void {
	const message = `Item ${item}: ${text}`;
	if (ctx.addExecutionHints) ctx.addExecutionHints({ message, location: 'outputPane' });
	else ctx.logger.info(message);
}
