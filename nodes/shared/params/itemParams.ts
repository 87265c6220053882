import type { INodeProperties } from 'n8n-workflow';

import { operationError } from '../api';
import { fieldAt, secretPaths } from './fieldPaths';
import { ABSENT, type ParamSource } from './source';
import type { Params } from './types';
import {
	describeType,
	firstCharacters,
	isExpressionText,
	isNothing,
	withoutLocator,
} from './values';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Cloudflare's tokens and keys with their prefix, and without it: 40 or 37 characters, more than any ID has. Pairing keys
 * of Google Cloud: a UUID and what follows it.
 */
const LOOKS_SECRET = /cf(ut|at|k)_|[\w-]{37}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\//i;

/**
 * How to leave out on purpose what an expression has no value for, by the root of the parameter's path.
 */
const ON_PURPOSE: Record<string, string> = {
	accountId: " To use the credential's account, clear the field.",
	filters: ' To go without this filter, you can also remove it.',
	options: ' To use the default, remove the option.',
	updateFields: ' To leave it unchanged, clear or remove the field.',
};

/**
 * Reads and checks the parameters of one item or of a trigger.
 *
 * An empty field may have a meaning, such as the credential's account or the slot's own speed. An expression without a
 * value never has one: it is data that is missing, and missing data must not redirect a write or widen a listing. So
 * every expression must return a value, whatever the parameter. Only a description may be an empty text.
 */
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
		const { node, item, several } = this.source;
		const which = several ? ` (item ${item})` : '';
		return operationError(node, `'${this.label(name)}' ${rule}${which}`, {
			itemIndex: item,
			outcome: 'notSent',
			description: howToGoOn ?? `${this.nothingSent} Correct the parameter and run again.`,
		});
	};

	value = (name: string, wanted = 'a value'): unknown => {
		const value = this.resolved(name);
		// What is absent was not entered, even if the collection around it is an expression.
		if (!isNothing(value) || !this.has(name) || !this.isExpression(name)) return value;
		throw this.withoutValue(name, wanted);
	};

	has = (name: string): boolean => this.found(name) !== ABSENT;

	shown = (entered: string, all = entered): string => {
		const secrets = secretPaths(this.fields).map((path) =>
			String(this.resolved(path) ?? '').trim(),
		);
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

	text = (name: string, wanted?: string): string => {
		const raw = this.value(name, wanted) ?? '';
		if (typeof raw === 'number') {
			if (Number.isFinite(raw) && (Number.isSafeInteger(raw) || !Number.isInteger(raw))) {
				return String(raw);
			}
			throw this.refusal(name, "must be text: this number can't be represented exactly");
		}
		if (typeof raw !== 'string') {
			throw this.refusal(name, `must be text, not ${describeType(raw)}`);
		}
		const trimmed = raw.trim();
		// A lone surrogate can be neither encoded in an address nor sent as UTF-8.
		if (/\p{Surrogate}/u.test(trimmed)) {
			throw this.refusal(name, 'contains an invalid character');
		}
		return trimmed;
	};

	requiredText = (name: string, wanted?: string): string => {
		const entered = this.text(name, wanted);
		if (entered === '') throw this.refusal(name, 'is empty');
		return entered;
	};

	textOrEmpty = (name: string): string => {
		const raw = this.resolved(name);
		if (typeof raw === 'string' && raw.trim() === '') return '';
		return this.text(name, 'text, which may be empty');
	};

	segment = (name: string): string => {
		const entered = this.requiredText(name);
		// Whatever the encoding, an address with such a segment is folded to its parent.
		if (entered === '.' || entered === '..') throw this.refusal(name, `can't be '${entered}'`);
		return entered;
	};

	uuid = (name: string): string => {
		const entered = this.requiredText(name, 'a UUID');
		if (UUID.test(entered)) return entered.toLowerCase();
		throw this.refusal(
			name,
			`must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not ${this.shown(entered)}`,
		);
	};

	option = (name: string): string => {
		const offered = (this.field(name)?.options ?? []).flatMap((option) =>
			'value' in option && option.value !== '' ? [String(option.value)] : [],
		);
		const oneOf = `one of ${offered.join(', ')}`;
		const entered = this.requiredText(name, oneOf);
		if (offered.includes(entered)) return entered;
		throw this.refusal(name, `must be ${oneOf}, not ${this.shown(entered)}`);
	};

	countOrDefault = (name: string): number =>
		this.optionalCount(name) ?? Number(this.field(name)?.default);

	optionalCount = (name: string): number | undefined =>
		isNothing(this.value(name, this.countWanted(name))) ? undefined : this.count(name);

	count = (name: string): number => {
		const wanted = this.countWanted(name);
		const raw = this.value(name, wanted) ?? '';
		const entered = typeof raw === 'string' ? this.requiredText(name) : raw;
		const isNumber = typeof entered === 'string' || typeof entered === 'number';
		const number = isNumber ? Number(entered) : NaN;
		const { minimum, maximum } = this.rangeOf(name);
		if (Number.isSafeInteger(number) && number >= minimum && number <= maximum) return number;
		const what = isNumber ? this.shown(String(entered)) : describeType(entered);
		throw this.refusal(name, `must be ${wanted}, not ${what}`);
	};

	flag = (name: string): boolean => {
		if (!this.has(name)) return false;
		const raw = this.value(name, 'true or false');
		const entered = typeof raw === 'string' ? raw.trim().toLowerCase() : raw;
		if (entered === true || entered === 'true') return true;
		if (entered === false || entered === 'false') return false;
		throw this.refusal(name, 'must be true or false');
	};

	isExpression = (name: string): boolean => {
		const [first = '', ...inner] = name.split('.');
		let entered = this.source.entered(first);
		for (const member of inner) {
			// A collection that is one expression as a whole.
			if (isExpressionText(entered)) return true;
			entered = (entered as Record<string, unknown> | null | undefined)?.[member];
		}
		return isExpressionText(entered) || isExpressionText(withoutLocator(entered));
	};

	/** An expression returned nothing. An AI model reads the first sentence only, so it tells what is wanted. */
	private withoutValue(name: string, wanted: string): Error {
		const [root = ''] = name.split('.');
		const { required } = this.field(name) ?? {};
		const onPurpose = required ? '' : (ON_PURPOSE[root] ?? '');
		return this.refusal(
			name,
			`is empty: its expression must return ${wanted}`,
			`${this.nothingSent} Correct the expression or the data that it reads, and run again.${onPurpose}`,
		);
	}

	get nothingSent(): string {
		return this.source.item === undefined ? 'Nothing was sent.' : 'Nothing was sent for this item.';
	}

	private rangeOf(name: string): { minimum: number; maximum: number } {
		const { minValue = 0, maxValue = Number.MAX_SAFE_INTEGER } =
			this.field(name)?.typeOptions ?? {};
		return { minimum: minValue, maximum: maxValue };
	}

	private countWanted(name: string): string {
		const { minimum, maximum } = this.rangeOf(name);
		return maximum === Number.MAX_SAFE_INTEGER
			? `a whole number of ${minimum} or more`
			: `a whole number from ${minimum} to ${maximum}`;
	}

	private field(name: string): INodeProperties | undefined {
		return fieldAt(this.fields, name.split('.'));
	}

	/** The value as n8n resolved it, without a locator around it. */
	private resolved(name: string): unknown {
		const found = this.found(name);
		return found === ABSENT ? undefined : withoutLocator(found);
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
				throw this.refusal(name, `must be an object with fields, not ${describeType(at)}`);
			}
			at = member in at ? (at as Record<string, unknown>)[member] : ABSENT;
			name = `${name}.${member}`;
		}
		return at;
	}
}
