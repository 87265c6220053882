import { accounts } from './accounts.mts';

/** The permissions, by the names of Cloudflare's dashboard, that the emulated endpoints ask for. */
export type Permission =
	| 'Account Settings Read'
	| 'Account Settings Write'
	| 'Magic Transit Read'
	| 'Magic Transit Write'
	| 'Magic WAN Read'
	| 'Magic WAN Write'
	| 'Notifications Edit'
	| 'Notifications Read'
	| 'User Details Read';

interface Grant {
	/** What it is and what it may do, in one line for people. */
	description: string;
	permissions: readonly Permission[];
	/** Identifiers of the accounts it reaches; `all` includes accounts added later. */
	accounts: 'all' | readonly string[];
}

export interface ApiToken extends Grant {
	scheme: 'apiToken';
	apiToken: string;
	/** The token's own identifier, as the verification answers it. */
	id: string;
	status: 'active' | 'disabled';
	/** The user it belongs to, by email; an account-owned token has none. */
	user?: string;
}

export interface GlobalApiKey extends Grant {
	scheme: 'globalApiKey';
	email: string;
	apiKey: string;
}

/** What a caller may identify itself with. The secret members are named as in the n8n credential. */
export type Credential = ApiToken | GlobalApiKey;

const email = 'jane.doe@example.com';
const olderEmail = 'john.doe@example.com';

// Today's formats are a prefix, 40 characters and a checksum of 8; the checksum here is plainly none.
const today = (prefix: string, name: string) => `${prefix}_${name.padEnd(40, '0')}00000000`;

const readWrite = ['Account Settings Read', 'Magic WAN Read', 'Magic WAN Write'] as const;

/** The credentials that the emulator accepts: none of them is valid anywhere else. */
export const credentials = {
	magicWanWrite: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenMagicWanWrite'),
		id: '00000000000000000000000000000001',
		description: 'user token with Magic WAN Write: everything in both accounts but alerts',
		status: 'active',
		user: email,
		permissions: readWrite,
		accounts: 'all',
	},
	magicWanRead: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenMagicWanRead'),
		id: '00000000000000000000000000000002',
		description: 'user token with Magic WAN Read: reads, never orders or deletes',
		status: 'active',
		user: email,
		permissions: ['Account Settings Read', 'Magic WAN Read'],
		accounts: [accounts.main.id],
	},
	magicTransitWrite: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenMagicTransitWrite'),
		id: '00000000000000000000000000000003',
		description: 'user token with Magic Transit Write: everything in the main account',
		status: 'active',
		user: email,
		permissions: ['Account Settings Read', 'Magic Transit Read', 'Magic Transit Write'],
		accounts: [accounts.main.id],
	},
	noCniPermission: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenNoCniPermission'),
		id: '00000000000000000000000000000004',
		description: 'user token without a permission for interconnects: lists accounts only',
		status: 'active',
		user: email,
		permissions: ['Account Settings Read'],
		accounts: [accounts.main.id],
	},
	noAccountList: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenNoAccountList'),
		id: '00000000000000000000000000000005',
		description: 'user token with Magic WAN Write that may not list accounts',
		status: 'active',
		user: email,
		permissions: ['Magic WAN Read', 'Magic WAN Write'],
		accounts: [accounts.main.id],
	},
	magicAndNotifications: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenMagicAndNotifications'),
		id: '0000000000000000000000000000000a',
		description:
			'user token with Magic WAN Write and Notifications Edit: everything in both accounts, alerts too',
		status: 'active',
		user: email,
		permissions: [...readWrite, 'Notifications Edit'],
		accounts: 'all',
	},
	notificationsEdit: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenNotificationsEdit'),
		id: '0000000000000000000000000000000b',
		description: 'user token with Notifications Edit: alert policies, webhooks and history only',
		status: 'active',
		user: email,
		permissions: ['Notifications Edit'],
		accounts: [accounts.main.id],
	},
	notificationsRead: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenNotificationsRead'),
		id: '0000000000000000000000000000000c',
		description: 'user token with Notifications Read: reads alert policies, webhooks and history',
		status: 'active',
		user: email,
		permissions: ['Notifications Read'],
		accounts: [accounts.main.id],
	},
	olderUserToken: {
		scheme: 'apiToken',
		apiToken: 'ExampleOlderUserToken'.padEnd(40, '0'),
		id: '00000000000000000000000000000006',
		description: 'user token of the older form, without prefix: everything in the main account',
		status: 'active',
		user: email,
		permissions: readWrite,
		accounts: [accounts.main.id],
	},
	disabledUserToken: {
		scheme: 'apiToken',
		apiToken: today('cfut', 'ExampleUserTokenDisabled'),
		id: '00000000000000000000000000000007',
		description: 'user token that was disabled: refused everywhere but in its verification',
		status: 'disabled',
		user: email,
		permissions: readWrite,
		accounts: [accounts.main.id],
	},
	accountToken: {
		scheme: 'apiToken',
		apiToken: today('cfat', 'ExampleAccountToken'),
		id: '00000000000000000000000000000008',
		description: 'account-owned token with Magic WAN Write: verified in the main account',
		status: 'active',
		permissions: ['Magic WAN Read', 'Magic WAN Write'],
		accounts: [accounts.main.id],
	},
	olderAccountToken: {
		scheme: 'apiToken',
		apiToken: 'ExampleOlderAccountToken'.padEnd(40, '0'),
		id: '00000000000000000000000000000009',
		description: 'account-owned token of the older form, without prefix',
		status: 'active',
		permissions: ['Magic WAN Read', 'Magic WAN Write'],
		accounts: [accounts.main.id],
	},
	globalApiKey: {
		scheme: 'globalApiKey',
		email,
		apiKey: today('cfk', 'ExampleGlobalApiKey'),
		description: 'email and Global API key: everything in both accounts, alerts too',
		permissions: [...readWrite, 'Account Settings Write', 'User Details Read'],
		accounts: 'all',
	},
	olderGlobalApiKey: {
		scheme: 'globalApiKey',
		email: olderEmail,
		apiKey: '0123456789abcdef0123456789abcdef01234',
		description: 'email and Global API key of the older form, hexadecimal: the second account',
		permissions: [...readWrite, 'Account Settings Write', 'User Details Read'],
		accounts: [accounts.second.id],
	},
} as const satisfies Record<string, Credential>;

/**
 * The headers that a client sends for a credential.
 *
 * @param credential one of {@link credentials}, or another with the same members
 * @returns header names and values of exactly one scheme
 */
export function authHeaders(
	credential:
		Pick<ApiToken, 'scheme' | 'apiToken'> | Pick<GlobalApiKey, 'scheme' | 'email' | 'apiKey'>,
): Record<string, string> {
	return credential.scheme === 'apiToken'
		? { Authorization: `Bearer ${credential.apiToken}` }
		: { 'X-Auth-Email': credential.email, 'X-Auth-Key': credential.apiKey };
}
