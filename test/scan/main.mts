import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packPackage } from '../n8n/package.mts';
import { runProgram } from '../n8n/program.mts';
import { installPinned } from '../pinned/install.mts';

/*
 * Checks what n8n checks before it verifies a package, with n8n's own scanner: the sources and the tarball, with inline
 * disables off. What it asks of a published package (provenance) can't be checked before.
 */

interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

const root = join(import.meta.dirname, '..', '..');
const installed = join(root, '.versions', 'scan');
await installPinned("n8n's scanner of community packages", import.meta.dirname, installed);

const scanner = (await import(
	createRequire(join(installed, 'package.json')).resolve(
		'@n8n/scan-community-package/scanner/scanner.mjs',
	)
)) as Scanner;

const temporary = mkdtempSync(join(tmpdir(), 'scan-'));
let passed = true;
try {
	const { signal } = new AbortController();
	const { tarball } = await packPackage(root, temporary, signal);
	const log = join(temporary, 'unpack.log');
	await runProgram('tar', ['-xzf', tarball], { cwd: temporary, log, signal });
	const parts: Array<[string, string, string[]]> = [
		['the sources', root, scanner.SOURCE_FILE_PATTERNS],
		['the tarball', join(temporary, 'package'), ['**/*.js', 'package.json']],
	];
	for (const [what, folder, patterns] of parts) {
		const result = await scanner.analyzePackage(folder, patterns);
		console.log(`n8n's scanner, ${what}: ${result.passed ? 'passed' : result.message}`);
		if (result.details) console.log(result.details);
		passed &&= result.passed;
	}
} finally {
	rmSync(temporary, { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
