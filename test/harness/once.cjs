/** A transformer of Jest that lets Node.js itself load a module, once in a process and not once in a test file. */
module.exports = {
	process: (_source, path) => ({
		code: `module.exports = globalThis.requireOnce(${JSON.stringify(path)});`,
	}),
};
