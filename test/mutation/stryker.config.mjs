/**
 * Which changes of the source does no test notice? For the parts that are pure and tested by fast unit tests; the others
 * are tested as n8n runs them, which takes too long to be done a thousand times.
 */
export default {
	packageManager: 'npm',
	plugins: ['@stryker-mutator/jest-runner'],
	testRunner: 'jest',
	jest: {
		projectType: 'custom',
		configFile: 'test/mutation/jest.config.mjs',
		enableFindRelatedTests: false,
	},
	coverageAnalysis: 'perTest',
	mutate: [
		'nodes/CloudflareNetworkInterconnect/orders/transitions.ts',
		'nodes/shared/api/noAnswer.ts',
		'nodes/shared/api/pace/*.ts',
		'nodes/shared/api/pacer.ts',
		'nodes/shared/api/pagination.ts',
		'nodes/shared/api/rateLimitHeaders.ts',
		'nodes/shared/api/refusal.ts',
		'nodes/shared/api/retry.ts',
		'nodes/shared/params/addresses.ts',
		'nodes/shared/params/itemParams.ts',
	],
	// Neither mutated nor needed by the tests.
	ignorePatterns: ['.demo', '.versions', 'dist', 'workflows'],
	tempDirName: 'dist/.stryker',
	reporters: ['clear-text', 'progress-append-only'],
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
	concurrency: 2,
	timeoutMS: 5_000,
	thresholds: { high: 95, low: 90, break: 90 },
};
