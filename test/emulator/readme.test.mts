import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { Faults } from './faults.mts';
import { defaultService } from './index.mts';
import { defaultRateLimit, RateLimiter } from './rateLimit.mts';
import { buildServer } from './server.mts';
import { basePath } from './shapes.mts';
import { State } from './state.mts';
import { Watch } from './watch.mts';

/* The README's table has every call that the emulator answers. */

/** Method and path of every call, such as `GET /accounts/{account_id}/cni/slots`. */
async function calls(): Promise<string[]> {
	const watch = new Watch();
	const app = buildServer({
		state: new State(defaultService),
		faults: new Faults(watch),
		limiter: new RateLimiter(defaultRateLimit),
		watch,
		reset: () => {},
	});
	const found = new Set<string>();
	app.addHook('onRoute', ({ method, url }) => {
		if (!url.startsWith(`${basePath}/`)) return;
		const path = url.slice(basePath.length).replace(/\/$/, '');
		const written = path.replace(/:(\w+)/g, '{$1}');
		for (const one of [method].flat()) found.add(`${one} ${written}`);
	});
	await app.ready();
	await app.close();
	return [...found];
}

/** The same as the table names them. `…` stands for the path before it in the row, without its end. */
function named(): string[] {
	const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
	const rows = [...readme.matchAll(/^\| (`\/.*?) \| (`[A-Z].*?) \|$/gm)];
	const codesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
	return rows.flatMap(([, paths = '', methods = '']) => {
		const [first = '', ...others] = codesIn(paths);
		const above = first.slice(0, first.lastIndexOf('/'));
		const all = [first, ...others.map((path) => path.replace('…', above))];
		return all.flatMap((path) => codesIn(methods).map((method) => `${method} ${path}`));
	});
}

test('the table of calls', async () => {
	expect(named().sort()).toEqual((await calls()).sort());
});
