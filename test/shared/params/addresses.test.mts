import { describe, expect, test } from '@jest/globals';

import {
	address6Param,
	addressParam,
	compareNetworks,
	hostParam,
	isInPrefix,
	networkParam,
	otherEnd,
	prefixesParam,
	samePrefix,
} from '../../../nodes/shared/params/addresses.ts';
import { field, paramsOf, thrownBy } from './source.mts';

const given = (value: unknown) => paramsOf([field('at', 'Address')], { at: value });
const message = (act: () => unknown) => thrownBy(act).message;

describe('an IPv4 address with its prefix length', () => {
	test.each(['192.0.2.1/31', '0.0.0.0/0', '255.255.255.255/32', '10.0.0.10/8'])('%s', (text) => {
		expect(addressParam(given(` ${text} `), 'at')).toBe(text);
	});

	test.each([
		'192.0.2.1',
		'192.0.2/24',
		'192.0.2.1/33',
		'256.0.0.1/8',
		'1.1.1.256/8',
		'01.2.3.4/8',
		'1.02.3.4/8',
		'1.2.3.4/08',
		'1.2.3.4/8 x',
		'x1.2.3.4/8',
		'1.2.3.4/8/9',
		'1111.2.3.4/8',
		'1x2x3x4/8',
	])('%s is none', (text) => {
		expect(message(() => addressParam(given(text), 'at'))).toBe(
			`'Address' must be an IPv4 address with a prefix length (A.B.C.D/N), not '${text}'`,
		);
	});

	test('of a length that it may have', () => {
		expect(addressParam(given('10.0.0.1/30'), 'at', [30, 31])).toBe('10.0.0.1/30');
		expect(message(() => addressParam(given('10.0.0.1/29'), 'at', [30, 31]))).toContain(
			'(A.B.C.D/30 or A.B.C.D/31)',
		);
	});
});

test.each([
	['10.0.0.0/31', '10.0.0.1/31', true],
	['10.0.0.1/31', '10.0.0.2/31', false],
	['10.0.0.0/31', '10.0.0.1/30', false],
	['64.0.0.0/31', '128.0.0.0/30', false],
	['10.0.0.0/8', '10.255.0.0/8', true],
	['no', 'no', false],
	['10.0.0.0/8', 'no', false],
])('whether %s and %s are ends of one link: %j', (one, other, same) => {
	expect(samePrefix(one, other)).toBe(same);
});

test.each([
	['10.0.0.7', '10.0.0.1/29', true],
	['10.0.0.8', '10.0.0.1/29', false],
	['10.0.0.8', 'no', false],
])('whether %s is in %s: %j', (address, prefix, isIn) => {
	expect(isInPrefix(address, prefix)).toBe(isIn);
});

test.each([
	['10.0.0.0/31', '10.0.0.1'],
	['10.0.0.1/31', '10.0.0.0'],
	['10.0.0.255/31', '10.0.0.254'],
	['10.0.1.1/30', '10.0.1.2'],
	['10.0.1.2/30', '10.0.1.1'],
	['10.0.1.0/30', undefined],
	['10.0.1.3/30', undefined],
	['10.0.1.1/29', undefined],
	['10.0.1.2/29', undefined],
	['no/31', undefined],
	['172.16.255.254/30', '172.16.255.253'],
])('the other end of %s is %j', (end, other) => {
	expect(otherEnd(end)).toBe(other);
});

test.each([
	['10.0.0.0/8', '10.0.0.0/8', 'same'],
	['10.0.0.0/8', '10.1.0.0/16', 'lessSpecific'],
	['10.1.0.0/16', '10.0.0.0/8', 'moreSpecific'],
	['10.0.0.0/8', '11.0.0.0/8', undefined],
	['10.1.0.0/16', '11.0.0.0/8', undefined],
	['0.0.0.0/0', '10.0.0.0/8', 'lessSpecific'],
	['no', '10.0.0.0/8', undefined],
	['10.0.0.0/8', 'no', undefined],
])('%s to %s is %j', (one, other, to) => {
	expect(compareNetworks(one, other)).toBe(to);
});

test('a network has no bits outside its length', () => {
	expect(networkParam(given('192.0.2.0/24'), 'at')).toBe('192.0.2.0/24');
	expect(networkParam(given('10.128.0.0/9'), 'at')).toBe('10.128.0.0/9');
	expect(message(() => networkParam(given('192.0.2.1/24'), 'at'))).toBe(
		"'Address' must be a network: 192.0.2.1/24 is an address in 192.0.2.0/24",
	);
});

test('an IPv6 address with a prefix length', () => {
	expect(address6Param(given('2001:DB8::1/127'), 'at', 127)).toBe('2001:DB8::1/127');
	for (const wrong of [
		'2001:db8::1',
		'2001:db8::1/126',
		'2001:db8::1/127/1',
		'x/127',
		'/127',
		':::/127',
		'::1]/127',
		'[::1/127',
	]) {
		expect(message(() => address6Param(given(wrong), 'at', 127))).toBe(
			`'Address' must be an IPv6 address with the prefix length 127, such as 2001:db8::/127, not '${wrong}'`,
		);
	}
});

test('an address without a prefix length', () => {
	expect(hostParam(given('192.0.2.1'), 'at')).toBe('192.0.2.1');
	expect(hostParam(given('::ffff:1.2.3.4'), 'at')).toBe('::ffff:1.2.3.4');
	for (const wrong of [
		'192.0.2.1/32',
		'1.2.3',
		'example.com',
		'::g',
		'10.0.0.256',
		// With brackets around, the rest is a user's name or a path.
		'x]@[::1',
		'::1]/x[',
	]) {
		expect(message(() => hostParam(given(wrong), 'at'))).toBe(
			`'Address' must be an IP address without a prefix length, not '${wrong}'`,
		);
	}
});

describe('prefixes', () => {
	const prefixes = (value: unknown) => prefixesParam(given(value), 'at');

	test.each([
		['10.0.0.0/8, 10.1.0.0/16', ['10.0.0.0/8', '10.1.0.0/16']],
		[' 10.0.0.0/8\n10.1.0.0/16,', ['10.0.0.0/8', '10.1.0.0/16']],
		[[' 10.0.0.0/8 '], ['10.0.0.0/8']],
		[[], []],
		['', undefined],
		[' , ', undefined],
		[undefined, undefined],
	])('%j are %j', (value, list) => {
		expect(prefixes(value)).toEqual(list);
	});

	test.each([
		[
			'10.0.0.0/8, 10/8',
			"must be IPv4 prefixes such as 192.0.2.0/24, separated by commas; '10/8' is not a prefix",
		],
		[10, "must be IPv4 prefixes such as 192.0.2.0/24, separated by commas; '10' is not a prefix"],
		[
			['10.0.0.0/8', ''],
			'contains an entry that is empty or not text: only an empty array stands for no prefixes',
		],
		[
			[1],
			'contains an entry that is empty or not text: only an empty array stands for no prefixes',
		],
		[true, 'must be text or a list, not a boolean'],
		[{}, 'must be text or a list, not an object'],
	])('%j are refused', (value, rule) => {
		expect(message(() => prefixes(value))).toBe(`'Address' ${rule}`);
	});

	test('an expression without a value', () => {
		const read = paramsOf([field('at', 'Address')], { at: '' }, { at: '=1' });
		expect(message(() => prefixesParam(read, 'at'))).toContain(
			'must return prefixes, or an empty array for none',
		);
	});

	test('that look like a secret together are not repeated', () => {
		expect(message(() => prefixes('cfut_x, x'))).toContain(
			'a value that looks like a secret is not',
		);
	});
});
