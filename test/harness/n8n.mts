import { createRequire } from 'node:module';

import type * as Di from '@n8n/di';
import type * as Core from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';

/*
 * n8n's engine and all that has to share its modules with it, as Node.js itself loads them. Jest would evaluate them anew
 * for every test file, which takes longer than most files take to run.
 */

/** `requireOnce` is what `environment.cjs` gives to tests; processes of their own have no Jest. */
const { requireOnce = createRequire(import.meta.url) } = globalThis as {
	requireOnce?: NodeJS.Require;
};

/**
 * Loads a module once in a process.
 *
 * @param path absolute, or the name of a package
 */
export function load<T>(path: string): T {
	return requireOnce(path) as T;
}

/** Loads a package that n8n-core brings and that is no dependency of ours. */
export function loadFromCore<T>(name: string): T {
	return load(requireOnce.resolve(name, { paths: [requireOnce.resolve('n8n-core')] }));
}

/** Dependency injection as n8n-core uses it. */
export const { Container } = load<typeof Di>('@n8n/di');

export const core = load<typeof Core>('n8n-core');

export const n8nWorkflow = load<typeof N8nWorkflow>('n8n-workflow');

/*
 * n8n runs regular expressions, such as those that locators are checked by, in a virtual machine with a watchdog: slow, and
 * on a busy machine it barks at expressions that take no time. Older versions run them as they are.
 */
n8nWorkflow.setSafeRegexEngine?.({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, replacement) =>
		input.replace(new RegExp(pattern, flags), replacement),
	matchAll: (pattern, input, flags = '') => [
		...input.matchAll(new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`)),
	],
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});
