const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest's environment for Node.js, with Node's own `require` beside Jest's, which evaluates every module anew for every
 * test file. What `once.cjs` is applied to is loaded with it.
 */
module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.requireOnce = require;
		// Each order is written to n8n's log, which would bury what the tests print.
		process.env.N8N_LOG_LEVEL ??= 'warn';
	}
};
