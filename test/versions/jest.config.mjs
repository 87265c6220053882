import { join } from 'node:path';

import base from '../jest.config.mjs';
import swc from '../swc.cjs';
import { pinnedVersions } from './folders.mts';

/** What the tests and the package load of n8n; all else is loaded by these, from beside them. */
const engine = ['n8n-core', 'n8n-workflow', '@n8n/di'];

/**
 * @param displayName how the report names the version
 * @param modules the folder that holds the engine
 */
const project = (displayName, modules) => ({
	displayName,
	rootDir: base.rootDir,
	testMatch: ['<rootDir>/versions/*.test.mts'],
	// Jest's own loader, which knows where the engine is; the other tests load it with Node's, once in a process.
	testEnvironment: 'node',
	transform: { '\\.m?ts$': ['@swc/jest', swc] },
	moduleNameMapper: Object.fromEntries(
		engine.map((name) => [`^${name}$`, join(modules, ...name.split('/'))]),
	),
	globals: { engineFolder: modules },
});

export default {
	testTimeout: base.testTimeout,
	projects: [
		...pinnedVersions().map(({ n8n, installed }) =>
			project(`n8n ${n8n}`, join(installed, 'node_modules')),
		),
		project('newest n8n', join(base.rootDir, '..', 'node_modules')),
	],
};
