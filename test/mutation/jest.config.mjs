import jestConfig from '../jest.config.mjs';

/** The fast unit tests: they import the sources that are mutated, and never the built package. */
export default {
	...jestConfig,
	testMatch: [
		'<rootDir>/orders/transitions.test.mts',
		'<rootDir>/shared/pace/*.test.mts',
		'<rootDir>/shared/{noAnswer,pagination,rateLimitHeaders,recentOrders,refusal}.test.mts',
		'<rootDir>/shared/params/*.test.mts',
	],
	transform: { '\\.m?ts$': jestConfig.transform['\\.m?ts$'] },
	testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
};
