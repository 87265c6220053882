import { inspect } from 'node:util';

import { describe, expect, test } from '@jest/globals';

import { credentials, refusalEnvelope } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';

/*
 * What the service says may repeat what it was sent, in whatever form, and may be of any size: nothing of a
 * secret is shown, words without one are, and reading them takes no time.
 */

const { apiToken: token } = credentials.magicWanWrite;
const LEFT_OUT = 'its words are left out, since they repeat a secret';

const get = () => interconnect('get', { interconnectName: locator('a', 'name') });

/** What the node says when it is refused with this body. */
async function said(body: unknown, parameters = get(), status = 400): Promise<string> {
	const { operation: of } = parameters;
	emulator.fault({ status, body, times: 9, ...(of === 'create' && { method: 'POST' }) });
	const { error, run } = await runOn(emulator, parameters);
	expect(inspect(run, { depth: Infinity, maxStringLength: Infinity })).not.toContain(token);
	return error!.message;
}

const between = (separator: string) => [...token].join(separator);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const everyCharacter = (of: (code: number) => string) =>
	[...token].map((one) => of(one.charCodeAt(0))).join('');

const forms: Array<[string, string]> = [
	['plain', token],
	['in capitals', token.toUpperCase()],
	['without its first characters', token.slice(20)],
	['without its last characters', token.slice(0, 12)],
	['wrapped over lines', token.replace(/.{6}/g, '$&\r\n\t')],
	['with spaces between', between(' ')],
	['with NULs between', between('\0')],
	['with zero-width spaces between', between('\u200b')],
	['with soft hyphens and bidirectional marks between', between('\u00ad\u202e')],
	['in base64', base64(token)],
	['in base64 with its user', base64(`jane.doe@example.com:${token}`)],
	...[1, 2].map((length): [string, string] => [
		`in base64 ${length} bytes further`,
		base64(`${':'.repeat(length)}${token}`),
	]),
	['in base64 that is cut off', base64(`user:${token}`).slice(0, 40)],
	['in base64url', Buffer.from(`ü:${token}`).toString('base64url')],
	['in hexadecimal', Buffer.from(token).toString('hex')],
	['as in a URL', everyCharacter((code) => `%${code.toString(16)}`)],
	['as in a URL in a URL', everyCharacter((code) => `%25${code.toString(16)}`)],
	['as in HTML, decimal', everyCharacter((code) => `&#${code};`)],
	['as in HTML, hexadecimal', everyCharacter((code) => `&#x00${code.toString(16)};`)],
	['as in HTML in HTML', everyCharacter((code) => `&amp;#${code};`)],
	['as in JSON in JSON', everyCharacter((code) => `\\u00${code.toString(16)}`)],
	['as in a program', everyCharacter((code) => `\\x${code.toString(16)}`)],
	['with escaped characters', between('\\')],
];

