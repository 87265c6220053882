import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** What a request needs of the credential, checked and trimmed. */
export interface CloudflareCredentials {
	/** Origin and path up to `/client/v4`, without a trailing slash. */
	baseUrl: string;
	/** The account used where a node names none, in small letters; empty when the credential has none. */
	accountId: string;
	/** The authentication headers: those of one scheme, never of both. */
	headers: Record<string, string>;
	/** Whom Cloudflare counts requests by: the token, or the email. */
	identity: string;
	/** The token or key, which nothing may show. */
	secret: string;
}

/** Cloudflare's account identifiers: 32 hexadecimal characters. */
export const ACCOUNT_ID = /^[0-9a-f]{32}$/i;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the stored values of the credential.
 *
 * @param data the credential's values, as n8n decrypted them
 * @throws Error whose message names the field to correct; it never repeats a secret
 */
export function readCredentials(data: ICredentialDataDecryptedObject): CloudflareCredentials {
	refuseUnresolved(data);
	const common = {
		baseUrl: readBaseUrl(trimmed(data.baseUrl)),
		accountId: readAccountId(trimmed(data.accountId)),
	};
	if (data.authentication === 'globalApiKey') {
		const email = headerValue(data, 'email');
		const key = headerValue(data, 'apiKey');
		const headers = { 'X-Auth-Email': email, 'X-Auth-Key': key };
		return { ...common, headers, identity: email, secret: key };
	}
	const token = headerValue(data, 'apiToken');
	const headers = { Authorization: `Bearer ${token}` };
	return { ...common, headers, identity: token, secret: token };
}

/** What the user knows the fields by. */
const LABELS = {
	authentication: 'Authentication',
	apiToken: 'API Token',
	email: 'Email',
	apiKey: 'Global API Key',
	accountId: 'Account ID',
	baseUrl: 'Base URL',
} as const;

/** The text of an expression that n8n did not resolve must not be sent in the place of its value. */
function refuseUnresolved(data: ICredentialDataDecryptedObject): void {
	for (const [name, label] of Object.entries(LABELS)) {
		if (!/^=|\{\{/.test(trimmed(data[name]))) continue;
		throw new Error(
			`'${label}' in the credential is an expression that n8n did not resolve: check the expression and, if it reads an external secret, the connection to its vault`,
		);
	}
}

function trimmed(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

function readAccountId(text: string): string {
	// Not repeated: it may be a token that was pasted into the wrong field.
	if (text && !ACCOUNT_ID.test(text)) {
		throw new Error("'Account ID' in the credential must be 32 hexadecimal characters");
	}
	return text.toLowerCase();
}

function headerValue(data: ICredentialDataDecryptedObject, name: keyof typeof LABELS): string {
	const [label, value] = [LABELS[name], data[name]];
	const text = trimmed(value);
	// A field without an expression always has a text, even if it is empty.
	if (value === undefined || value === null) {
		throw new Error(`'${label}' in the credential has no value: its expression returned nothing`);
	}
	if (text === '') throw new Error(`'${label}' in the credential is empty`);
	// Outside this range the value can't be a header; inside it, none of Cloudflare's has a space.
	if (!/^[\x21-\x7e]+$/.test(text)) {
		throw new Error(
			`'${label}' in the credential contains a space, a line break, or a non-ASCII character: paste only the value`,
		);
	}
	return text;
}

function readBaseUrl(text: string): string {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw new Error(`'Base URL' in the credential is not a URL: ${baseUrlExample}`);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new Error(
			`'Base URL' in the credential must be only a host and a path: ${baseUrlExample}`,
		);
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
		throw new Error(
			"'Base URL' in the credential must start with https://, otherwise the secret would be sent unencrypted (http:// is accepted only for loopback addresses)",
		);
	}
	const path = url.pathname.replace(/\/+$/, '');
	if (!path.endsWith('/client/v4')) {
		throw new Error(
			`'Base URL' in the credential must end in /client/v4, the path of Cloudflare's API: ${baseUrlExample}`,
		);
	}
	return url.origin + path;
}

const baseUrlExample = 'the default is https://api.cloudflare.com/client/v4';

/** What keeps the request helper that the HTTP Request node uses from following redirects. */
interface LegacyRedirects {
	followRedirect: boolean;
	followAllRedirects: boolean;
}

/**
 * Cloudflare's two authentication schemes for the Network Interconnect nodes: an API token, or the
 * account e-mail with the Global API key.
 *
 * The nodes test it (`testedBy`): whether a token is verified as the user's or as the account's
 * depends on the first answer for tokens of the older form, and one fixed test request can't tell.
 */
export class CloudflareNetworkInterconnectApi implements ICredentialType {
	name = 'cloudflareNetworkInterconnectApi';

	displayName = 'Cloudflare Network Interconnect API';

	icon: Icon = {
		light: 'file:../icons/interconnect.svg',
		dark: 'file:../icons/interconnect.dark.svg',
	};

	documentationUrl =
		'https://github.com/cni-community/n8n-nodes-cloudflare-network-interconnect#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'API Token',
					value: 'apiToken',
					description: 'Recommended: can be restricted to the permissions your workflows need',
				},
				{
					name: 'Global API Key',
					value: 'globalApiKey',
					description: "Legacy: the user's email and a key with all of the user's permissions",
				},
			],
			default: 'apiToken',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['apiToken'] } },
			description:
				'A user or account-owned token with the Magic WAN Write or Magic Transit Write permission (Read is enough for operations that only read)',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@example.com',
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['globalApiKey'] } },
			description: 'The email address you use to log in to Cloudflare',
		},
		{
			displayName: 'Global API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['globalApiKey'] } },
			description: 'Find it in the Cloudflare dashboard under My Profile > API Tokens',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
			default: '',
			description:
				"The account to use when a node doesn't specify one (32 hexadecimal characters). Required for account-owned tokens, which are verified against their account.",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.cloudflare.com/client/v4',
			required: true,
			description:
				'Change this only for Cloudflare for Government or a local emulator. Must end in /client/v4 and use https (http only for loopback addresses).',
		},
	];

	/**
	 * Puts the headers of the chosen scheme on a request, and keeps it from following redirects: n8n would
	 * take the secret along to another host.
	 *
	 * @throws Error when the request goes elsewhere than to the base URL: the HTTP Request node offers
	 * this credential for any address, and the secret must not reach another host
	 */
	authenticate = async (
		data: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { baseUrl, headers } = readCredentials(data);
		// The HTTP Request node still names the address `uri`.
		const { uri } = options as { uri?: string };
		const address = new URL(options.url ?? uri ?? '', options.baseURL);
		if (!`${address.origin}${address.pathname}`.startsWith(`${baseUrl}/`)) {
			throw new Error(
				`This credential is only for ${baseUrl}: change the URL of the request, or 'Base URL' in the credential`,
			);
		}
		const authenticated: IHttpRequestOptions & LegacyRedirects = {
			...options,
			headers: { ...options.headers, ...headers },
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		};
		return authenticated;
	};
}
