import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage, packPackage } from './package.mts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'package-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

test('a package is packed and stands where n8n looks for community packages', async () => {
	const root = join(folder, 'root');
	mkdirSync(join(root, 'dist'), { recursive: true });
	writeFileSync(join(root, 'dist', 'index.js'), '// built');
	writeFileSync(join(root, 'source.ts'), '// not packed');
	writeFileSync(
		join(root, 'package.json'),
		JSON.stringify({
			name: 'n8n-nodes-example',
			version: '1.2.3',
			files: ['dist'],
			n8n: { nodes: ['dist/index.js'] },
			// None of them may be installed: n8n brings its own n8n-workflow.
			devDependencies: { 'no-such-package-dev': '1.0.0' },
			peerDependencies: { 'n8n-workflow': '*' },
			optionalDependencies: { 'no-such-package-optional': '1.0.0' },
		}),
	);
	const { signal } = new AbortController();

	const packed = await packPackage(root, join(folder, 'packed'), signal);
	await installPackage(packed, join(folder, 'user'), signal);

	const nodes = 'user/.n8n/nodes';
	const installed = `${nodes}/node_modules/n8n-nodes-example`;
	expect(readJson(`${nodes}/package.json`)).toMatchObject({
		dependencies: { 'n8n-nodes-example': '1.2.3' },
	});
	expect(readJson(`${installed}/package.json`)).toEqual({
		name: 'n8n-nodes-example',
		version: '1.2.3',
		files: ['dist'],
		n8n: { nodes: ['dist/index.js'] },
	});
	expect(readFileSync(join(folder, installed, 'dist/index.js'), 'utf8')).toBe('// built');
	expect(() => readFileSync(join(folder, installed, 'source.ts'))).toThrow('ENOENT');
	expect(() => readFileSync(join(folder, installed, 'node_modules/n8n-workflow'))).toThrow(
		'ENOENT',
	);
}, 60_000);
