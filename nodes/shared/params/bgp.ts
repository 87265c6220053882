import type { Bgp } from '../cloudflare';
import { prefixesParam } from './addresses';
import type { Params } from './types';

/** What Cloudflare accepts in an MD5 key: printable ASCII except the quotation mark and the question mark. */
const MD5_KEY = /^[\x20-\x7e]+$/;

/** Characters of an MD5 key at most, says Cloudflare's documentation. */
const MAX_MD5_KEY = 80;

/**
 * The settings of a BGP session that every operation with BGP has.
 *
 * @param settings the path of the group, such as `bgp.settings`
 * @returns undefined for what nobody filled in
 */
export function bgpParams(
	params: Params,
	settings: string,
): { [Setting in keyof Bgp]: Bgp[Setting] | undefined } {
	return {
		customer_asn: params.optionalCount(`${settings}.customerAsn`),
		extra_prefixes: prefixesParam(params, `${settings}.extraPrefixes`),
		md5_key: md5KeyParam(params, `${settings}.md5Key`),
	};
}

/** An MD5 key; undefined when nothing was entered. No message repeats it. */
function md5KeyParam(params: Params, name: string): string | undefined {
	const value = params.value(name);
	// Not trimmed: a space is a character of the key.
	const key = typeof value === 'string' ? value : params.text(name);
	if (key === '') return undefined;
	if (key.length > MAX_MD5_KEY) {
		throw params.refusal(name, `must have at most ${MAX_MD5_KEY} characters, not ${key.length}`);
	}
	if (MD5_KEY.test(key) && !/["?]/.test(key)) return key;
	throw params.refusal(
		name,
		'has a character that Cloudflare does not accept: it may have printable ASCII characters except the quotation mark and the question mark',
	);
}
