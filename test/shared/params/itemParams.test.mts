import { describe, expect, test } from '@jest/globals';

import { field, paramsOf, thrownBy } from './source.mts';

const uuid = '123e4567-e89b-12d3-a456-426614174000';

const count = { type: 'number', default: 7, typeOptions: { minValue: 1, maxValue: 9 } } as const;
const fields = [
	field('name', 'Name'),
	field('required', 'Needed', { required: true }),
	field('type', 'Type', {
		type: 'options',
		options: [
			{ name: 'None', value: '' },
			{ name: 'A', value: 'a' },
			{ name: 'B', value: 'b' },
		],
	}),
	field('mtu', 'MTU', count),
	field('any', 'Any Count', { type: 'number', default: 3, typeOptions: { minValue: 2 } }),
	field('free', 'Free Count', { type: 'number', default: 0 }),
	field('key', 'Key', { typeOptions: { password: true } }),
	field('options', 'Options', {
		type: 'collection',
		default: {},
		options: [field('timeout', 'Timeout', { ...count, default: 5 })],
	}),
	field('filters', 'Filters', {
		type: 'collection',
		default: {},
		options: [field('site', 'Site')],
	}),
	field('updateFields', 'Update Fields', {
		type: 'collection',
		default: {},
		options: [field('mtu', 'Other MTU', count)],
	}),
	field('accountId', 'Account', { type: 'resourceLocator' }),
];
const params = (resolved: Record<string, unknown>, entered?: Record<string, unknown>) =>
	paramsOf(fields, resolved, entered);
const message = (act: () => unknown) => thrownBy(act).message;

describe('a refusal', () => {
	test('names the field, and that nothing was sent', () => {
		const error = thrownBy(() => params({ name: '' }).requiredText('name'));
		expect(error).toMatchObject({
			message: "'Name' is empty",
			description: 'Nothing was sent for this item. Correct the parameter and run again.',
			context: { itemIndex: 0, outcome: 'notSent' },
		});
	});

	test('names the item where there are several', () => {
		const several = paramsOf(fields, { name: '' }, {}, { item: 3, several: true });
		expect(message(() => several.requiredText('name'))).toBe("'Name' is empty (item 3)");
	});

	test('of a trigger speaks of no item', () => {
		const trigger = paramsOf(fields, {}, {}, { item: undefined });
		expect(trigger.refusal('name', 'is odd')).toMatchObject({
			message: "'Name' is odd",
			description: 'Nothing was sent. Correct the parameter and run again.',
		});
		expect(trigger.refusal('name', 'is odd', 'Do this.')).toMatchObject({
			description: 'Do this.',
		});
	});

	test('calls a field that nobody knows by its name', () => {
		expect(params({}).label('unknown')).toBe('unknown');
		expect(params({}).label('options.timeout')).toBe('Timeout');
	});
});

describe('an expression without a value', () => {
	const empty = (name: string, root: string, value: unknown = undefined) =>
		thrownBy(() => params({ [root]: value }, { [root]: '={{ $json.x }}' }).text(name));

	test.each([undefined, null, '', ' '])('is refused where it gives %j', (value) => {
		const error = thrownBy(() => params({ name: value }, { name: '={{ 1 }}' }).text('name'));
		expect(error.message).toBe("'Name' is empty: its expression must return a value");
		expect(error.description).toBe(
			'Nothing was sent for this item. Correct the expression or the data that it reads, and run again.',
		);
	});

	test.each([
		[
			'filters.site',
			'filters',
			{ site: '' },
			' To go without this filter, you can also remove it.',
		],
		['options.timeout', 'options', { timeout: '' }, ' To use the default, remove the option.'],
		[
			'updateFields.mtu',
			'updateFields',
			{ mtu: '' },
			' To leave it unchanged, clear or remove the field.',
		],
	])('tells how to leave %s out on purpose', (name, root, value, words) => {
		const entered = {
			[root]: Object.fromEntries(Object.keys(value).map((key) => [key, '={{ 1 }}'])),
		};
		const error = thrownBy(() => params({ [root]: value }, entered).value(name));
		expect(error.description).toContain(`and run again.${words}`);
	});

	test('of the account names the way to the one of the credential', () => {
		expect(empty('accountId', 'accountId').description).toContain(
			" To use the credential's account, clear the field.",
		);
	});

	test('of a required field tells no way without it', () => {
		expect(empty('required', 'required').description).toMatch(/run again\.$/);
	});

	test('says what is wanted', () => {
		const read = params({ name: '' }, { name: '=' });
		expect(message(() => read.uuid('name'))).toContain('must return a UUID');
		expect(message(() => params({ type: '' }, { type: '=' }).option('type'))).toContain(
			'must return one of a, b',
		);
		expect(message(() => params({ mtu: '' }, { mtu: '=' }).count('mtu'))).toContain(
			'must return a whole number from 1 to 9',
		);
	});

	test('a list without entries is a value', () => {
		expect(params({ name: [] }, { name: '=' }).value('name')).toEqual([]);
	});

	test('what is absent was not entered', () => {
		expect(params({ options: {} }, { options: '={{ {} }}' }).value('options.timeout')).toBe(
			undefined,
		);
	});
});

