/** Names that only a machine or a network of its own knows. */
const LOCAL_NAME = /^[^.[\]]+$|\.(localhost|local|internal|lan|home|home\.arpa)$/i;

/** IPv4 addresses that are not routed on the Internet: this host, private, shared, link-local (RFC 6890). */
const LOCAL_IPV4 =
	/^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** IPv6 addresses that are not: unspecified, loopback, unique local, link-local, and IPv4 in their form. */
const LOCAL_IPV6 = /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:)/i;

/**
 * Why Cloudflare cannot call an address.
 *
 * @param address n8n's public address of a webhook
 * @returns the rest of a sentence after the address; undefined where nothing speaks against it
 */
export function whyUnreachable(address: string): string | undefined {
	if (!URL.canParse(address)) return 'is not a URL';
	const { protocol, hostname } = new URL(address);
	if (protocol !== 'https:') return 'does not start with https://';
	const isLocal = [LOCAL_NAME, LOCAL_IPV4, LOCAL_IPV6].some((local) => local.test(hostname));
	return isLocal ? 'is an address of a private network or of this machine' : undefined;
}

/** Whether the service is an emulator on this machine, which can call any address here. */
export function isLoopback(baseUrl: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(baseUrl).hostname);
}
