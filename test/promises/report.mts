import { promises, type Held } from './promises.mts';

/** A test that ran: its file below `test`, its full name, and whether it passed. */
export interface Tried {
	file: string;
	name: string;
	passed: boolean;
}

/** What jest's `--json` writes, as far as it is read here. */
interface JestResults {
	testResults: Array<{
		name: string;
		assertionResults: Array<{ fullName: string; status: string }>;
	}>;
}

/** All tests that ran in runs of jest; those that were skipped did not. */
export function triedIn(runs: JestResults[]): Tried[] {
	return runs.flatMap(({ testResults }) =>
		testResults.flatMap(({ name: path, assertionResults }) =>
			assertionResults
				.filter(({ status }) => ['passed', 'failed'].includes(status))
				.map(({ fullName, status }) => ({
					file: path.split('/test/').at(-1)!,
					name: fullName,
					passed: status === 'passed',
				})),
		),
	);
}

const isOf = ({ files, tests }: Held, { file, name }: Tried) =>
	file.startsWith(files) && (tests?.test(name) ?? true);

/** Promises that no test held in a run, in words. */
export function broken(tried: Tried[]): string[] {
	return promises.flatMap(({ says, held }) =>
		held.flatMap((one) => {
			const tests = tried.filter((test) => isOf(one, test));
			const failed = tests.filter(({ passed }) => !passed);
			if (tests.length === 0) return [`"${says}": no test of test/${one.files} ran (${one.by})`];
			return failed.map(({ file, name }) => `"${says}": failed: ${name} (${file})`);
		}),
	);
}

/** The document of a run. */
export function documentOf(tried: Tried[], date: string): string {
	const sections = promises.map(({ says, document, held }) => {
		const rows = held.map((one) => {
			const count = tried.filter((test) => isOf(one, test)).length;
			return `| ${one.by} | \`test/${one.files}\` | ${count.toLocaleString('en')} |`;
		});
		return [
			`## ${says.replaceAll('**', '')}`,
			`In [${document}](../${document}).`,
			['| Tried with | Tests | In the last full run |', '| --- | --- | ---: |', ...rows].join('\n'),
		].join('\n\n');
	});
	return [
		'# What the package promises, and what holds it to that',
		`Written by \`.ci/run\` on ${date} from its own results; it fails where a promise is held by no test. A row counts the tests that ran and passed. Some of them try thousands of orders each, as the README's section on development says.`,
		...sections,
	].join('\n\n');
}
