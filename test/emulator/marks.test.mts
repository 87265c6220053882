import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

/* The README lists what the emulator assumes, from the marks in its source; `npm run generate` writes it anew. */

/** What the places in a file are about. */
const areas: Array<[string, RegExp]> = [
	['Magic interconnects', /magicInterconnects|shapes/],
	['Magic routes', /magicRoutes/],
	['Notifications', /alert|deliveries|webhook/],
	['CNI, accounts and credentials', /./],
];

interface Mark {
	kind: string;
	area: string;
	text: string;
}

function marksIn(file: string): Mark[] {
	const source = readFileSync(join(__dirname, file), 'utf8');
	const [area] = areas.find(([, files]) => files.test(file))!;
	return [...source.matchAll(/\/\/ (Assumed|Observed|Documented): (.*(?:\n\t*\/\/   .*)*)/g)].map(
		([, kind, text]) => ({ kind: kind!, area, text: text!.replace(/\n\t*\/\/ +/g, ' ') }),
	);
}

test('the README lists what is assumed: npm run generate', () => {
	const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
	const marks = files
		.filter((file) => file.endsWith('.mts') && !file.endsWith('.test.mts'))
		.sort()
		.flatMap(marksIn);
	for (const kind of ['Assumed', 'Observed', 'Documented']) {
		expect(marks.some((mark) => mark.kind === kind)).toBe(true);
	}
	const sections = areas
		.map(([area]) => area)
		.sort()
		.map((area) => {
			const assumed = marks.filter((mark) => mark.kind === 'Assumed' && mark.area === area);
			return [`**${area}**\n`, ...assumed.map(({ text }) => `- ${text}`)].join('\n');
		});
	const path = join(__dirname, 'README.md');
	const readme = readFileSync(path, 'utf8');
	const written = readme.replace(
		/(<!-- assumed -->\n)[^]*(<!-- \/assumed -->)/,
		(_, start: string, end: string) => `${start}\n${sections.join('\n\n')}\n\n${end}`,
	);
	if (process.env.WRITE) writeFileSync(path, written);
	else expect(readme).toBe(written);
});
