// Makes a release: `npm run release -- 0.2.0` sets the version, dates the changelog, commits and tags. Pushing the
// tag lets .github/workflows/publish.yml publish it. `--notes 0.2.0` prints what the changelog says of a version.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const changelog = 'CHANGELOG.md';
const unreleased = '## Unreleased';

/** @returns the section of a version without its heading; undefined where the changelog has none */
function notesOf(version) {
	const sections = readFileSync(changelog, 'utf8').split(/^## /m);
	const section = sections.find((text) => text.startsWith(`${version} `));
	return section?.split('\n').slice(1).join('\n').trim();
}

/** Ends with a message that says what to do. */
function stop(message) {
	console.error(message);
	process.exit(1);
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();

function release(version) {
	if (git('branch', '--show-current') !== 'main') stop('Releases are made on the branch main.');
	if (git('status', '--porcelain') !== '') stop('Commit or remove your changes first.');
	const text = readFileSync(changelog, 'utf8');
	if (!text.includes(`${unreleased}\n`)) stop(`${changelog} has no section "${unreleased}".`);
	if (notesOf(version)) stop(`${changelog} has a section ${version} already.`);
	const today = new Date().toISOString().slice(0, 10);
	writeFileSync(changelog, text.replace(unreleased, `${unreleased}\n\n## ${version} - ${today}`));
	for (const folder of ['.', 'packages/emulator']) {
		const options = ['--no-git-tag-version', '--allow-same-version'];
		execFileSync('npm', ['version', version, ...options], { cwd: folder });
	}
	git('commit', '--quiet', '--all', '--message', `Release ${version}`);
	git('tag', '--annotate', version, '--message', version);
	console.log(`Tagged ${version}. To publish it: git push origin main ${version}`);
}

const [first, second] = process.argv.slice(2);
const version = first === '--notes' ? second : first;
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) {
	stop('Name the version, for example: npm run release -- 0.2.0');
}
if (first === '--notes') {
	console.log(notesOf(version) ?? stop(`${changelog} has no section ${version}.`));
} else {
	release(version);
}
