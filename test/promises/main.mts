import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import prettier from 'prettier';

import { broken, documentOf, triedIn } from './report.mts';

/* `node test/promises/main.mts <folder>`: writes docs/promises.md from the results of jest in a folder. */

const [folder] = process.argv.slice(2) as [string];
const runs = readdirSync(folder).map((file) =>
	JSON.parse(readFileSync(join(folder, file), 'utf8')),
);
const tried = triedIn(runs);
const path = join(import.meta.dirname, '..', '..', 'docs', 'promises.md');
const text = documentOf(tried, new Date().toISOString().slice(0, 10));
const options = await prettier.resolveConfig(path);
writeFileSync(path, await prettier.format(text, { ...options, filepath: path }));
const wrong = broken(tried);
for (const one of wrong) console.error(one);
process.exitCode = wrong.length > 0 ? 1 : 0;
