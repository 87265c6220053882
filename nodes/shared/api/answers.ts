import type { IDataObject } from 'n8n-workflow';

import type { Expected, Page } from './types';

/** What a delete returns; a page of something in between is no proof that anything was deleted. */
export const nothing: Expected<true> = {
	expected: 'empty',
	accept: '*/*',
	read: (body) => (body.length === 0 || objectIn(body) ? true : undefined),
};

export const pdf: Expected<Buffer> = {
	expected: 'a PDF',
	accept: 'application/pdf',
	read: (body) => (body.subarray(0, 5).toString('latin1') === '%PDF-' ? body : undefined),
};

/** Any JSON object, taken out of the v4 envelope where it comes in one. */
export const object: Expected<IDataObject> = {
	expected: 'a JSON object',
	read: (body) => withoutEnvelope(objectIn(body)),
};

/** What the v4 envelope holds, where the API always sends one: an object without it may come from anywhere. */
export const enveloped: Expected<IDataObject> = {
	expected: "an envelope with a 'result'",
	read(body) {
		const envelope = objectIn(body);
		return envelope?.success === true && 'result' in envelope
			? withoutEnvelope(envelope)
			: undefined;
	},
};

/** An object that is a member of the response. */
export const member = (name: string): Expected<IDataObject> => ({
	expected: `an object with '${name}'`,
	read(body) {
		const found = object.read(body)?.[name];
		return isObject(found) ? found : undefined;
	},
});

/** An object that tells by a member, a text, which one it is. */
export const identifiedBy = (name: string): Expected<IDataObject> => ({
	expected: `an object with '${name}'`,
	read(body) {
		const found = object.read(body);
		return typeof found?.[name] === 'string' && found[name] ? found : undefined;
	},
});

/** A list of objects that is a member of the response. The API documents it as optional: an envelope without it holds none. */
export const list = (name: string): Expected<IDataObject[]> => ({
	expected: `an object with a list '${name}'`,
	read(body) {
		const found = object.read(body)?.[name] ?? (enveloped.read(body) && []);
		return isListOfObjects(found) ? found : undefined;
	},
});

/** A page of a CNI listing. */
export const page: Expected<Page<IDataObject>> = {
	expected: "a page with 'items' and a cursor 'next'",
	read(body) {
		const { items, next = null } = object.read(body) ?? {};
		// Any other cursor would only be rejected, or lead astray.
		const isCursor = next === null || (Number.isSafeInteger(next) && Number(next) >= 0);
		return isListOfObjects(items) && isCursor ? { items, next: next as number | null } : undefined;
	},
};

/** The most that `GET /accounts` returns in a page. */
export const ACCOUNTS_PER_PAGE = 50;

/** A page of the accounts, and whether there is another one. */
export const accountsPage: Expected<{ accounts: IDataObject[]; more: boolean }> = {
	expected: 'a list of accounts',
	read(body) {
		const { result, result_info: info } = objectIn(body) ?? {};
		if (!isListOfObjects(result)) return undefined;
		const { page: number = 1, total_pages: pages } = (info ?? {}) as Record<string, number>;
		return {
			accounts: result,
			// Without a page count a full page may have a successor.
			more: pages ? number < pages : result.length === ACCOUNTS_PER_PAGE,
		};
	},
};

/** The JSON object that a body is; undefined where it is anything else. */
export function objectIn(body: Buffer): IDataObject | undefined {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** CNI responses are bare; should one ever come in the v4 envelope, what is inside is the object. */
function withoutEnvelope(body: IDataObject | undefined): IDataObject | undefined {
	if (body?.success !== true || !('result' in body)) return body;
	return isObject(body.result) ? body.result : undefined;
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: unknown): value is IDataObject[] {
	return Array.isArray(value) && value.every(isObject);
}
