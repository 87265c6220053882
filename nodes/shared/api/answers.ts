import type { IDataObject } from 'n8n-workflow';

import type { Expected, Page } from './types';

/*
 * Services that are written in Go, as some of Cloudflare's are, send `null` for a list without entries and for a value
 * that is not set: it means the same as an empty list, or as no value.
 */

/**
 * What a delete returns. A page of something in between is no proof that anything was deleted, and the Magic API may say
 * that nothing was (SDK: `deleted` is a boolean).
 */
export const nothing: Expected<true> = {
	expected: 'a confirmation of the delete',
	accept: '*/*',
	read(body) {
		const value = jsonIn(body);
		if (isBlank(body) || value === null) return true;
		if (!isObject(value)) return undefined;
		return withoutEnvelope(value)?.deleted === false ? undefined : true;
	},
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

/**
 * What the v4 envelope holds, where the API always sends one: an object without it may come from anywhere. A result of
 * `null` is an object without members.
 */
export const enveloped: Expected<IDataObject> = {
	expected: "an envelope with a 'result'",
	read(body) {
		const envelope = objectIn(body);
		if (envelope?.success !== true || !('result' in envelope)) return undefined;
		return envelope.result === null ? {} : withoutEnvelope(envelope);
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

/**
 * A list of objects that is a member of the response. The API documents it as optional: an envelope without it, or
 * with `null` in its place, holds none.
 */
export const list = (name: string): Expected<IDataObject[]> => ({
	expected: `an object with a list '${name}'`,
	read(body) {
		const found = object.read(body)?.[name] ?? (enveloped.read(body) && []);
		return isListOfObjects(found) ? found : undefined;
	},
});

/** A list of objects that is the whole result of the v4 envelope. */
export const resultList: Expected<IDataObject[]> = {
	expected: "an envelope with a list 'result'",
	read(body) {
		const { success, result } = objectIn(body) ?? {};
		const listed = result ?? [];
		return success === true && isListOfObjects(listed) ? listed : undefined;
	},
};

/** The status of an interconnect. */
export const statusObject: Expected<IDataObject> = {
	expected: "an object with 'state'",
	read(body) {
		const status = object.read(body);
		return typeof status?.state === 'string' && status.state !== '' ? status : undefined;
	},
};

/** A page of a CNI listing; `items` may be `null`, and so may the whole of it where it comes in the v4 envelope. */
export const page: Expected<Page<IDataObject>> = {
	expected: "a page with 'items' and a cursor 'next'",
	read(body) {
		const whole = object.read(body) ?? (isEnvelopeOfNull(body) ? { items: null } : {});
		const { next = null } = whole;
		const items = whole.items === null ? [] : whole.items;
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
		const { result: found, result_info: info } = objectIn(body) ?? {};
		const result = isEnvelopeOfNull(body) ? [] : found;
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
	const value = jsonIn(body);
	return isObject(value) ? value : undefined;
}

/** The JSON value that a body is; undefined where it is none. */
function jsonIn(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

function isBlank(body: Buffer): boolean {
	return body.length < 100 && body.toString('latin1').trim() === '';
}

/** A success in the v4 envelope with nothing in it. */
function isEnvelopeOfNull(body: Buffer): boolean {
	const envelope = objectIn(body);
	return envelope?.success === true && envelope.result === null;
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
