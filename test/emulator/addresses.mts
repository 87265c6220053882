// Addresses and prefixes of IPv4, all valid: the schemas have checked their form.

const toNumber = (address: string): number =>
	address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);

const toText = (number: number): string =>
	[24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** An interface's address, and the first and last address of its network, as numbers. */
function parse(prefix: string) {
	const [text = '', length = ''] = prefix.split('/');
	const address = toNumber(text);
	const size = 2 ** (32 - Number(length));
	const first = address - (address % size);
	return { address, length: Number(length), first, last: first + size - 1 };
}

/** N of `A.B.C.D/N`. */
export function prefixLength(prefix: string): number {
	return parse(prefix).length;
}

/** A.B.C.D of `A.B.C.D/N`. */
export function addressOf(prefix: string): string {
	return toText(parse(prefix).address);
}

/** Whether the networks of two texts `A.B.C.D/N` have an address in common. */
export function overlap(one: string, other: string): boolean {
	const [a, b] = [parse(one), parse(other)];
	return a.first <= b.last && b.first <= a.last;
}

/** Whether two texts `A.B.C.D/N` lie in the same network. */
export function sharePrefix(one: string, other: string): boolean {
	return prefixLength(one) === prefixLength(other) && overlap(one, other);
}

/** Whether `A.B.C.D/N` lies in one of the networks as a whole. */
export function within(prefix: string, networks: readonly string[]): boolean {
	const { first, last } = parse(prefix);
	return networks.some((network) => {
		const outer = parse(network);
		return outer.first <= first && last <= outer.last;
	});
}

/**
 * The address at the other end of a link.
 *
 * @param prefix `A.B.C.D/N` of one end, a /31 or a /30
 * @returns without the length; undefined where `prefix` names the network or the broadcast address of a /30
 */
export function otherEnd(prefix: string): string | undefined {
	const { address, length, first, last } = parse(prefix);
	if (length === 30 && (address === first || address === last)) return undefined;
	return toText(first + last - address);
}

/**
 * Both ends of a link, each as `A.B.C.D/31`.
 *
 * @param network of which the links are cut, e.g. `10.252.0.0/14`
 * @param index which of them; beyond the end it begins anew
 */
export function link(network: string, index: number): [string, string] {
	const { first, last } = parse(network);
	const lower = first + ((2 * index) % (last - first + 1));
	return [`${toText(lower)}/31`, `${toText(lower + 1)}/31`];
}
