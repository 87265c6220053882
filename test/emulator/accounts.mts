import type { Account as SdkAccount } from 'cloudflare/resources/accounts/accounts';

/** A Cloudflare account as `GET /accounts` gives it. */
export type Account = SdkAccount;

/** The accounts that a fresh emulator knows. */
export const accounts = {
	/** Reached by every credential but the older Global API key; the account-owned tokens belong to it. */
	main: {
		id: '0123456789abcdef0123456789abcdef',
		name: 'Example Networks',
		type: 'enterprise',
		created_on: '2024-01-15T09:00:00Z',
	},
	/** Reached by the older Global API key, and by credentials whose `accounts` are `all`. */
	second: {
		id: 'fedcba9876543210fedcba9876543210',
		name: 'Example Logistics',
		type: 'enterprise',
		created_on: '2025-06-01T09:00:00Z',
	},
} as const satisfies Record<string, Account>;
