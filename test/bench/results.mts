import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** A ratio that has a goal; less is better. */
export interface Goal {
	what: string;
	ratio: number;
	goal: number;
}

export interface Table {
	title: string;
	/** As Markdown. */
	text: string;
	goals: Goal[];
}

/** A table in Markdown; numbers are at the right. */
export function markdown(head: string[], rows: Array<Array<string | number>>): string {
	const line = (cells: Array<string | number>) => `| ${cells.join(' | ')} |`;
	return [
		line(head),
		line(head.map((_, column) => (typeof rows[0]?.[column] === 'number' ? '---:' : '---'))),
		...rows.map(line),
	].join('\n');
}

/** Whether each goal was met, as sentences. */
export function verdicts(goals: Goal[]): string {
	return goals
		.map(
			({ what, ratio, goal }) =>
				`- ${what}: **${ratio.toFixed(2)}**, goal at most ${goal.toFixed(2)}${ratio <= goal ? '' : ' (missed)'}`,
		)
		.join('\n');
}

/** Writes all tables with the versions and the machine that they come from. */
export function write(file: string, root: string, tables: Table[]): void {
	const { version } = read(join(root, 'package.json'));
	const n8n = read(join(root, 'test', 'n8n', 'package.json')).dependencies!.n8n;
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB`;
	const text = [
		'# Benchmark',
		'',
		`Written by \`npm run bench\`: version ${version} in n8n ${n8n}, Node.js ${process.versions.node}, on ${machine}, ${new Date().toISOString().slice(0, 10)}. The service is the emulator in a process of its own, with Cloudflare's rate limits; times are by its clock, from the first request to the last one and the latency after it: starting an execution, what n8n does after the last response, and storing the data don't count. One run, no medians.`,
		...tables.flatMap(({ title, text: table, goals }) => [
			'',
			`## ${title}`,
			'',
			table,
			...(goals.length > 0 ? ['', verdicts(goals)] : []),
		]),
		'',
	].join('\n');
	writeFileSync(file, text);
}

function read(file: string): { version: string; dependencies?: Record<string, string> } {
	return JSON.parse(readFileSync(file, 'utf8')) as never;
}
