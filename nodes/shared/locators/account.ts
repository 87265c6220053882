import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { apiFor, factsOf, operationError, type CredentialApi } from '../api';
import { byName, isText, matching, pickedFrom } from './search';

/** The account that an operation works in: every operation has it. */
export const accountField: INodeProperties = {
	...pickedFrom('searchAccounts', {
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 0123456789abcdef0123456789abcdef',
				hint: 'An account ID has 32 hexadecimal characters',
			},
		],
	}),
	displayName: 'Account',
	name: 'accountId',
	description:
		"The Cloudflare account to use. Leave empty to use the credential's account. An expression must return an account.",
};

/**
 * The accounts of the credential. A token that may not list accounts still gets the credential's
 * own, with the reason why there is no more.
 */
export async function searchAccounts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const api = await apiFor(this);
	const first = Number(paginationToken ?? 1);
	const { listed, next, stopped } = await readAccounts(api, first, !!filter);
	const isOwn = ({ value }: INodeListSearchItems) =>
		String(value).toLowerCase() === api.accountId.toLowerCase();
	const own =
		api.accountId && first === 1
			? [listed.find(isOwn) ?? accountItem(api.accountId, 'Account of the credential')]
			: [];
	const others = listed.filter((item) => !isOwn(item));
	const results = matching([...own, ...byName(others)], filter);
	if (stopped && first === 1 && own.length + others.length === 0) {
		// The editor shows the message and may leave out the description.
		throw operationError(
			this.getNode(),
			`Accounts can't be listed with this credential (${reasonOf(stopped)}): choose 'By ID', or fill in 'Account ID' in the credential`,
			factsOf(stopped) ?? { outcome: 'unknown' },
		);
	}
	if (stopped) {
		const begun = first > 1 || others.length > 0;
		results.push(noteItem(`${begun ? 'Incomplete' : 'No more'}: ${reasonOf(stopped)}`));
	}
	return { results, paginationToken: next === undefined ? undefined : String(next) };
}

const LIST_ACCOUNTS = 'List accounts';

/** Pages of accounts that are read at most. */
const MAX_ACCOUNT_PAGES = 100;

/**
 * Reads a page of accounts, or all from there on, up to a page that brings nothing new.
 *
 * @returns what was listed, the page to go on with, and why the listing stopped before its end
 */
async function readAccounts(
	api: CredentialApi,
	first: number,
	all: boolean,
): Promise<{
	listed: INodeListSearchItems[];
	next?: number;
	stopped?: Error;
}> {
	const found = new Map<string, INodeListSearchItems>();
	let page = first;
	let more = true;
	try {
		do {
			const known = found.size;
			const answer = await api.accounts(page, { action: LIST_ACCOUNTS, asker: 'picker' });
			for (const { id, name } of answer.accounts) {
				if (isText(id)) found.set(id, accountItem(id, name));
			}
			more = answer.more && found.size > known;
			page++;
		} while (more && all && page <= MAX_ACCOUNT_PAGES);
	} catch (error) {
		return { listed: [...found.values()], stopped: error as Error };
	}
	const listed = [...found.values()];
	if (!more) return { listed };
	return page <= MAX_ACCOUNT_PAGES
		? { listed, next: page }
		: { listed, stopped: new Error(`there are more than ${MAX_ACCOUNT_PAGES} pages`) };
}

function accountItem(id: string, name: unknown): INodeListSearchItems {
	return { name: isText(name) ? `${name} (${id})` : id, value: id };
}

/**
 * A row that says something. Its value is trimmed and means the credential's account, as an empty field does; an
 * empty value would make it look chosen there.
 */
function noteItem(name: string): INodeListSearchItems {
	return { name, value: ' ' };
}

/** Why the listing stopped, without what was tried. */
function reasonOf(stopped: Error): string {
	const { httpStatus, codes = [] } = factsOf(stopped) ?? {};
	// An account-owned token is rejected with either.
	const denied = httpStatus === 403 || (httpStatus === 400 && codes.includes(1001));
	if (denied) return 'the token may not list accounts';
	const { message } = stopped;
	return /\((HTTP .+)\)$/s.exec(message)?.[1] ?? message.replace(`${LIST_ACCOUNTS} `, '');
}
