/** How test code is compiled, for jest and for the processes that tests start. */
module.exports = {
	jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
	module: { type: 'commonjs' },
};
