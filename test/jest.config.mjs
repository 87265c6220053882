import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export default {
	rootDir: dirname(fileURLToPath(import.meta.url)),
	testMatch: ['<rootDir>/**/*.test.mts'],
	// What takes longer has scripts of its own.
	testPathIgnorePatterns: ['<rootDir>/e2e/', '<rootDir>/faults/', '<rootDir>/soak/'],
	transform: {
		'\\.m?ts$': [
			'@swc/jest',
			{ jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	testEnvironment: 'node',
	// Some tests wait for what goes wrong; a machine that is busy with others takes longer.
	testTimeout: 30_000,
};
