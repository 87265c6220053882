import { ACCOUNT_ID } from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import type { Params } from './types';

const WANTED = 'an account ID of 32 hexadecimal characters';

/**
 * The account to work in: what the field "Account" says or, where the field is empty, the credential's. Nothing is
 * guessed where there is no account, or where the field's expression returns none.
 *
 * @param accountOfCredential empty when the credential has none
 * @returns 32 hexadecimal characters in lower case
 */
export function accountOf(params: Params, accountOfCredential: string): string {
	const account = params.text('accountId', WANTED) || accountOfCredential;
	if (ACCOUNT_ID.test(account)) return account.toLowerCase();
	if (account !== '') {
		throw params.refusal('accountId', `must be ${WANTED}, not ${params.shown(account)}`);
	}
	throw params.refusal(
		'accountId',
		'is empty, and the credential has no account either',
		"Nothing was sent. Choose an account in the node, or fill in 'Account ID' in the credential.",
	);
}
