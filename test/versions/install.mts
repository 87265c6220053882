import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runProgram } from '../n8n/program.mts';
import { pinnedVersions } from './folders.mts';

/* Installs the engines of the older versions of n8n that the tests run on, where they are not there yet. */

const { signal } = new AbortController();

for (const { n8n, pinned, installed } of pinnedVersions()) {
	const wanted = readFileSync(join(pinned, 'package-lock.json'));
	const there =
		// npm writes its own copy of the lock last of all: an install that was cut short has none.
		existsSync(join(installed, 'node_modules', '.package-lock.json')) &&
		readFileSync(join(installed, 'package-lock.json')).equals(wanted);
	if (there) continue;
	console.log(`Installing the engine of n8n ${n8n} (about 20 seconds) ...`);
	rmSync(installed, { recursive: true, force: true });
	mkdirSync(installed, { recursive: true });
	copyFileSync(join(import.meta.dirname, '.npmrc'), join(installed, '.npmrc'));
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(pinned, file), join(installed, file));
	}
	await runProgram('npm', ['ci', '--loglevel=error'], {
		cwd: installed,
		log: join(installed, 'npm-ci.log'),
		signal,
	});
}
