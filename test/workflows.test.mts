import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import type { INode, IWorkflowBase } from 'n8n-workflow';

/* The templates: that they can be imported anywhere. That they run is tested in a real n8n. */

const folder = join(import.meta.dirname, '..', 'workflows');
const files = globSync('*.json', { cwd: folder });
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

test('there are templates, and the README names each', () => {
	expect(files.length).toBeGreaterThan(0);
	for (const file of files) expect(read('README.md')).toContain(`(${file})`);
});

describe.each(files)('%s', (file) => {
	const workflow = JSON.parse(read(file)) as IWorkflowBase;
	const ours = ({ type }: INode) => type.startsWith('n8n-nodes-cloudflare-network-interconnect.');

	test('names no credentials, accounts or instances', () => {
		expect(Object.keys(workflow).sort()).toEqual(['connections', 'name', 'nodes', 'settings']);
		for (const node of workflow.nodes) expect(node).not.toHaveProperty('credentials');
		for (const node of workflow.nodes.filter(ours)) {
			expect(node.parameters.accountId).toEqual({ __rl: true, mode: 'list', value: '' });
		}
		expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(workflow.nodes.length);
	});

	test('has notes, and every node is connected', () => {
		const notes = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.length).toBeGreaterThan(0);
		const targets = Object.entries(workflow.connections).flatMap(([from, byType]) =>
			Object.values(byType).flatMap((outputs) =>
				outputs.flatMap((output) => [from, ...(output ?? []).map(({ node }) => node)]),
			),
		);
		const others = workflow.nodes.filter((node) => !notes.includes(node));
		expect(new Set(targets)).toEqual(new Set(others.map(({ name }) => name)));
	});
});
