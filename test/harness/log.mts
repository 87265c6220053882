import { AsyncLocalStorage } from 'node:async_hooks';

import type { Constructable } from '@n8n/di';
import type { Logger } from 'n8n-workflow';

import { Container, loadFromCore, n8nWorkflow } from './n8n.mts';

const common = loadFromCore<{ Logger: Constructable<Logger> }>('@n8n/backend-common');

const listeners = new AsyncLocalStorage<string[]>();

const listening = (level: string) => (message: string, metadata?: object) => {
	listeners.getStore()?.push(`${level}: ${message} ${JSON.stringify(metadata ?? {})}`);
};

/** Stands in for n8n's log: what is written to it goes to whoever listens, at all levels. */
const logger = {
	debug: listening('debug'),
	info: listening('info'),
	warn: listening('warn'),
	error: listening('error'),
	scoped: () => logger,
};
Container.set(common.Logger, logger);
n8nWorkflow.LoggerProxy.init(logger);

/**
 * Does something and listens to what it writes to n8n's log, also while other things are done.
 *
 * @param act gets the lines that have been written so far
 * @returns what it gave, and the lines of the log with their level and metadata
 */
export async function withLog<T>(
	act: (log: readonly string[]) => Promise<T>,
): Promise<{ result: T; log: string[] }> {
	const log: string[] = [];
	return { result: await listeners.run(log, async () => await act(log)), log };
}
