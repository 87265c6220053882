import { describe, expect, test } from '@jest/globals';

import { MAX_ANSWER, rayOf, readRefusal, type Refusal } from '../../nodes/shared/api/refusal.ts';

/* What is read of the body of a refusal, whatever it is. */

const ray = '0123456789abcdef-AMS';

const read = (body: unknown, headers: Record<string, string> = {}, status = 400): Refusal =>
	readRefusal(
		{ status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
		['the-secret'],
	);
const said = (body: unknown) => {
	const { codes, text } = read(body);
	return [codes, text];
};

test('an envelope with an error chain', () => {
	const error_chain = [{ code: '6111', message: 'format' }];
	const errors = [
		{ code: 6003, message: 'Invalid', error_chain },
		{ code: 7000, message: 'No route' },
		{ code: 7000, message: 'Invalid' },
	];
	expect(read({ success: false, errors }, { 'cf-ray': ray, 'retry-after': '5' })).toEqual({
		status: 400,
		codes: [6003, 6111, 7000, 7000],
		text: 'Invalid; format; No route',
		isPage: false,
		isFromBetween: false,
		ray,
		retryAfter: 5,
	});
});

test.each<[unknown, number[], string]>([
	[{ error: 'Server Error' }, [], 'Server Error'],
	[{ error: { code: 12, message: 'none' } }, [12], 'none'],
	[{ code: 12, message: 'none' }, [12], 'none'],
	[{ detail: 'a' }, [], 'a'],
	[{ title: 'a' }, [], 'a'],
	[{ reason: 'a' }, [], 'a'],
	[{ message: 5, reason: 'a' }, [], 'a'],
	['"a text"', [], 'a text'],
	[{ errors: ['one', 'two'] }, [], 'one; two'],
	[{ errors: [], message: 'whole' }, [], 'whole'],
	[
		{ errors: [{ code: 1.5 }, { code: 1234567 }, { code: 'x1' }, { code: '1x' }] },
		[],
		'{"errors":',
	],
	[{ errors: [null, 5, { message: 'a' }] }, [], 'a'],
	['a plain text', [], 'a plain text'],
	['{"cut', [], '{"cut'],
	['', [], ''],
	['null', [], 'null'],
])('%j', (body, codes, text) => {
	const found = read(body);
	expect(found.codes).toEqual(codes);
	expect(text.endsWith(':') ? found.text.startsWith(text) : found.text === text).toBe(true);
});

test.each([
	['<html><title> A &amp; B </title></html>', 'A & B'],
	['<!DOCTYPE html><TITLE lang="en">Bad gateway</TITLE>', 'Bad gateway'],
	['<html><body>502</body></html>', 'an HTML page'],
	['<title></title>', 'an HTML page'],
	['  <html></html>', 'an HTML page'],
])('a page: %s', (body, text) => {
	expect(read(body)).toMatchObject({ text, isPage: true });
});

test('a title outside of a page', () => {
	expect(read('x <title>T</title>')).toMatchObject({ text: 'T', isPage: false });
});

test('a text on one line, without what is no text', () => {
	expect(said(' a\n\t b\u0000\u202e\u200bc ')).toEqual([[], 'a bc']);
});

describe('what is beyond all measure', () => {
	test('is cut to 300 characters', () => {
		expect(said('x'.repeat(300))[1]).toBe('x'.repeat(300));
		expect(said('x'.repeat(301))[1]).toBe(`${'x'.repeat(300)}…`);
	});

	test('is read up to 4,000 characters', () => {
		expect(said(`${' '.repeat(10)}a${' '.repeat(3998)}bc`)[1]).toBe('a b');
		expect(said({ message: `a${' '.repeat(3998)}bc` })[1]).toBe('a b');
		expect(
			said({ errors: [{ message: 'a'.repeat(2000) }, { message: `b${' '.repeat(9000)}c` }] })[1],
		).toMatch(/^a{300}…$/);
	});

	test('of entries, and of entries with their chains, is ten', () => {
		const many = Array.from({ length: 12 }, (_, i) => ({ code: i, message: `m${i}` }));
		expect(said({ errors: many })[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		const chained = many.map((entry) => ({ ...entry, error_chain: [{ code: 99 }] }));
		expect(said({ errors: chained })[0]).toEqual([0, 99, 1, 99, 2, 99, 3, 99, 4, 99]);
	});

	test('of a chain is five deep', () => {
		let chain: object = { code: 9 };
		for (let i = 8; i > 0; i--) chain = { code: i, error_chain: [chain] };
		expect(said({ errors: [chain] })[0]).toEqual([1, 2, 3, 4, 5]);
	});

	test('of 10 MB is not read', () => {
		expect(said('x'.repeat(MAX_ANSWER + 1))).toEqual([[], '']);
		expect(said('x'.repeat(MAX_ANSWER))[1]).toMatch(/^x+…$/);
	});
});

test('words that repeat a secret are left out', () => {
	expect(said({ message: 'no the-secret here' })[1]).toContain('left out');
});

test.each<[string, unknown, Record<string, string>, number, boolean]>([
	['a text', 'no', {}, 403, true],
	['with an ID of Cloudflare', 'no', { 'cf-ray': 'anything' }, 403, false],
	['with a code', { code: 5 }, {}, 403, false],
	['an envelope', { success: false }, {}, 403, false],
	['errors', { errors: null }, {}, 403, false],
	['another object', { message: 'no' }, {}, 403, true],
	['a redirect', 'no', {}, 302, false],
	['400', 'no', {}, 400, true],
])('whether something in between responded: %s', (_name, body, headers, status, isFromBetween) => {
	expect(read(body, headers, status)).toMatchObject({ status, isFromBetween });
});

test.each([
	['0123456789abcdef', '0123456789abcdef'],
	[ray, ray],
	['0123456789ABCDEF', '0123456789ABCDEF'],
	['0123456789abcde', undefined],
	['0123456789abcdef0', undefined],
	['x0123456789abcdef', undefined],
	[`${ray} x`, undefined],
	['0123456789abcdef-AMSX', undefined],
	[undefined, undefined],
])('the ID %j is %j', (header, id) => {
	expect(rayOf(header === undefined ? {} : { 'cf-ray': header })).toBe(id);
});
