import type { Params } from './types';

/** `A.B.C.D/N`, the only form of an address or prefix that the CNI API takes. */
const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** What Cloudflare accepts in an MD5 key: printable ASCII except the quotation mark and the question mark. */
const MD5_KEY = /^[\x20-\x7e]+$/;

interface Prefix {
	/** The first bits of the address, as a number. */
	network: number;
	length: number;
}

function prefixOf(text: string): Prefix | undefined {
	const numbers = ADDRESS.exec(text)?.slice(1).map(Number);
	if (!numbers) return undefined;
	const length = numbers.pop()!;
	if (length > 32 || numbers.some((number) => number > 255)) return undefined;
	const address = numbers.reduce((bits, number) => bits * 256 + number, 0);
	return { network: Math.floor(address / 2 ** (32 - length)), length };
}

/** Whether two addresses of the form `A.B.C.D/N` are ends of one link. */
export function samePrefix(one: string, other: string): boolean {
	const [first, second] = [prefixOf(one), prefixOf(other)];
	return first !== undefined && first.network === second?.network && first.length === second.length;
}

/** An IPv4 address with its prefix length. */
export function addressParam(params: Params, name: string): string {
	const address = params.requiredText(name);
	if (prefixOf(address)) return address;
	throw params.refusal(
		name,
		`has to be an IPv4 address with its prefix length, of the form A.B.C.D/N, not '${address.slice(0, 60)}'`,
	);
}

/**
 * A list of IPv4 prefixes, from comma-separated text or an array.
 *
 * @returns undefined when nothing was entered; an empty array was entered by an expression
 */
export function prefixesParam(params: Params, name: string): string[] | undefined {
	const value = params.value(name);
	const entries = Array.isArray(value)
		? value.map((entry) => String(entry).trim())
		: params.text(name).split(/[\s,]+/);
	const prefixes = entries.filter((entry) => entry !== '');
	const wrong = prefixes.find((prefix) => !prefixOf(prefix));
	if (wrong !== undefined) {
		throw params.refusal(
			name,
			`has to be IPv4 prefixes of the form A.B.C.D/N, separated by commas; '${wrong.slice(0, 60)}' is none`,
		);
	}
	return Array.isArray(value) || prefixes.length > 0 ? prefixes : undefined;
}

/** An MD5 key; undefined when nothing was entered. No message repeats it. */
export function md5KeyParam(params: Params, name: string): string | undefined {
	const value = params.value(name);
	// Not trimmed: a space is a character of the key.
	const key = typeof value === 'string' ? value : params.text(name);
	if (key === '') return undefined;
	if (MD5_KEY.test(key) && !/["?]/.test(key)) return key;
	throw params.refusal(
		name,
		'has a character that Cloudflare does not accept: it may have printable ASCII characters except the quotation mark and the question mark',
	);
}

/** A whole number where 0, the editor's default, means that nothing was entered. */
export function optionalCount(params: Params, name: string): number | undefined {
	return ['', '0'].includes(params.text(name)) ? undefined : params.count(name);
}
