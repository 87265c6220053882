import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import swc from './swc.cjs';

export default {
	rootDir: dirname(fileURLToPath(import.meta.url)),
	testMatch: ['<rootDir>/**/*.test.mts'],
	// What takes longer has scripts of its own.
	testPathIgnorePatterns: [
		'<rootDir>/e2e/',
		'<rootDir>/faults/',
		'<rootDir>/queue/',
		'<rootDir>/soak/',
		'<rootDir>/versions/',
	],
	transform: {
		'/test/emulator/index\\.mts$': '<rootDir>/harness/once.cjs',
		'\\.m?ts$': ['@swc/jest', swc],
	},
	testEnvironment: '<rootDir>/harness/environment.cjs',
	// Some tests wait for what goes wrong; a machine that is busy with others takes longer.
	testTimeout: 30_000,
};
