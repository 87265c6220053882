import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runProgram } from '../n8n/program.mts';

/**
 * Installs what a folder's lock pins, where it is not there yet: what must not live beside the development tools, because
 * it brings other versions of them.
 *
 * @param what in words, for the terminal
 * @param pinned the folder with package.json and package-lock.json
 * @param installed the folder to install into; what is in it and does not fit the lock is removed
 * @throws {Error} Where npm fails, with the last lines that it wrote.
 */
export async function installPinned(
	what: string,
	pinned: string,
	installed: string,
): Promise<void> {
	const wanted = readFileSync(join(pinned, 'package-lock.json'));
	const there =
		// npm writes its own copy of the lock last of all: an install that was cut short has none.
		existsSync(join(installed, 'node_modules', '.package-lock.json')) &&
		readFileSync(join(installed, 'package-lock.json')).equals(wanted);
	if (there) return;
	console.log(`Installing ${what} (about 20 seconds) ...`);
	rmSync(installed, { recursive: true, force: true });
	mkdirSync(installed, { recursive: true });
	copyFileSync(join(import.meta.dirname, '.npmrc'), join(installed, '.npmrc'));
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(pinned, file), join(installed, file));
	}
	await runProgram('npm', ['ci', '--loglevel=error'], {
		cwd: installed,
		log: join(installed, 'npm-ci.log'),
		signal: new AbortController().signal,
	});
}
