/** Of the parts that are pure and tested by fast unit tests: which changes of the source do no test notice? */
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
		'nodes/shared/api/{noAnswer,pacer,pagination,rateLimitHeaders,recentOrders,refusal,retry}.ts',
		'nodes/shared/api/pace/*.ts',
		'nodes/shared/params/{addresses,itemParams}.ts',
	],
	// What is neither mutated nor tested.
	ignorePatterns: ['.demo', '.versions', 'dist', 'workflows'],
	tempDirName: 'dist/.stryker',
	reporters: ['clear-text', 'progress-append-only'],
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
	disableTypeChecks: false,
	concurrency: 2,
	timeoutMS: 10_000,
	thresholds: { high: 95, low: 90, break: 90 },
};