describe('the words of a refusal are left out when they repeat the token', () => {
	test.each(forms)('%s', async (_name, form) => {
		const message = `Cloudflare rejected 'Get interconnect' (HTTP 400: ${LEFT_OUT})`;
		expect(await said(`Bad: "${form}" is not known`)).toBe(message);
		emulator.reset();
		expect(await said({ error: `No ${form}` })).toBe(message);
		emulator.reset();
		expect(await said(`<html><title>No ${form}</title></html>`)).toBe(message);
	});

	test('in UTF-16', async () => {
		const body = Buffer.from(`{"error":"${token}"}`, 'utf16le').toString('latin1');
		expect(await said(body)).toContain(`(HTTP 400: ${LEFT_OUT})`);
	});

	test('in pieces over the error chain', async () => {
		const pieces = token.match(/.{5}/g)!;
		const error_chain = pieces.map((message, i) => ({ code: 6100 + i, message }));
		const body = refusalEnvelope({ code: 6003, message: 'Invalid', error_chain });
		expect(await said(body)).toContain(LEFT_OUT);
	});

	test('in a part that is not shown whole', async () => {
		expect(await said(`${'x '.repeat(140)}${everyCharacter((code) => `&#${code};`)}`)).toContain(
			LEFT_OUT,
		);
	});
});

describe('short secrets', () => {
	const create = (md5Key: string) =>
		operation('cni', 'create', {
			interconnectName: locator('a', 'name'),
			conduitName: 'one',
			bgp: { settings: { customerAsn: 65001, md5Key } },
			options: { maxRetries: 0 },
		});

	test.each([
		['k3', 'k3 is too weak'],
		['abc', 'the key "a&#98;c" is too weak'],
		['abc123', 'the key abc123 is too weak'],
		['!', 'what!'],
	])('%j leaves out %j', async (key, words) => {
		expect(await said(words, create(key), 403)).toBe(
			`The credential has no access (HTTP 403: ${LEFT_OUT})`,
		);
	});

	test('words without it stay', async () => {
		expect(await said('the name is taken', create('k3'), 403)).toContain(
			'(HTTP 403: the name is taken)',
		);
	});
});

describe('words without a secret', () => {
	test.each([
		['are shown', 'slot "a" has a speed of 10%, see <b>', 'slot "a" has a speed of 10%, see <b>'],
		[
			'lose what is no text',
			'a \u001b[31mred\u001b[0m \u202eslot\u0000\u200b',
			'a [31mred[0m slot',
		],
		['are those of a title', '<title>A &amp; B &lt;c&gt; &#39;d&#x27;</title>', "A & B <c> 'd'"],
	])('%s', async (_name, body, words) => {
		expect(await said(body)).toContain(`(HTTP 400: ${words})`);
	});
});

/** Fails where something takes seconds of the processor: its time is not that of a clock, which others use up too. */
async function inNoTime<T>(act: () => Promise<T>): Promise<T> {
	const before = process.cpuUsage();
	const result = await act();
	const { user, system } = process.cpuUsage(before);
	expect((user + system) / 1000).toBeLessThan(2500);
	return result;
}

describe('reading a refusal takes no time', () => {
	const chainOf = (depth: number) =>
		`{"success":false,"errors":[${'{"code":1,"message":"m","error_chain":['.repeat(depth)}${']}'.repeat(depth)}]}`;
	const bodies: Array<[string, string, string | RegExp]> = [
		['titles that never end', '<title'.repeat(20_000), 'HTTP 400: an HTML page'],
		['titles that are empty', '<title>'.repeat(1_000_000), 'HTTP 400: an HTML page'],
		['a text of 9 MB', 'x'.repeat(9_000_000), /HTTP 400: x{300}…/],
		['white space of 9 MB', `a${' '.repeat(9_000_000)}b`, 'HTTP 400: a'],
		['a message of 9 MB', JSON.stringify({ error: '\\'.repeat(4_500_000) }), /HTTP 400: \\{300}…/],
		['ampersands', '&#x0'.repeat(2_000_000), /^HTTP 400: (&#x0)+…$/],
		[
			'5,000 entries',
			JSON.stringify(
				refusalEnvelope(
					...Array.from({ length: 5000 }, (_, i) => ({ code: 1000 + i, message: `m${i}` })),
				),
			),
			/^HTTP 400(, code 10\d\d){10}: m0; m1; m2; m3; m4; m5; m6; m7; m8; m9$/,
		],
		['a chain of 20,000', chainOf(20_000), /^HTTP 400(, code 1){1,6}: m$/],
		['more than 10 MB', 'x'.repeat(10_000_001), 'HTTP 400'],
	];
	test.each(bodies)('%s', async (_name, body, words) => {
		emulator.fault({ status: 400, body });
		const { error } = await inNoTime(async () => await runOn(emulator, get()));
		const [, inside] = /^[^(]* \((.*)\)$/s.exec(error!.message)!;
		expect(inside).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
	});

	test('with a key of backslashes', async () => {
		const create = operation('cni', 'create', {
			interconnectName: locator('a', 'name'),
			conduitName: 'one',
			bgp: { settings: { customerAsn: 65001, md5Key: `${'\\'.repeat(60)}a` } },
			options: { maxRetries: 0 },
		});
		emulator.fault({ method: 'POST', status: 403, body: '\\'.repeat(200) });
		await inNoTime(async () => await runOn(emulator, create));
	});
});
