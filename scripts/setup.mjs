// Makes a fresh clone ready to build, test and run the demo. It runs before every `npm test`,
// `npm run demo` and `npm run emulator`, on whatever Node the machine has (20 or newer), before
// anything is installed: so it uses nothing but Node itself. Where nothing is to do it says nothing.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** When a file was last written, in milliseconds; 0 where there is none. */
function lastWritten(...path) {
	return statSync(join(root, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When npm last finished an install: it writes its own copy of the lock last of all. */
function lastInstall() {
	return lastWritten('node_modules', '.package-lock.json');
}

/** Whether the Node that the `node` package fetches in its install script is there and runs. */
function nodeIsInstalled() {
	const folder = join(root, 'node_modules', 'node');
	const { stdout } = spawnSync(join(folder, 'bin', 'node'), ['--version'], { encoding: 'utf8' });
	return stdout?.trim() === `v${wantedNode()}`;
}

/** The version of Node that package.json pins. */
function wantedNode() {
	return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
}

/** Runs npm, which shows its own output, and ends with npm's exit status where it fails. */
function npm(what, ...args) {
	console.log(`${what} ...`);
	const start = Date.now();
	// Errors only: the deprecation notices of other people's packages help nobody here.
	const { status, error } = spawnSync('npm', [...args, '--loglevel=error'], {
		cwd: root,
		stdio: 'inherit',
	});
	if (status !== 0) {
		console.error(`\`npm ${args.join(' ')}\` did not succeed${error ? `: ${error.message}` : ''}.`);
		process.exit(status ?? 1);
	}
	console.log(`done in ${Math.round((Date.now() - start) / 1000)} s`);
}

if (lastInstall() < lastWritten('package-lock.json')) {
	npm('Installing the development tools into node_modules (about 90 seconds)', 'ci');
}
// n8n needs Node 24. Once it is in node_modules/.bin, npm's scripts find it before the machine's own.
if (!nodeIsInstalled()) {
	npm(
		`Installing Node ${wantedNode()} into node_modules (about 10 seconds)`,
		'rebuild',
		'node',
		'--ignore-scripts=false',
	);
}
