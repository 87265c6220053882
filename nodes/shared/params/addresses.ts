import type { Params } from './types';
import { describeType } from './values';

/** `A.B.C.D/N`, the only form of an address or prefix that the CNI API takes. */
const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Some programs read a number with a zero before it as octal. */
const ZERO_BEFORE = /(^|[./])0\d/;

interface Prefix {
	/** The first bits of the address, as a number. */
	network: number;
	length: number;
}

function prefixOf(text: string): Prefix | undefined {
	const numbers = ADDRESS.exec(text)?.slice(1).map(Number);
	if (!numbers || ZERO_BEFORE.test(text)) return undefined;
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

/**
 * Whether an IPv4 address is in the prefix of another one.
 *
 * @param address without a prefix length
 * @param prefix `A.B.C.D/N`, the address of any host in it
 */
export function isInPrefix(address: string, prefix: string): boolean {
	const length = prefixOf(prefix)?.length;
	return length !== undefined && samePrefix(`${address}/${length}`, prefix);
}

/**
 * The customer's end of a link, of whose two addresses Cloudflare has the other one.
 *
 * @param cloudflareEnd `A.B.C.D/30` or `/31`
 * @returns an address without a prefix length; undefined where the link has more than two ends
 */
export function otherEnd(cloudflareEnd: string): string | undefined {
	const length = prefixOf(cloudflareEnd)?.length;
	const address = bitsOf(cloudflareEnd);
	if (address === undefined) return undefined;
	// The first and the last address of a /30 are no ends.
	if (length === 31) return textOf(address % 2 === 0 ? address + 1 : address - 1);
	if (length === 30 && address % 4 === 1) return textOf(address + 1);
	if (length === 30 && address % 4 === 2) return textOf(address - 1);
	return undefined;
}

/** How two prefixes of the form `A.B.C.D/N` are to each other; undefined where they have nothing in common. */
export function compareNetworks(
	one: string,
	other: string,
): 'same' | 'lessSpecific' | 'moreSpecific' | undefined {
	const [first, second] = [prefixOf(one), prefixOf(other)];
	if (!first || !second) return undefined;
	const length = Math.min(first.length, second.length);
	const isInCommon = ({ network, length: own }: Prefix) =>
		Math.floor(network / 2 ** (own - length));
	if (isInCommon(first) !== isInCommon(second)) return undefined;
	if (first.length === second.length) return 'same';
	return first.length < second.length ? 'lessSpecific' : 'moreSpecific';
}

/** An IPv4 network: an address with a prefix length, and no bits set outside it. */
export function networkParam(params: Params, name: string): string {
	const address = addressParam(params, name);
	const { network, length } = prefixOf(address)!;
	const text = `${textOf(network * 2 ** (32 - length))}/${length}`;
	if (text === address) return text;
	throw params.refusal(name, `must be a network: ${address} is an address in ${text}`);
}

function bitsOf(text: string): number | undefined {
	return prefixOf(`${text.split('/')[0]}/32`)?.network;
}

function textOf(bits: number): string {
	return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}

/**
 * An IPv4 address with its prefix length.
 *
 * @param lengths those that it may have; any when left out
 */
export function addressParam(params: Params, name: string, lengths?: number[]): string {
	const address = params.requiredText(name);
	const prefix = prefixOf(address);
	if (prefix && (lengths?.includes(prefix.length) ?? true)) return address;
	const forms = (lengths ?? ['N']).map((length) => `A.B.C.D/${length}`);
	throw params.refusal(
		name,
		`must be an IPv4 address with a prefix length (${forms.join(' or ')}), not ${params.shown(address)}`,
	);
}

/** An IPv6 address with its prefix length. */
export function address6Param(params: Params, name: string, length: number): string {
	const text = params.requiredText(name);
	const [address = '', given, ...more] = text.split('/');
	if (isIpv6(address) && given === String(length) && more.length === 0) return text;
	throw params.refusal(
		name,
		`must be an IPv6 address with the prefix length ${length}, such as 2001:db8::/${length}, not ${params.shown(text)}`,
	);
}

/** An IPv4 or IPv6 address without a prefix length. */
export function hostParam(params: Params, name: string): string {
	const address = params.requiredText(name);
	if (prefixOf(`${address}/32`) || isIpv6(address)) return address;
	throw params.refusal(
		name,
		`must be an IP address without a prefix length, not ${params.shown(address)}`,
	);
}

function isIpv6(text: string): boolean {
	return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

/**
 * A list of IPv4 prefixes, from comma-separated text or an array.
 *
 * @returns undefined where the field is empty; an expression may return an empty array, which has no prefixes
 */
export function prefixesParam(params: Params, name: string): string[] | undefined {
	const prefixes = prefixEntries(params, name);
	const wrong = prefixes?.find((prefix) => !prefixOf(prefix));
	if (wrong !== undefined) {
		const everything = String(params.value(name));
		throw params.refusal(
			name,
			`must be IPv4 prefixes such as 192.0.2.0/24, separated by commas; ${params.shown(wrong, everything)} is not a prefix`,
		);
	}
	return prefixes;
}

/** An array from `''.split(',')` has an entry, which is empty: whoever made it did not mean to remove all prefixes. */
function prefixEntries(params: Params, name: string): string[] | undefined {
	const value = params.value(name, 'prefixes, or an empty array for none') ?? '';
	if (Array.isArray(value)) {
		const entries = value.map((entry) => (typeof entry === 'string' ? entry.trim() : ''));
		if (!entries.includes('')) return entries;
		throw params.refusal(
			name,
			'contains an entry that is empty or not text: only an empty array stands for no prefixes',
		);
	}
	if (typeof value !== 'string' && typeof value !== 'number') {
		throw params.refusal(name, `must be text or a list, not ${describeType(value)}`);
	}
	const entries = params
		.text(name)
		.split(/[\s,]+/)
		.filter((entry) => entry !== '');
	return entries.length > 0 ? entries : undefined;
}
