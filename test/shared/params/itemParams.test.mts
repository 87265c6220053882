import { describe, expect, test } from '@jest/globals';

import { fields, message, params } from './fields.mts';
import { paramsOf, thrownBy } from './source.mts';

const uuid = '123e4567-e89b-12d3-a456-426614174000';

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
