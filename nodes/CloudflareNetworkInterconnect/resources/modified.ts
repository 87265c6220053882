import type { IDataObject } from 'n8n-workflow';

import { describedMore, enveloped, member, withUnknownOutcome, type Path } from '../../shared/api';
import type { Call } from './types';

/** An object of the Magic API. */
interface MagicObject {
	path: Path;
	/** The member of a response that holds it, such as `route`; a response to a change has `modified_` before that. */
	member: 'interconnect' | 'route';
}

/**
 * Changes an object of the Magic API, or only lets Cloudflare check the change.
 *
 * @param body what the API takes for it
 * @returns the object after the change, which is read where the response lacks it; the API documents it as optional
 * @throws NodeApiError that says whether the change was made
 */
export async function modified(
	{ api, hint }: Pick<Call, 'api' | 'hint'>,
	{ path, member: name }: MagicObject,
	body: IDataObject,
	validateOnly = false,
): Promise<IDataObject> {
	const query = { validate_only: validateOnly || undefined };
	const answer = await api.put(path, body, { query, expect: enveloped });
	const object = answer[`modified_${name}`];
	if (validateOnly) hint('The change was only checked. Nothing was changed.');
	else if (answer.modified === false) {
		hint(
			"Cloudflare's response says that nothing was modified. Check that the object is as you intended.",
		);
	}
	if (typeof object === 'object' && object !== null) return object as IDataObject;
	if (validateOnly) return answer;
	try {
		return await api.get(path, { expect: member(name) });
	} catch (error) {
		const what = name === 'route' ? 'route' : 'magic interconnect';
		throw describedMore(
			withUnknownOutcome(error as Error),
			`The change was made; only the ${what} could not be read after it.`,
		);
	}
}
