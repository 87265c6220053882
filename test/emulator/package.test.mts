import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axios from 'axios';
import { execFileSync, spawn, type ExecFileSyncOptions } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* The emulator as people without a clone get it: built, packed and unpacked elsewhere. */

const root = join(import.meta.dirname, '..', '..');
const source = join(root, 'packages', 'emulator');
let folder: string;
const packed = () => join(folder, 'package');

interface Manifest {
	version: string;
	bin: string;
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
}
const manifestIn = (path: string) =>
	JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'emulator-'));
	const quiet: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
	execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['--project', source], quiet);
	execFileSync('npm', ['pack', source, '--ignore-scripts', '--loglevel=error'], quiet);
	execFileSync('tar', ['-xzf', globSync('*.tgz', { cwd: folder })[0]!], quiet);
	// What it depends on, in the same versions: the test below compares them.
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('starts with its own command and answers', async () => {
	const child = spawn(process.execPath, [join(packed(), manifestIn(packed()).bin), '--port', '0']);
	let text = '';
	child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
	while (!text.includes('Ctrl-C')) await once(child.stdout, 'data');
	const [, name = '', value = '', url = ''] =
		/curl -s -H '(\w+): ([^']+)' '(http:[^']+)'/.exec(text) ?? [];
	const { data } = await axios.get<{ items: object[] }>(url, { headers: { [name]: value } });
	expect(data.items).toHaveLength(5);
	child.kill('SIGTERM');
	expect(await once(child, 'exit')).toEqual([0, null]);
});

test('depends on what it imports, in the versions that the tests run on', () => {
	const imported = globSync('**/*.mjs', { cwd: packed() }).flatMap((path) =>
		[...readFileSync(join(packed(), path), 'utf8').matchAll(/ from '([^.][^']*)'/g)].map(
			([, name]) => name!,
		),
	);
	const packages = [...new Set(imported.filter((name) => !isBuiltin(name)))].sort();
	const { dependencies, version } = manifestIn(packed());
	expect(Object.keys(dependencies)).toEqual(packages);
	const { devDependencies: tested, version: ours } = manifestIn(root);
	for (const name of packages) expect(dependencies[name]).toBe(tested[name]);
	expect(version).toBe(ours);
});

test('holds what it needs and nothing else', () => {
	const files = globSync('**/*', { cwd: packed(), withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => name)
		.filter((name) => !name.endsWith('.mjs'));
	expect(files.sort()).toEqual(['LICENSE.md', 'README.md', 'package.json']);
});
