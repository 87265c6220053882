import { describe, expect, test } from '@jest/globals';

import { message, params } from './fields.mts';

const uuid = '123e4567-e89b-12d3-a456-426614174000';

describe('a text', () => {
	test.each([
		[' a ', 'a'],
		['', ''],
		[undefined, ''],
		[12, '12'],
		[1.5, '1.5'],
		[{ __rl: true, mode: 'id', value: 'x' }, 'x'],
	])('%j is %j', (value, text) => {
		expect(params({ name: value }).text('name')).toBe(text);
	});

	test.each([
		[2 ** 53, "must be text: this number can't be represented exactly"],
		[Infinity, "must be text: this number can't be represented exactly"],
		[true, 'must be text, not a boolean'],
		[[], 'must be text, not a list'],
		[{}, 'must be text, not an object'],
		['a\ud800', 'contains an invalid character'],
	])('%p is refused', (value, rule) => {
		expect(message(() => params({ name: value }).text('name'))).toBe(`'Name' ${rule}`);
	});

	test('that may be empty', () => {
		expect(params({ name: ' ' }, { name: '=1' }).textOrEmpty('name')).toBe('');
		expect(params({ name: ' a' }).textOrEmpty('name')).toBe('a');
		expect(message(() => params({ name: null }, { name: '=1' }).textOrEmpty('name'))).toContain(
			'must return text, which may be empty',
		);
	});

	test.each(['.', '..'])('%j is no segment of a path', (value) => {
		expect(message(() => params({ name: value }).segment('name'))).toBe(
			`'Name' can't be '${value}'`,
		);
	});

	test('a segment', () => {
		expect(params({ name: '...' }).segment('name')).toBe('...');
		expect(message(() => params({ name: '' }).segment('name'))).toBe("'Name' is empty");
	});
});

describe('a UUID', () => {
	test('is in lower case', () => {
		expect(params({ name: ` ${uuid.toUpperCase()}` }).uuid('name')).toBe(uuid);
	});

	test.each([`${uuid}0`, `0${uuid}`, uuid.slice(1), 'x', uuid.replaceAll('-', '')])(
		'%s is none',
		(value) => {
			expect(message(() => params({ name: value }).uuid('name'))).toContain(
				`'Name' must be a UUID such as ${uuid}, not `,
			);
		},
	);
});

describe('an option', () => {
	test('is one of those that are offered', () => {
		expect(params({ type: 'b' }).option('type')).toBe('b');
		expect(message(() => params({ type: 'c' }).option('type'))).toBe(
			"'Type' must be one of a, b, not 'c'",
		);
		expect(message(() => params({ name: 'c' }).option('name'))).toContain('must be one of');
		expect(message(() => params({ type: '' }).option('type'))).toBe("'Type' is empty");
	});
});

describe('a count', () => {
	test.each([
		[1, 1],
		[9, 9],
		[' 5 ', 5],
	])('%j is %j', (value, number) => {
		expect(params({ mtu: value }).count('mtu')).toBe(number);
	});

	test.each([
		[0, "from 1 to 9, not '0'"],
		[10, "from 1 to 9, not '10'"],
		[1.5, "from 1 to 9, not '1.5'"],
		['x', "from 1 to 9, not 'x'"],
		[true, 'from 1 to 9, not a boolean'],
		[[5], 'from 1 to 9, not a list'],
	])('%p is none', (value, words) => {
		expect(message(() => params({ mtu: value }).count('mtu'))).toBe(
			`'MTU' must be a whole number ${words}`,
		);
	});

	test('that is empty', () => {
		expect(message(() => params({ mtu: '' }).count('mtu'))).toBe("'MTU' is empty");
		expect(params({ mtu: '' }).optionalCount('mtu')).toBe(undefined);
		expect(params({ mtu: 4 }).optionalCount('mtu')).toBe(4);
		expect(params({ mtu: '' }).countOrDefault('mtu')).toBe(7);
		expect(params({}).countOrDefault('options.timeout')).toBe(5);
		expect(params({ options: { timeout: 2 } }).countOrDefault('options.timeout')).toBe(2);
	});

	test('without an upper end', () => {
		expect(params({ any: 1e9 }).count('any')).toBe(1e9);
		expect(message(() => params({ any: 1 }).count('any'))).toContain(
			'must be a whole number of 2 or more',
		);
		expect(params({ free: 0 }).count('free')).toBe(0);
		expect(message(() => params({ free: -1 }).count('free'))).toContain('of 0 or more');
		expect(message(() => params({ free: 2 ** 53 }).count('free'))).toContain('of 0 or more');
		expect(params({ unknown: 1 }).count('unknown')).toBe(1);
	});
});

describe('a switch', () => {
	test.each([
		[true, true],
		['true', true],
		[' TRUE ', true],
		[false, false],
		['False', false],
	])('%j is %j', (value, on) => {
		expect(params({ name: value }).flag('name')).toBe(on);
	});

	test('that is absent is off', () => {
		expect(params({}).flag('name')).toBe(false);
	});

	test.each(['yes', 1, '', null])('%j is none', (value) => {
		expect(message(() => params({ name: value }).flag('name'))).toBe(
			"'Name' must be true or false",
		);
	});

	test('an expression without a value', () => {
		expect(message(() => params({ name: '' }, { name: '=1' }).flag('name'))).toContain(
			'must return true or false',
		);
	});
});
