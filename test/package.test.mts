import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, object>;

describe('the published package', () => {
	test('holds what n8n needs and nothing else', () => {
		const [pack] = JSON.parse(
			execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
				cwd: root,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		) as [{ files: Array<{ path: string }> }];
		const files = pack.files.map(({ path }) => path).sort();
		const sources = globSync('{credentials,nodes}/**/*.ts', { cwd: root });
		expect(files).toEqual(
			[
				'LICENSE.md',
				'README.md',
				'package.json',
				...sources.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`),
				...globSync('nodes/**/*.json', { cwd: root }).map((path) => `dist/${path}`),
				...globSync('icons/*.svg', { cwd: root }).map((path) => `dist/${path}`),
			].sort(),
		);
	});

	test('has no dependency at run time', () => {
		const manifest = json('package.json');
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest).not.toHaveProperty('optionalDependencies');
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	test('names the same range of n8n everywhere', () => {
		const oldest = /OLDEST_N8N = '([\d.]+)'/.exec(read('nodes/shared/n8nVersion.ts'))![1]!;
		expect(json('package.json').engines).toMatchObject({ n8n: `>=${oldest}` });
		expect(read('README.md')).toContain(`Requires n8n ${oldest} or newer`);
		expect(read('CHANGELOG.md')).toContain(`Support for n8n ${oldest} and newer`);
	});

	test('its codex file is that of the node', () => {
		const codex = json(
			'nodes/CloudflareNetworkInterconnect/CloudflareNetworkInterconnect.node.json',
		);
		expect(codex.node).toBe(`${String(json('package.json').name)}.cloudflareNetworkInterconnect`);
	});
});

test('development tools are pinned', () => {
	const versions = Object.values(json('package.json').devDependencies as Record<string, string>);
	expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('actions are pinned by their commit', () => {
	const used = globSync('.github/workflows/*.yml', { cwd: root }).flatMap((path) =>
		[...read(path).matchAll(/uses: (.*)/g)].map(([, action]) => action!),
	);
	expect(used.length).toBeGreaterThan(0);
	for (const action of used) expect(action).toMatch(/@[0-9a-f]{40} # v\d/);
});

test('its repository has the same address everywhere', () => {
	const { homepage } = json('package.json') as unknown as { homepage: string };
	const files = [
		'package.json',
		...globSync('{credentials,nodes,.github}/**/*.{ts,json,yml,md}', { cwd: root }),
	];
	const addresses = files.flatMap((path) =>
		[...read(path).matchAll(/https:\/\/github\.com\/[\w-]+\/[\w-]+/g)].map(([address]) => address),
	);
	expect(addresses.length).toBeGreaterThan(5);
	expect(new Set(addresses)).toEqual(new Set([homepage]));
});

describe('imports', () => {
	/**
	 * Who stands on whom: each may import from those behind it only. `shared` knows no node, and no node
	 * knows another.
	 */
	const layers = [
		/^nodes\/\w+\/\w+\.node$/,
		/^nodes\/\w+\/execute$/,
		/^nodes\/\w+\/prepare$/,
		/^nodes\/\w+\/(outcomes|turns)$/,
		/^nodes\/\w+Trigger\/\w+$/,
		/^nodes\/\w+\/resources\//,
		/^nodes\/\w+\/orders\//,
		/^nodes\/shared\/(locators|credentialTest)\b/,
		/^nodes\/shared\/fields\//,
		/^nodes\/shared\/params\//,
		/^nodes\/shared\/api\//,
		/^nodes\/shared\/\w+$/,
		/^credentials\//,
	];
	const layerOf = (path: string) => layers.findIndex((layer) => layer.test(path));
	const nodeOf = (path: string) => /^nodes\/(?!shared\/)(\w+)\//.exec(path)?.[1];

	const imports = globSync('{credentials,nodes}/**/*.ts', { cwd: root }).flatMap((path) =>
		importsOf(read(path)).map((target) => ({ path: path.replace(/\.ts$/, ''), target })),
	);

	/** Whatever loads another module: TypeScript itself says what that is. */
	function importsOf(source: string): string[] {
		return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
	}

	test.each([
		["import 'x';"],
		["import { y } from 'x';"],
		["import type { Y } from 'x';"],
		["export * from 'x';"],
		["const y = await import('x');"],
		["const y = require('x');"],
		["import y = require('x');"],
	])('are seen in the form %s', (source) => {
		expect(importsOf(source)).toEqual(['x']);
	});

	test('from outside are n8n-workflow and crypto only', () => {
		const outside = imports.filter(({ target }) => !target.startsWith('.'));
		expect(outside.length).toBeGreaterThan(0);
		expect(outside.filter(({ target }) => !['n8n-workflow', 'crypto'].includes(target))).toEqual(
			[],
		);
	});

	/*
	 * n8n-workflow differs over the versions of n8n, and there may be two of it: what depends on that is in one place.
	 */
	test.each([
		['NodeConnectionTypes', 'nodes/shared/n8nVersion.ts'],
		['sleep', 'nodes/shared/sleep.ts'],
		['\\w*Error', 'nodes/shared/api/nodeErrors.ts'],
	])('of %s from n8n-workflow are in %s only', (name, place) => {
		const wanted = new RegExp(`\\b(?<!type )(${name})\\b`);
		const importing = globSync('{credentials,nodes}/**/*.ts', { cwd: root }).filter((path) =>
			[...read(path).matchAll(/^import \{([^}]*)\} from 'n8n-workflow'/gm)].some(([, names]) =>
				wanted.test(names!),
			),
		);
		expect(importing).toEqual([place]);
		expect(read(place)).not.toMatch(new RegExp(`instanceof (${name})\\b`));
	});

	test('of our own point one way', () => {
		const inside = imports
			.filter(({ target }) => target.startsWith('.'))
			.map(({ path, target }) => ({ path, to: normalize(join(dirname(path), target)) }));
		expect(inside.length).toBeGreaterThan(0);
		for (const { path, to } of inside) {
			expect({ path, layer: layerOf(path) }).not.toMatchObject({ layer: -1 });
			expect({ to, layer: layerOf(withFolder(to)) }).not.toMatchObject({ layer: -1 });
		}
		const backwards = inside.filter(
			({ path, to }) => layerOf(path) > layerOf(withFolder(to)) || isForeign(path, to),
		);
		expect(backwards).toEqual([]);
	});

	/** A folder is imported by its name alone; its layer is that of what is in it. */
	function withFolder(to: string): string {
		return layerOf(to) >= 0 ? to : `${to}/index`;
	}

	function isForeign(path: string, to: string): boolean {
		return nodeOf(to) !== undefined && nodeOf(to) !== nodeOf(path);
	}
});
