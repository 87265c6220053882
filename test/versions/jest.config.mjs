import { join } from 'node:path';

import base from '../jest.config.mjs';
import { pinnedVersions } from './folders.mts';

/** What the tests and the package load of n8n; all else is loaded by these, from beside them. */
const engine = ['n8n-core', 'n8n-workflow', '@n8n/di'];

// Jest takes the time limit for all projects together only.
const { testTimeout, ...options } = base;

const project = (displayName, moduleNameMapper = {}) => ({
	...options,
	displayName,
	moduleNameMapper,
	testMatch: ['<rootDir>/versions/*.test.mts'],
	testPathIgnorePatterns: [],
});

export default {
	testTimeout,
	projects: [
		...pinnedVersions().map(({ n8n, installed }) =>
			project(
				`n8n ${n8n}`,
				Object.fromEntries(
					engine.map((name) => [`^${name}$`, join(installed, 'node_modules', name)]),
				),
			),
		),
		project('newest n8n'),
	],
};
