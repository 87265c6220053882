import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './program.mts';

/** A package that `npm pack` made a tarball of. */
export interface PackedPackage {
	name: string;
	tarball: string;
}

type PackageJson = { name: string; version: string } & Record<string, unknown>;

function readPackageJson(folder: string): PackageJson {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

function writePackageJson(folder: string, content: object): void {
	writeFileSync(join(folder, 'package.json'), JSON.stringify(content, null, 2));
}

/**
 * Packs the built package as `npm publish` would.
 *
 * @param root The root of this repository, built.
 * @param into The folder that the tarball and npm's log are written to.
 * @throws {Error} Where npm fails, with the last lines that it wrote.
 */
export async function packPackage(
	root: string,
	into: string,
	signal: AbortSignal,
): Promise<PackedPackage> {
	const { name, version } = readPackageJson(root);
	mkdirSync(into, { recursive: true });
	await runProgram('npm', ['pack', `--pack-destination=${into}`], {
		cwd: root,
		log: join(into, 'pack.log'),
		signal,
	});
	return { name, tarball: join(into, `${name}-${version}.tgz`) };
}

/**
 * Installs a packed package as n8n installs a community package from the registry: the steps and
 * the flags of `downloadPackage` in n8n's `community-packages.service`. n8n loads it when it starts.
 *
 * @param userFolder What n8n is started with as its N8N_USER_FOLDER.
 * @throws {Error} Where tar or npm fails, with the last lines that it wrote.
 */
export async function installPackage(
	{ name, tarball }: PackedPackage,
	userFolder: string,
	signal: AbortSignal,
): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const folder = join(nodes, 'node_modules', name);
	mkdirSync(folder, { recursive: true });
	await runProgram('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], {
		cwd: nodes,
		log: join(userFolder, 'unpack.log'),
		signal,
	});
	const packageJson = readPackageJson(folder);
	for (const member of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
		delete packageJson[member];
	}
	writePackageJson(folder, packageJson);
	await runProgram(
		'npm',
		[
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{ cwd: folder, log: join(userFolder, 'install-package.log'), signal },
	);
	writePackageJson(nodes, {
		name: 'installed-nodes',
		private: true,
		dependencies: { [name]: packageJson.version },
	});
}
