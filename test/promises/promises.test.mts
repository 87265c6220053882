import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { promises } from './promises.mts';
import { broken, triedIn } from './report.mts';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8').replace(/\s+/g, ' ');

test.each(promises)('$document says: $says', ({ says, document, held }) => {
	expect(read(document)).toContain(says);
	expect(read('docs/promises.md')).toContain(says.replaceAll('**', ''));
	const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
	for (const one of held) {
		expect(files.filter((file) => file.startsWith(one.files))).not.toEqual([]);
		expect(read('docs/promises.md')).toContain(one.by);
	}
});

test('a promise whose tests did not run or failed is broken', () => {
	expect(broken([]).length).toBe(promises.flatMap(({ held }) => held).length);
	const failed = { fullName: 'finds it', status: 'failed' };
	const name = join(root, 'test', 'soak', 'soak.test.mts');
	const tried = triedIn([{ testResults: [{ name, assertionResults: [failed] }] }]);
	expect(broken(tried)).toContainEqual(expect.stringMatching(/failed: finds it \(soak\/soak/));
});

test('it is written anew by .ci/run', () => {
	expect(existsSync(join(root, 'test', 'promises', 'main.mts'))).toBe(true);
	expect(read('.ci/run')).toContain('test/promises/main.mts');
});
