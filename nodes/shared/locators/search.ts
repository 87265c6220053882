import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeParameterResourceLocator,
	INodeProperties,
	INodePropertyMode,
} from 'n8n-workflow';

import { ACCOUNT_ID } from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import {
	apiFor,
	EDITOR_LIMITS,
	list,
	operationError,
	page,
	PAGE_SIZE,
	type Api,
	type Path,
	type Query,
} from '../api';

/** A search behind a picker, as n8n calls it. */
export type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** What a picker shows of an object: its label, and the value if it has one. */
export type LabelOf<Item> = (item: Item) => { name: string; value: unknown };

/** What a picker lists. */
interface Listing<Item> {
	/** What messages call it, such as "List slots". */
	action: string;
	/** Below the account. */
	path: Path;
	query?: Query;
	label: LabelOf<Item>;
}

/**
 * A search over a CNI listing of the chosen account.
 *
 * Without a filter a call returns one page and the token of the next. With one it reads the whole
 * listing, because the API cannot search what the labels show, and a page without a match would
 * look like the end of the list.
 */
export function searchPages<Item>({ action, path, query = {}, label }: Listing<Item>): Search {
	return async function (filter, cursor) {
		const api = await apiOfChosenAccount(this, action);
		if (filter) {
			return { results: matching(labelled(await api.getAll(path, query), label), filter) };
		}
		const { items, next } = await api.get(path, {
			query: { ...query, cursor, limit: PAGE_SIZE },
			expect: page,
		});
		return { results: labelled(items, label), paginationToken: next ? String(next) : undefined };
	};
}

/**
 * A search over a listing of the chosen account that has no pages.
 *
 * @param member the member of the response that holds the list
 */
export function searchList<Item>(
	{ action, path, query, label }: Listing<Item>,
	member: string,
): Search {
	return async function (filter) {
		const api = await apiOfChosenAccount(this, action);
		const listed = await api.get(path, { query, expect: list(member) });
		return { results: matching(labelled(listed, label), filter) };
	};
}

async function apiOfChosenAccount(ctx: ILoadOptionsFunctions, action: string): Promise<Api> {
	const api = await apiFor(ctx);
	const chosen = chosenAccount(ctx);
	const account = chosen === '' ? api.accountId : chosen;
	if (ACCOUNT_ID.test(account ?? '')) {
		return api.account(account!, { action, asker: 'picker' }, EDITOR_LIMITS);
	}
	// The editor shows the message and may leave out the description.
	throw operationError(
		ctx.getNode(),
		chosen === undefined
			? "The list needs an account, and the expression in 'Account' has no value yet: execute the previous nodes, or enter the value without the list"
			: "The list needs an account: choose 'Account', or fill in 'Account ID' in the credential",
		{ outcome: 'notSent', description: 'An account ID has 32 hexadecimal characters.' },
	);
}

/**
 * What the field "Account" has in the editor: empty where it is, undefined where it is an expression without a value.
 * The editor sends null for a parameter whose expression fails, and no value in a locator whose expression returns none.
 */
function chosenAccount(ctx: ILoadOptionsFunctions): string | undefined {
	const parameter = ctx.getCurrentNodeParameter('accountId') as
		INodeParameterResourceLocator | string | null | undefined;
	if (parameter === undefined) return '';
	const value = typeof parameter === 'object' ? parameter?.value : parameter;
	const chosen = String(value ?? '=').trim();
	return chosen.startsWith('=') ? undefined : chosen;
}

/** The modes of a locator. */
type Modes = { modes: INodePropertyMode[] };

/**
 * A resource locator with the mode "From List" before its other ones.
 *
 * No mode has a `validation`: n8n would check it not only in the editor but at the start of each execution too, in a
 * sandbox with a time limit that a busy server exceeds. The operations check the values themselves.
 *
 * @param searchListMethod the search behind the list, by its name in `listSearch`
 */
export function pickedFrom(searchListMethod: string, { modes }: Modes) {
	return {
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			...modes,
		],
	} satisfies Partial<INodeProperties>;
}

/** What locators of something in an account have beside: a value, and a list that follows the account. */
export const inAccount = {
	required: true,
	typeOptions: { loadOptionsDependsOn: ['accountId.value'] },
} satisfies Partial<INodeProperties>;

/** The mode "By ID" of a locator whose IDs are UUIDs. */
export const byUuid: Modes = {
	modes: [
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 123e4567-e89b-12d3-a456-426614174000',
		},
	],
};

/** What can be chosen of a listing, by label: what has no name or ID is left out. */
function labelled<Item>(items: IDataObject[], label: LabelOf<Item>): INodeListSearchItems[] {
	return byName(
		(items as unknown as Item[])
			.map(label)
			.flatMap(({ name, value }) => (isText(value) ? [{ name, value }] : [])),
	);
}

/**
 * A label of the parts that an object has. The editor shows about 48 characters: what tells things apart comes first.
 * The search reads all of a label.
 */
export function labelOf(...parts: unknown[]): string {
	return parts.filter(isText).join(' · ');
}

export function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

export function byName(items: INodeListSearchItems[]): INodeListSearchItems[] {
	return items.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Every word of the search must be somewhere in the label or in the value. */
export function matching(items: INodeListSearchItems[], filter = ''): INodeListSearchItems[] {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return items.filter(({ name, value }) => {
		const text = `${name} ${value}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
}
