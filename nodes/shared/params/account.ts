import { ACCOUNT_ID } from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import type { Params } from './types';

/**
 * The account to work in: the one that the parameter `accountId` names, or else the credential's.
 *
 * @returns its ID, 32 hexadecimal characters in lower case
 * @throws NodeOperationError where neither has one, or it is no account ID
 */
export function accountOf(params: Params, accountOfCredential: string): string {
	const account = params.text('accountId') || accountOfCredential;
	if (account === '') {
		throw params.refusal(
			'accountId',
			'is empty, and the credential has no account either',
			"Choose an account in the node, or fill in 'Account ID' of the credential. Nothing was sent.",
		);
	}
	if (!ACCOUNT_ID.test(account)) {
		throw params.refusal(
			'accountId',
			`has to be an account ID of 32 hexadecimal characters, not ${params.shown(account)}`,
		);
	}
	return account.toLowerCase();
}
