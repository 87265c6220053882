import type { IDataObject } from 'n8n-workflow';

import type { Api, Path } from '../../../shared/api';
import type { Bgp, Cni } from '../../../shared/cloudflare';
import type { Params } from '../../../shared/params/types';
import type { Call } from '../types';
import { replaceCni, resetMembers } from './undocumented';
import { differing } from './wholeCni';

/**
 * Puts the whole of a CNI in its place, and says where the response is not what was sent.
 *
 * @returns the CNI after it
 * @throws NodeApiError where Cloudflare rejects it
 */
export async function putWhole(
	{ api, hint }: Pick<Call, 'api' | 'hint'>,
	path: Path,
	read: Cni,
	whole: Cni,
): Promise<IDataObject> {
	// It is sent again, and a refusal may repeat it.
	conceal(api, read.bgp);
	const replaced = await replaceCni(api, path, whole);
	const { after } = replaced;
	const reset = await resetMembers(api, path, read, replaced);
	const names = [...differing(whole, after), ...reset];
	if (names.length > 0) {
		hint(
			`Cloudflare's response differs from what was sent in ${names.join(', ')}. Check that the CNI is as you intended.`,
		);
	}
	return after;
}

/** Keeps the MD5 key of a session out of all messages. */
export function conceal(api: Api, bgp: Partial<Bgp> | null | undefined): void {
	if (typeof bgp?.md5_key === 'string') api.conceal([bgp.md5_key]);
}

/**
 * What is not surely the CNI is not sent back as the whole of it.
 *
 * @param name the parameter that names the CNI
 */
export function refuseUnusable(
	{ id: found, magic }: Cni,
	id: string,
	params: Params,
	name: string,
): void {
	const reason =
		found.toLowerCase() !== id
			? 'is another CNI'
			: typeof magic !== 'object' || magic === null
				? "has no 'magic', which must be sent too"
				: undefined;
	if (reason === undefined) return;
	throw params.refusal(
		name,
		`can't be changed: Cloudflare's answer ${reason}`,
		"Nothing was changed. Run again; if it comes back, look at the CNI with Get, and check 'Base URL' of the credential.",
	);
}
