import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { markdown, type Table } from './results.mts';

const exec = promisify(execFile);

/** Loading and size, against the other package for Cloudflare that has CNI operations. */
export async function loading(root: string, folder: string): Promise<Table> {
	const peer = 'n8n-nodes-cloudflare';
	const into = join(folder, 'peer');
	mkdirSync(into, { recursive: true });
	const pack = async (what: string, cwd: string) => {
		const { stdout } = await exec('npm', ['pack', '--json', `--pack-destination=${into}`, what], {
			cwd,
		});
		const [{ size, unpackedSize, version }] = JSON.parse(stdout) as [
			{ size: number; unpackedSize: number; version: string },
		];
		return { size, unpackedSize, version };
	};
	const ours = await pack('.', root);
	const theirs = await pack(peer, into).catch(() => undefined);
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const files = [...n8n.nodes, ...n8n.credentials].map((file) => join(root, file));
	// n8n-workflow is there already when n8n loads a package.
	const script = `require('n8n-workflow');const at=performance.now();${files.map((file) => `require(${JSON.stringify(file)});`).join('')}console.log(performance.now()-at)`;
	const times: number[] = [];
	for (let i = 0; i < 7; i++) {
		const { stdout } = await exec(process.execPath, ['-e', script], {
			cwd: root,
		});
		times.push(Number(stdout));
	}
	const [median = NaN] = times.sort((a, b) => a - b).slice(3);
	const row = (name: string, of?: typeof ours) => [
		name,
		of ? Math.round(of.size / 1000) : '-',
		of ? Math.round(of.unpackedSize / 1000) : '-',
	];
	return {
		title: 'Loading and size',
		text: `${markdown(
			['', 'Packed, kB', 'Unpacked, kB'],
			[
				row('This package', ours),
				row(`${peer} ${theirs?.version ?? '(not in the registry)'}`, theirs),
			],
		)}\n\nAll nodes and the credential load in ${median.toFixed(0)} ms.`,
		goals: [
			{ what: 'Loading, to 20 ms', ratio: median / 20, goal: 1 },
			{ what: 'Packed size, to 90 kB', ratio: ours.size / 90_000, goal: 1 },
		],
	};
}
