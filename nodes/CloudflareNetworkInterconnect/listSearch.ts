import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeParameterResourceLocator,
} from 'n8n-workflow';

import { ACCOUNT_ID } from '../../credentials/CloudflareNetworkInterconnectApi.credentials';
import { apiFor, EDITOR_LIMITS, operationError, PAGE_SIZE } from './api';
import type { Api, Cni, Interconnect, MagicInterconnect, Query, Slot } from './types';

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
		const own: INodeListSearchItems[] =
			api.accountId && !paginationToken
				? [{ name: `Account of the credential (${api.accountId})`, value: api.accountId }]
				: [];
		let listed: INodeListSearchItems[] = [];
		let page = Number(paginationToken ?? 1);
		let more = true;
		try {
			for (; more && (filter || listed.length === 0); page++) {
				const answer = await api.accounts(page, { action: 'List accounts' });
				listed = listed.concat(
					answer.accounts.map(({ id, name }) => ({
						name: name ? `${String(name)} (${String(id)})` : String(id),
						value: String(id),
					})),
				);
				more = answer.more;
			}
		} catch (error) {
			const why = (error as Error).message;
			if (own.length === 0) {
				throw operationError(this.getNode(), why, {
					description:
						"The accounts can't be listed with this credential. Enter the account by its ID, or fill in 'Account ID' of the credential.",
				});
			}
			// An empty value means the credential's account: choosing the explanation does no harm.
			return { results: [...own, { name: `No other accounts are shown: ${why}`, value: '' }] };
		}
		const others = listed.filter(({ value }) => value !== api.accountId);
		const ownListed = listed.filter(({ value }) => value === api.accountId);
		return {
			results: matching([...(ownListed.length > 0 ? ownListed : own), ...byName(others)], filter),
			paginationToken: more ? String(page) : undefined,
		};
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
		const path = ['magic', 'cf_interconnects'];
		const listed = (await api.getList(path, 'interconnects')) as unknown as MagicInterconnect[];
		return { results: matching(byName(listed.map(magicInterconnectItem)), filter) };
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

async function apiOfChosenAccount(ctx: ILoadOptionsFunctions, action: string): Promise<Api> {
	const api = await apiFor(ctx);
	const chosen = ctx.getCurrentNodeParameter('accountId') as
		INodeParameterResourceLocator | undefined;
	const account = String(chosen?.value ?? '').trim() || api.accountId;
	if (!ACCOUNT_ID.test(account)) {
		throw operationError(ctx.getNode(), "Choose an 'Account' first", {
			description:
				"The list needs an account of 32 hexadecimal characters, from the node or from 'Account ID' of the credential. An expression in 'Account' has no value while you edit.",
		});
	}
	return api.account(account, { action }, EDITOR_LIMITS);
}

interface Listing<Item> {
	path: string[];
	query?: Query;
	label: (item: Item) => INodeListSearchItems;
}

async function search<Item>(
	api: Api,
	{ path, query = {}, label }: Listing<Item>,
	filter: string | undefined,
	cursor: string | undefined,
): Promise<INodeListSearchResult> {
	const labelled = (items: unknown) => byName((items as Item[]).map(label));
	if (filter) return { results: matching(labelled(await api.getAll(path, query)), filter) };
	const { items, next } = await api.getPage(path, { ...query, cursor, limit: PAGE_SIZE });
	return { results: labelled(items), paginationToken: next ? String(next) : undefined };
}

function interconnectItem({
	name,
	type,
	site,
	facility,
	region,
	speed,
}: Interconnect): INodeListSearchItems {
	const kind = type === 'gcp_partner' ? 'Google Cloud partner' : 'direct port';
	return { name: labelOf(name, kind, region, site, facility?.name, speed), value: name };
}

function slotItem({ id, site, facility, speed, occupied }: Slot): INodeListSearchItems {
	// What an answer lacks is left out of its label.
	const { name, address = [] } = facility ?? {};
	const state = occupied ? 'occupied' : undefined;
	return { name: labelOf(site, name, address.join(', '), speed, state), value: id };
}

function cniItem({ id, interconnect, magic, cust_ip: customer }: Cni): INodeListSearchItems {
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
}: MagicInterconnect): INodeListSearchItems {
	return { name: labelOf(name ?? id, colo, address, description), value: id ?? '' };
}

function labelOf(...parts: Array<string | undefined>): string {
	return parts.filter(Boolean).join(' · ');
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
