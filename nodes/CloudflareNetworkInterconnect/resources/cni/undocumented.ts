import type { IDataObject } from 'n8n-workflow';

import { factsOf, identifiedBy, type Api, type Path } from '../../../shared/api';
import type { Cni } from '../../../shared/cloudflare';

/*
 * A CNI is replaced as a whole, and a GET may return members that Cloudflare's documentation does not name yet. One that
 * can be set must go back as it was read, or the update would reset it; one that only the service sets may be rejected.
 * Which is which cannot be told, so all of them go back first, and only what is rejected is left out.
 */

/** What the API documents for `PUT /cnis/{cni}` (SDK 7.3.0), by the member that holds it. */
export const DOCUMENTED: Record<string, string[]> = {
	'': ['id', 'account', 'interconnect', 'cust_ip', 'p2p_ip', 'magic', 'bgp', 'bgp_mode'],
	magic: ['conduit_name', 'description', 'mtu'],
	bgp: ['customer_asn', 'extra_prefixes', 'md5_key'],
};

/** Statuses of a request whose body the service rejects. */
const REJECTED_BODY = [400, 422];

/** How often only the members that a response names are left out; after that, all of them are. */
const NAMED_AT_MOST = 3;

/** How a CNI was replaced. */
export interface Replaced {
	/** The CNI after it. */
	after: IDataObject;
	/** Members that Cloudflare rejected, such as `bgp.state`. */
	leftOut: string[];
}

/**
 * Replaces a CNI. Where the API rejects the body, members that it does not document are left out: those that its
 * response names, else all of them.
 *
 * @throws NodeApiError of the last attempt
 */
export async function replaceCni(api: Api, path: Path, whole: Cni): Promise<Replaced> {
	const undocumented = undocumentedMembers(whole);
	let leftOut: string[] = [];
	for (let attempts = 1; ; attempts++) {
		const body = withoutMembers(whole, leftOut) as unknown as IDataObject;
		const tried = await api
			.put(path, body, { expect: identifiedBy('id') })
			.then((after) => ({ after, leftOut }))
			.catch((error: Error) => error);
		if (!(tried instanceof Error)) return tried;
		const kept = undocumented.filter((member) => !leftOut.includes(member));
		if (kept.length === 0 || !REJECTED_BODY.includes(factsOf(tried)?.httpStatus ?? 0)) throw tried;
		const named = attempts > NAMED_AT_MOST ? [] : namedIn(tried.message, kept);
		leftOut = [...leftOut, ...(named.length > 0 ? named : kept)];
	}
}

/** Paths of the members that the API does not document: `modified_on`, `bgp.state`. */
function undocumentedMembers(cni: Cni): string[] {
	return Object.entries(DOCUMENTED).flatMap(([holder, names]) =>
		Object.keys(holderIn(cni, holder))
			.filter((name) => !names.includes(name))
			.map((name) => pathOf(holder, name)),
	);
}

function withoutMembers(cni: Cni, paths: string[]): Cni {
	const { magic, bgp } = cni;
	const kept = <T extends object>(object: T, holder: string): T =>
		Object.fromEntries(
			Object.entries(object).filter(([name]) => !paths.includes(pathOf(holder, name))),
		) as T;
	return { ...kept(cni, ''), magic: kept(magic, 'magic'), ...(bgp && { bgp: kept(bgp, 'bgp') }) };
}

function pathOf(holder: string, name: string): string {
	return holder ? `${holder}.${name}` : name;
}

/** The paths whose last name stands in a text as a word of its own. */
function namedIn(text: string, paths: string[]): string[] {
	const words = new Set(text.split(/[^\w-]+/));
	return paths.filter((path) => words.has(path.split('.').at(-1)!));
}

/**
 * The members that were left out and are not what they were: Cloudflare may have reset them. A time that went on is
 * none. The CNI is read again only where the response to the replacement lacks one of them.
 */
export async function resetMembers(
	api: Api,
	path: Path,
	before: Cni,
	{ after, leftOut }: Replaced,
): Promise<string[]> {
	const lacksSome = leftOut.some((member) => memberAt(after, member) === undefined);
	const now = lacksSome ? await api.get(path).catch(() => after) : after;
	return leftOut.filter((member) => {
		const [was, is] = [memberAt(before, member), memberAt(now, member)];
		return JSON.stringify(was) !== JSON.stringify(is) && !(isTime(was) && isTime(is));
	});
}

function isTime(value: unknown): boolean {
	return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
}

function memberAt(object: object, path: string): unknown {
	const [name = '', holder = ''] = path.split('.').reverse();
	return (holderIn(object, holder) as Record<string, unknown>)[name];
}

/** The object that has members: the CNI itself for an empty name. */
function holderIn(cni: object, name: string): object {
	const held = name === '' ? cni : (cni as Record<string, unknown>)[name];
	return typeof held === 'object' && held !== null ? held : {};
}
