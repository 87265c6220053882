import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeParameterResourceLocator,
} from 'n8n-workflow';

import { ACCOUNT_ID } from '../../../credentials/CloudflareNetworkInterconnectApi.credentials';
import {
	apiFor,
	EDITOR_LIMITS,
	operationError,
	PAGE_SIZE,
	type CredentialApi,
} from '../api/client';
import type { Api, Cni, Interconnect, MagicInterconnect, Query, Slot } from '../types';

/**
 * The searches behind the pickers, by the names that the fields use.
 *
 * Without a filter a call gives one page and the token of the next. With one it reads the whole
 * listing, because the API cannot search what the labels show, and a page without a match would
 * look like the end of the list.
 */
export const listSearch = {
	/**
	 * The accounts of the credential. A token that may not list accounts still gets the credential's
	 * own, with the reason why there is no more.
	 */
	async searchAccounts(
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
				`Accounts can't be listed with this credential (${reasonOf(stopped)}): choose 'By ID', or fill in 'Account ID' of the credential`,
				{},
			);
		}
		if (stopped) {
			const denied = stopped.httpCode === '403';
			const begun = first > 1 || others.length > 0;
			const why = denied ? 'the token may not list accounts' : reasonOf(stopped);
			results.push(noteItem(`${begun ? 'Incomplete' : 'No more'}: ${why}`));
		}
		return { results, paginationToken: next === undefined ? undefined : String(next) };
	},

	/** The interconnects of the chosen account. */
	async searchInterconnects(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const api = await apiOfChosenAccount(this, 'List interconnects');
		const listing = { path: ['cni', 'interconnects'], label: interconnectItem };
		return await search<Interconnect>(api, listing, filter, paginationToken);
	},

	/** All slots, with those that are occupied marked. */
	async searchSlots(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const api = await apiOfChosenAccount(this, 'List slots');
		const listing = { path: ['cni', 'slots'], label: slotItem };
		return await search<Slot>(api, listing, filter, paginationToken);
	},

	/** The CNIs of the chosen account. */
	async searchCnis(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const api = await apiOfChosenAccount(this, 'List CNIs');
		const listing = { path: ['cni', 'cnis'], label: cniItem };
		return await search<Cni>(api, listing, filter, paginationToken);
	},

	/** The magic interconnects of the chosen account: their listing has no pages. */
	async searchMagicInterconnects(
		this: ILoadOptionsFunctions,
		filter?: string,
	): Promise<INodeListSearchResult> {
		const api = await apiOfChosenAccount(this, 'List magic interconnects');
		const listed = await api.getList(['magic', 'cf_interconnects'], 'interconnects');
		return { results: matching(labelled(listed, magicInterconnectItem), filter) };
	},

	/** The slots that nobody occupies. */
	async searchFreeSlots(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const api = await apiOfChosenAccount(this, 'List slots');
		const listing = { path: ['cni', 'slots'], query: { occupied: false }, label: slotItem };
		return await search<Slot>(api, listing, filter, paginationToken);
	},
};

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
	stopped?: Error & { httpCode?: string | null };
}> {
	const found = new Map<string, INodeListSearchItems>();
	let page = first;
	let more = true;
	try {
		do {
			const known = found.size;
			const answer = await api.accounts(page, { action: LIST_ACCOUNTS });
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

/** What Cloudflare said, or what else happened, without what was tried. */
function reasonOf({ message }: Error): string {
	return /\((HTTP .+)\)$/s.exec(message)?.[1] ?? message.replace(`${LIST_ACCOUNTS} `, '');
}

async function apiOfChosenAccount(ctx: ILoadOptionsFunctions, action: string): Promise<Api> {
	const api = await apiFor(ctx);
	const parameter = ctx.getCurrentNodeParameter('accountId') as
		INodeParameterResourceLocator | string | undefined;
	const chosen = String(
		(typeof parameter === 'string' ? parameter : parameter?.value) ?? '',
	).trim();
	// What the editor could not resolve comes as the expression's text.
	const account = chosen.startsWith('=') || chosen === '' ? api.accountId : chosen;
	if (!ACCOUNT_ID.test(account)) {
		// The editor shows the message and may leave out the description.
		throw operationError(
			ctx.getNode(),
			"The list needs an account: choose 'Account', or fill in 'Account ID' of the credential",
			{
				description:
					"An account ID has 32 hexadecimal characters. An expression in 'Account' may have no value while you edit.",
			},
		);
	}
	return api.account(account, { action }, EDITOR_LIMITS);
}

/** What a listing is to show of an object: its label, and the value if it has one. */
type LabelOf<Item> = (item: Item) => { name: string; value: unknown };

interface Listing<Item> {
	path: string[];
	query?: Query;
	label: LabelOf<Item>;
}

async function search<Item>(
	api: Api,
	{ path, query = {}, label }: Listing<Item>,
	filter: string | undefined,
	cursor: string | undefined,
): Promise<INodeListSearchResult> {
	if (filter) return { results: matching(labelled(await api.getAll(path, query), label), filter) };
	const { items, next } = await api.getPage(path, { ...query, cursor, limit: PAGE_SIZE });
	return { results: labelled(items, label), paginationToken: next ? String(next) : undefined };
}

/** What can be chosen of a listing, by label: what has no name or ID is left out. */
function labelled<Item>(items: IDataObject[], label: LabelOf<Item>): INodeListSearchItems[] {
	return byName(
		(items as unknown as Item[])
			.map(label)
			.flatMap(({ name, value }) => (isText(value) ? [{ name, value }] : [])),
	);
}

/*
 * Labels. The editor shows about 48 characters: what tells things apart comes first. The search reads all of a label.
 * What an answer lacks is left out.
 */

function interconnectItem({ name, type, site, facility, region, speed }: Interconnect) {
	return {
		name: labelOf(name, speed, kinds[type] ?? type, region, site, facility?.name),
		value: name,
	};
}

const kinds: Record<string, string> = {
	direct: 'direct port',
	gcp_partner: 'Google Cloud partner',
};

function slotItem({ id, site, facility, speed, occupied }: Slot) {
	const { name, address } = facility ?? {};
	const state = occupied ? 'occupied' : undefined;
	const where = [address].flat().filter(Boolean).join(', ');
	return { name: labelOf(site, speed, state, name, String(id).slice(0, 8), where), value: id };
}

function cniItem({ id, interconnect, magic, cust_ip: customer }: Cni) {
	return {
		name: labelOf(magic?.conduit_name ?? id, interconnect, customer, magic?.description),
		value: id,
	};
}

function magicInterconnectItem({
	id,
	name,
	colo_name: colo,
	interface_address: address,
	description,
}: MagicInterconnect) {
	return { name: labelOf(name ?? id, colo, address, description), value: id };
}

function labelOf(...parts: unknown[]): string {
	return parts.filter(isText).join(' · ');
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

function byName(items: INodeListSearchItems[]): INodeListSearchItems[] {
	return items.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Every word of the search has to stand somewhere in the label or in the value. */
function matching(items: INodeListSearchItems[], filter = ''): INodeListSearchItems[] {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return items.filter(({ name, value }) => {
		const text = `${name} ${value}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
}
