import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const root = join(__dirname, '../..');
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

describe('imports', () => {
	/** Who stands on whom: each may import from those behind it only. */
	const layers = [
		'node',
		'run',
		'listSearch',
		'credentialTest',
		'orders',
		'operations',
		'fields',
		'listing',
		'changes',
		'network',
		'params',
		'api',
		'types',
		'credentials',
	];
	const layerOf = (path: string) =>
		/\.node\.ts$/.test(path)
			? 'node'
			: (/^credentials\//.exec(path)?.[0] ?? path.split('/')[2]!).replace(/(\.ts|\/)$/, '');

	const imports = globSync('{credentials,nodes}/**/*.ts', { cwd: root }).flatMap((path) =>
		[...read(path).matchAll(/^(?:import|export|\}).* from '([^']+)';$/gm)].map(([, target]) => ({
			path,
			target: target!,
		})),
	);

	test('from outside are n8n-workflow and crypto only', () => {
		const outside = imports.filter(({ target }) => !target.startsWith('.'));
		expect(outside.length).toBeGreaterThan(0);
		expect(outside.filter(({ target }) => !['n8n-workflow', 'crypto'].includes(target))).toEqual(
			[],
		);
	});

	test('of our own point one way', () => {
		const inside = imports
			.filter(({ target }) => target.startsWith('.'))
			.map(({ path, target }) => ({
				path,
				from: layerOf(path),
				to: layerOf(normalize(join(dirname(path), target))),
			}));
		expect(inside.length).toBeGreaterThan(0);
		for (const { from, to } of inside) {
			expect(layers).toContain(from);
			expect(layers).toContain(to);
		}
		const backwards = inside.filter(
			({ from, to }) => from !== to && layers.indexOf(from) >= layers.indexOf(to),
		);
		expect(backwards).toEqual([]);
	});
});
