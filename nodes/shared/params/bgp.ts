import type { Bgp } from '../cloudflare';
import { prefixesParam } from './addresses';
import type { Params } from './types';

/** What Cloudflare accepts in an MD5 key: printable ASCII except the quotation mark and the question mark. */
const MD5_KEY = /^[\x20-\x7e]+$/;

/** As Cloudflare documents it. */
const MD5_KEY_LENGTH = 80;

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

/** An MD5 key; undefined where the field is empty. No message repeats it. */
function md5KeyParam(params: Params, name: string): string | undefined {
	const value = params.value(name);
	// Not trimmed: a space is a character of the key.
	const key = typeof value === 'string' ? value : params.text(name);
	if (key === '') return undefined;
	if (!MD5_KEY.test(key) || /["?]/.test(key)) {
		throw params.refusal(
			name,
			'contains a character that Cloudflare rejects: use printable ASCII except the quotation mark and the question mark',
		);
	}
	if (key.length <= MD5_KEY_LENGTH) return key;
	throw params.refusal(
		name,
		`has ${key.length} characters; Cloudflare accepts at most ${MD5_KEY_LENGTH}`,
	);
}
