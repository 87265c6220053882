import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

/* `npm run release`, in a repository of its own. */

const script = join(import.meta.dirname, '..', 'scripts', 'release.mjs');
const packages = ['package.json', 'packages/emulator/package.json'];
let folder: string;

const git = (...args: string[]) =>
	execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const release = (...args: string[]) =>
	spawnSync('node', [script, ...args], { cwd: folder, encoding: 'utf8' });
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'release-'));
	git('init', '--quiet', '--initial-branch', 'main');
	git('config', 'user.name', 'Somebody');
	git('config', 'user.email', 'somebody@example.com');
	mkdirSync(join(folder, 'packages', 'emulator'), { recursive: true });
	for (const path of packages) {
		writeFileSync(join(folder, path), '{"name":"some-package","version":"0.1.0"}\n');
	}
	writeFileSync(
		join(folder, 'CHANGELOG.md'),
		'# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 - 2026-01-02\n\n- First.\n',
	);
	git('add', '.');
	git('commit', '--quiet', '--message', 'Begin');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('sets the version, dates the changelog, commits and tags', () => {
	const { stdout, status } = release('0.2.0');
	expect(status).toBe(0);
	expect(stdout).toContain('git push origin main 0.2.0');
	for (const path of packages) expect(JSON.parse(read(path))).toMatchObject({ version: '0.2.0' });
	expect(read('CHANGELOG.md')).toMatch(/## Unreleased\n\n## 0\.2\.0 - \d{4}-\d\d-\d\d\n\n- New\./);
	expect(git('status', '--porcelain')).toBe('');
	expect(git('tag', '--points-at', 'HEAD').trim()).toBe('0.2.0');
});

test('the notes of a version are its section of the changelog', () => {
	expect(release('--notes', '0.1.0').stdout).toBe('- First.\n');
	expect(release('--notes', '0.9.0')).toMatchObject({ status: 1 });
});

test.each<[string, string[], () => void, RegExp]>([
	['without a version', [], () => {}, /Name the version/],
	['with something else', ['v2'], () => {}, /Name the version/],
	['of a version that exists', ['0.1.0'], () => {}, /has a section 0\.1\.0 already/],
	['on another branch', ['0.2.0'], () => git('switch', '-qc', 'other'), /branch main/],
	[
		'beside changes',
		['0.2.0'],
		() => writeFileSync(join(folder, 'new.txt'), ''),
		/Commit or remove your changes/,
	],
])('%s it changes nothing', (_when, args, prepare, message) => {
	prepare();
	const before = read('CHANGELOG.md');
	const { stderr, status } = release(...args);
	expect(status).toBe(1);
	expect(stderr).toMatch(message);
	expect(read('CHANGELOG.md')).toBe(before);
	expect(git('tag')).toBe('');
});