test('what is an expression, also in a locator and in a collection that is one', () => {
	const entered = {
		name: '=1',
		type: 'a',
		mtu: 1,
		accountId: { __rl: true, mode: 'id', value: '=x' },
		options: '={{ {} }}',
		filters: { site: '=1' },
		updateFields: null,
	};
	const read = params({}, entered);
	expect(
		['name', 'accountId', 'options.timeout', 'filters.site'].map((name) => read.isExpression(name)),
	).toEqual([true, true, true, true]);
	expect(
		['type', 'mtu', 'filters.other', 'updateFields.mtu', 'none'].map(read.isExpression),
	).toEqual([false, false, false, false, false]);
});

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

describe('a collection', () => {
	test('is followed to what is in it', () => {
		const read = params({ options: { timeout: { __rl: true, value: 3 } } });
		expect([read.has('options'), read.has('options.timeout'), read.has('options.no')]).toEqual([
			true,
			true,
			false,
		]);
		expect(read.value('options.timeout')).toBe(3);
		expect(read.has('options.no.deeper')).toBe(false);
		expect(read.has('nothing.deeper')).toBe(false);
	});

	test.each([
		['text', 'text'],
		[null, 'nothing'],
		[[], 'a list'],
	])('%j is none', (value, what) => {
		expect(message(() => params({ options: value }).value('options.timeout'))).toBe(
			`'Options' must be an object with fields, not ${what}`,
		);
	});

	test('names the one inside of another', () => {
		expect(message(() => params({ options: { timeout: 1 } }).value('options.timeout.deeper'))).toBe(
			"'Timeout' must be an object with fields, not a number",
		);
	});

	test('is evaluated once', () => {
		let evaluated = 0;
		const resolved = () => ({ timeout: ++evaluated });
		const read = paramsOf(fields, {}, {}, { resolved });
		expect([read.value('options.timeout'), read.value('options.timeout')]).toEqual([1, 1]);
	});
});

describe('what is shown of a value', () => {
	const shown = (value: string, resolved: Record<string, unknown> = {}, all?: string) =>
		params(resolved).shown(value, all);
	const hidden = 'a value that looks like a secret';

	test('is its first 60 characters', () => {
		expect(shown('a'.repeat(36))).toBe(`'${'a'.repeat(36)}'`);
		expect(shown('ü '.repeat(30))).toBe(`'${'ü '.repeat(30)}'`);
		expect(shown('ü '.repeat(31))).toBe(`'${'ü '.repeat(30)}…'`);
	});

	test.each(['cfut_x', 'CFAT_x', 'cfk_x', 'a'.repeat(37), `${uuid}/us-east4/1`])(
		'is nothing of %s',
		(value) => {
			expect(shown(value)).toBe(hidden);
			expect(shown('a', {}, `b ${value}`)).toBe(hidden);
		},
	);

	test('is nothing of a key that another field has', () => {
		expect(shown('the secret', { key: ' secret ' })).toBe(hidden);
		expect(shown('the sec', { key: 'secret' })).toBe("'the sec'");
		expect(shown(' ab ', { key: 'ab' })).toBe(hidden);
		expect(shown('cab', { key: 'ab' })).toBe("'cab'");
		expect(shown('abcd', { key: 'abc' })).toBe("'abcd'");
		expect(shown('xabcdx', { key: 'abcd' })).toBe(hidden);
		expect(shown('', { key: '' })).toBe("''");
		expect(shown('any', { key: 12345 })).toBe("'any'");
		expect(shown('a12345', { key: 12345 })).toBe(hidden);
	});
});
