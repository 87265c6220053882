import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { operationError } from '../api/client';
import type { Params } from '../types';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Cloudflare's tokens and keys with their prefix, and without it: 40 or 37 characters, more than any ID has. Pairing keys
 * of Google Cloud: a UUID and what follows it.
 */
const LOOKS_SECRET = /cf(ut|at|k)_|[\w-]{37}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\//i;

/** Stands for a parameter that is not there. */
const ABSENT = '\u0000';

/**
 * Reads the parameters of one item.
 *
 * @param fields the fields that the parameters belong to: labels and options are taken from them
 */
export function paramsOf(ctx: IExecuteFunctions, fields: INodeProperties[], item: number): Params {
	const field = (name: string) => fieldOf(fields, name.split('.'));
	const label = (name: string) => field(name)?.displayName ?? name;

	const refusal = (name: string, rule: string, howToGoOn?: string) =>
		operationError(ctx.getNode(), `'${label(name)}' of item ${item} ${rule}`, {
			itemIndex: item,
			description:
				howToGoOn ?? 'Nothing was sent for this item. Correct the parameter and run again.',
		});

	const roots = new Map<string, unknown>();

	/** Evaluates a parameter with all that is in it, once: an expression may give something else each time. */
	const root = (name: string) => {
		if (!roots.has(name)) roots.set(name, ctx.getNodeParameter(name, item, ABSENT));
		return roots.get(name);
	};

	/**
	 * What is at a path, or ABSENT. n8n looks a path up before it evaluates expressions, and so finds nothing in a
	 * collection that is one: the path is followed here instead.
	 */
	const found = (path: string): unknown => {
		const [first = '', ...inner] = path.split('.');
		let at = root(first);
		let name = first;
		for (const member of inner) {
			if (at === ABSENT) return ABSENT;
			if (typeof at !== 'object' || at === null || Array.isArray(at)) {
				throw refusal(name, `has to be an object with its fields, not ${kindOf(at)}`);
			}
			at = member in at ? (at as Record<string, unknown>)[member] : ABSENT;
			name = `${name}.${member}`;
		}
		return at;
	};

	const has = (name: string) => found(name) !== ABSENT;

	const value = (name: string) => (has(name) ? unwrapped(found(name)) : undefined);

	const text = (name: string) => {
		const raw = value(name) ?? '';
		if (typeof raw === 'number') {
			if (Number.isFinite(raw) && (Number.isSafeInteger(raw) || !Number.isInteger(raw))) {
				return String(raw);
			}
			throw refusal(name, "has to be a text: the number that it is can't be written exactly");
		}
		if (typeof raw !== 'string') throw refusal(name, `has to be a text, not ${kindOf(raw)}`);
		const trimmed = raw.trim();
		// A lone surrogate can be neither encoded in an address nor sent as UTF-8.
		if (/\p{Surrogate}/u.test(trimmed)) throw refusal(name, 'has a broken character in it');
		return trimmed;
	};

	const requiredText = (name: string) => {
		const entered = text(name);
		if (entered === '') throw refusal(name, 'is empty');
		return entered;
	};

	const shown = (entered: string, all = entered) => {
		const secrets = secretPaths(fields).map((path) => String(value(path) ?? '').trim());
		const isSecret =
			LOOKS_SECRET.test(all) ||
			secrets.some(
				(secret) =>
					secret !== '' &&
					// Shorter ones stand in every text.
					(secret.length < 4 ? all.trim() === secret : all.includes(secret)),
			);
		return isSecret ? 'a value that looks like a secret' : `'${shortened(entered)}'`;
	};

	return {
		label,
		shown,
		value,
		has,
		isFixed: (name) =>
			!JSON.stringify(ctx.getNodeParameter(name, item, '', { rawExpressions: true })).includes(
				'"=',
			),
		text,
		requiredText,
		presentText(name) {
			if ((value(name) ?? null) !== null) return text(name);
			throw refusal(name, `has no value: an empty text removes the ${label(name).toLowerCase()}`);
		},
		refusal,
		segment(name) {
			const entered = requiredText(name);
			// Whatever the encoding, an address with such a segment is folded to its parent.
			if (entered === '.' || entered === '..') throw refusal(name, `can't be '${entered}'`);
			return entered;
		},
		uuid(name) {
			const entered = requiredText(name);
			if (!UUID.test(entered)) {
				throw refusal(
					name,
					`has to be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not ${shown(entered)}`,
				);
			}
			return entered.toLowerCase();
		},
		option(name) {
			const entered = requiredText(name);
			const offered = (field(name)?.options ?? []).flatMap((option) =>
				'value' in option && option.value !== '' ? [String(option.value)] : [],
			);
			if (!offered.includes(entered)) {
				throw refusal(name, `has to be one of ${offered.join(', ')}, not ${shown(entered)}`);
			}
			return entered;
		},
		count(name, fallback) {
			const raw = value(name) ?? '';
			const entered = typeof raw === 'string' ? text(name) : raw;
			if (entered === '' && fallback !== undefined) return fallback;
			const isNumber = typeof entered === 'string' || typeof entered === 'number';
			const number = isNumber ? Number(entered) : NaN;
			const { minValue = 0, maxValue = Number.MAX_SAFE_INTEGER } = field(name)?.typeOptions ?? {};
			if (!Number.isSafeInteger(number) || number < minValue || number > maxValue) {
				const range =
					maxValue === Number.MAX_SAFE_INTEGER
						? `of ${minValue} or more`
						: `from ${minValue} to ${maxValue}`;
				const what = isNumber ? shown(String(entered)) : kindOf(entered);
				throw refusal(name, `has to be a whole number ${range}, not ${what}`);
			}
			return number;
		},
		flag(name) {
			if (!has(name)) return false;
			const raw = value(name);
			const entered = typeof raw === 'string' ? raw.trim().toLowerCase() : raw;
			if (entered === true || entered === 'true') return true;
			if (entered === false || entered === 'false') return false;
			throw refusal(name, 'has to be true or false');
		},
	};
}

/** Finds a field by its path through collections and fixed collections; a group of a fixed collection is that. */
function fieldOf(
	fields: INodeProperties[],
	[name, ...rest]: string[],
): INodeProperties | undefined {
	const found = fields.find((field) => field.name === name);
	if (!found || rest.length === 0) return found;
	const isFixed = found.type === 'fixedCollection';
	if (isFixed && rest.length === 1) return found;
	const inner = (found.options ?? []).flatMap((option) =>
		// A fixed collection has groups of fields, which stand in the path too.
		'values' in option
			? option.name === rest[0]
				? option.values
				: []
			: [option as INodeProperties],
	);
	return fieldOf(inner, isFixed ? rest.slice(1) : rest);
}

function unwrapped(value: unknown): unknown {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;
}

/** What a value is that is neither a text nor a number, in words. */
export function kindOf(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return 'a text';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Paths of the fields whose values nobody may read. */
function secretPaths(fields: INodeProperties[], above = ''): string[] {
	return fields.flatMap(({ name, options = [], typeOptions }) => {
		if (typeOptions?.password) return [`${above}${name}`];
		return options.flatMap((option) => {
			if ('values' in option) return secretPaths(option.values, `${above}${name}.${option.name}.`);
			return 'type' in option ? secretPaths([option], `${above}${name}.`) : [];
		});
	});
}

/** The first characters: half of one can't be read. */
function shortened(text: string): string {
	const characters = [...text.replace(/\p{Surrogate}/gu, '\ufffd')];
	return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}
