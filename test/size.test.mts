import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import ts from 'typescript';

/* Files and functions that can be read at a glance, in the package and in its tests. */

const MOST_LINES = { file: 300, function: 60 };

const root = join(import.meta.dirname, '..');
const files = globSync('{credentials,nodes,scripts,test}/**/*.{ts,mts,mjs,cjs}', {
	cwd: root,
	exclude: (path) => path.includes('node_modules'),
});

const linesOf = (text: string) => text.trimEnd().split('\n').length;

/** Functions with their names, where they have one; a group of tests is none, however it is written. */
function functionsIn(path: string): Array<{ name: string; lines: number }> {
	const source = ts.createSourceFile(
		path,
		readFileSync(join(root, path), 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const found: Array<{ name: string; lines: number }> = [];
	const visit = (node: ts.Node) => {
		const isGroup =
			ts.isCallExpression(node.parent ?? node) && /^describe\b/.test(node.parent.getText());
		if (ts.isFunctionLike(node) && !isGroup) {
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			found.push({ name: `${path}:${line + 1}`, lines: linesOf(node.getText()) });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

test('no file is long', () => {
	expect(files.length).toBeGreaterThan(300);
	const long = files.flatMap((path) => {
		const lines = linesOf(readFileSync(join(root, path), 'utf8'));
		return lines > MOST_LINES.file ? [`${path}: ${lines}`] : [];
	});
	expect(long).toEqual([]);
});

test('no function is long', () => {
	const functions = files.flatMap(functionsIn);
	expect(functions.length).toBeGreaterThan(1000);
	const long = functions.filter(({ lines }) => lines > MOST_LINES.function);
	expect(long).toEqual([]);
});
