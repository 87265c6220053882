import type { IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';

import { operationError } from '../api';
import { fieldAt, secretPaths } from './fieldPaths';
import type { Params } from './types';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Cloudflare's tokens and keys with their prefix, and without it: 40 or 37 characters, more than any ID has. Pairing keys
 * of Google Cloud: a UUID and what follows it.
 */
const LOOKS_SECRET = /cf(ut|at|k)_|[\w-]{37}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\//i;

/** Stands for a parameter that is not there: no expression can return it. */
export const ABSENT = Symbol('absent');

/** Where parameters come from: an item of a run, or a trigger. */
export interface ParamSource {
	/** Whose parameters they are. */
	node: INode;
	/** The input item, counted from 0; missing in a trigger. */
	item?: number;
	/** The value of a parameter with all that is in it, as n8n resolves it; ABSENT where there is none. */
	resolved(name: string): unknown;
	/** The same with its expressions as they were entered. */
	entered(name: string): unknown;
}

/** The parameters of one item of a run. */
export function itemSource(ctx: IExecuteFunctions, item: number): ParamSource {
	return {
		node: ctx.getNode(),
		item,
		resolved: (name) => ctx.getNodeParameter(name, item, ABSENT),
		entered: (name) => ctx.getNodeParameter(name, item, ABSENT, { rawExpressions: true }),
	};
}

/** Reads and checks the parameters of one item or of a trigger. */
export class ItemParams implements Params {
	private readonly source: ParamSource;
	private readonly fields: INodeProperties[];
	/** Each is evaluated once, with all that is in it: an expression may return something else each time. */
	private readonly roots = new Map<string, unknown>();

	/** @param fields the fields that the parameters belong to: labels and options are taken from them */
	constructor(source: ParamSource, fields: INodeProperties[]) {
		this.source = source;
		this.fields = fields;
	}

	label = (name: string): string => this.field(name)?.displayName ?? name;

	refusal = (name: string, rule: string, howToGoOn?: string): Error => {
		const { node, item } = this.source;
		const whose = item === undefined ? '' : ` of item ${item}`;
		const nothingSent =
			item === undefined ? 'Nothing was sent.' : 'Nothing was sent for this item.';
		return operationError(node, `'${this.label(name)}'${whose} ${rule}`, {
			itemIndex: item,
			outcome: 'notSent',
			description: howToGoOn ?? `${nothingSent} Correct the parameter and run again.`,
		});
	};

	value = (name: string): unknown => {
		const found = this.found(name);
		return found === ABSENT ? undefined : withoutLocator(found);
	};

	has = (name: string): boolean => this.found(name) !== ABSENT;

	isFixed = (name: string): boolean =>
		!(JSON.stringify(this.source.entered(name)) ?? '').includes('"=');

	shown = (entered: string, all = entered): string => {
		const secrets = secretPaths(this.fields).map((path) => String(this.value(path) ?? '').trim());
		const isSecret =
			LOOKS_SECRET.test(all) ||
			secrets.some(
				(secret) =>
					secret !== '' &&
					// Shorter ones are part of every text.
					(secret.length < 4 ? all.trim() === secret : all.includes(secret)),
			);
		return isSecret ? 'a value that looks like a secret' : `'${firstCharacters(entered)}'`;
	};

	text = (name: string): string => {
		const raw = this.value(name) ?? '';
		if (typeof raw === 'number') {
			if (Number.isFinite(raw) && (Number.isSafeInteger(raw) || !Number.isInteger(raw))) {
				return String(raw);
			}
			throw this.refusal(name, "has to be a text: the number that it is can't be written exactly");
		}
		if (typeof raw !== 'string') {
			throw this.refusal(name, `has to be a text, not ${describeType(raw)}`);
		}
		const trimmed = raw.trim();
		// A lone surrogate can be neither encoded in an address nor sent as UTF-8.
		if (/\p{Surrogate}/u.test(trimmed)) {
			throw this.refusal(name, 'has a broken character in it');
		}
		return trimmed;
	};

	requiredText = (name: string): string => {
		const entered = this.text(name);
		if (entered === '') throw this.refusal(name, 'is empty');
		return entered;
	};

	presentText = (name: string): string => {
		if ((this.value(name) ?? null) !== null) return this.text(name);
		const label = this.label(name).toLowerCase();
		throw this.refusal(name, `has no value: an empty text removes the ${label}`);
	};

	segment = (name: string): string => {
		const entered = this.requiredText(name);
		// Whatever the encoding, an address with such a segment is folded to its parent.
		if (entered === '.' || entered === '..') throw this.refusal(name, `can't be '${entered}'`);
		return entered;
	};

	uuid = (name: string): string => {
		const entered = this.requiredText(name);
		if (UUID.test(entered)) return entered.toLowerCase();
		throw this.refusal(
			name,
			`has to be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not ${this.shown(entered)}`,
		);
	};

	option = (name: string): string => {
		const entered = this.requiredText(name);
		const offered = (this.field(name)?.options ?? []).flatMap((option) =>
			'value' in option && option.value !== '' ? [String(option.value)] : [],
		);
		if (offered.includes(entered)) return entered;
		throw this.refusal(name, `has to be one of ${offered.join(', ')}, not ${this.shown(entered)}`);
	};

	countOrDefault = (name: string): number =>
		this.optionalCount(name) ?? Number(this.field(name)?.default);

	optionalCount = (name: string): number | undefined => {
		const raw = this.value(name) ?? '';
		return typeof raw === 'string' && raw.trim() === '' ? undefined : this.count(name);
	};

	count = (name: string): number => {
		const raw = this.value(name) ?? '';
		const entered = typeof raw === 'string' ? this.requiredText(name) : raw;
		const isNumber = typeof entered === 'string' || typeof entered === 'number';
		const number = isNumber ? Number(entered) : NaN;
		const { minValue = 0, maxValue = Number.MAX_SAFE_INTEGER } =
			this.field(name)?.typeOptions ?? {};
		if (Number.isSafeInteger(number) && number >= minValue && number <= maxValue) return number;
		const range =
			maxValue === Number.MAX_SAFE_INTEGER
				? `of ${minValue} or more`
				: `from ${minValue} to ${maxValue}`;
		const what = isNumber ? this.shown(String(entered)) : describeType(entered);
		throw this.refusal(name, `has to be a whole number ${range}, not ${what}`);
	};

	flag = (name: string): boolean => {
		if (!this.has(name)) return false;
		const raw = this.value(name);
		const entered = typeof raw === 'string' ? raw.trim().toLowerCase() : raw;
		if (entered === true || entered === 'true') return true;
		if (entered === false || entered === 'false') return false;
		throw this.refusal(name, 'has to be true or false');
	};

	private field(name: string): INodeProperties | undefined {
		return fieldAt(this.fields, name.split('.'));
	}

	/**
	 * What is at a path, or ABSENT. n8n looks a path up before it evaluates expressions, and so finds nothing in a
	 * collection that is one: the path is followed here instead.
	 */
	private found(path: string): unknown {
		const [first = '', ...inner] = path.split('.');
		if (!this.roots.has(first)) this.roots.set(first, this.source.resolved(first));
		let at = this.roots.get(first);
		let name = first;
		for (const member of inner) {
			if (at === ABSENT) return ABSENT;
			if (typeof at !== 'object' || at === null || Array.isArray(at)) {
				throw this.refusal(name, `has to be an object with its fields, not ${describeType(at)}`);
			}
			at = member in at ? (at as Record<string, unknown>)[member] : ABSENT;
			name = `${name}.${member}`;
		}
		return at;
	}
}

/** The value that a resource locator holds. */
function withoutLocator(value: unknown): unknown {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;
}

/** What a value is that is neither a text nor a number, in words. */
export function describeType(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return 'a text';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The first characters: half of one can't be read. */
function firstCharacters(text: string): string {
	const characters = [...text.replace(/\p{Surrogate}/gu, '\ufffd')];
	return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}
