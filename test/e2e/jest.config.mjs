import base from '../jest.config.mjs';

// A real n8n server: `npm run test:e2e`, not part of `npm test`.
export default {
	...base,
	testMatch: ['<rootDir>/e2e/**/*.test.mts'],
	testPathIgnorePatterns: [],
	testTimeout: 60_000,
};
