// Runs a .mts file as jest would: the ES modules of n8n-workflow do not load in Node.js itself.
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const { transformSync } = require('@swc/core');

const options = require('../swc.cjs');

require.extensions['.mts'] = (module, filename) => {
	module._compile(
		transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code,
		filename,
	);
};
const [program] = process.argv.splice(2, 1);
require(resolve(program));
