import type { Params } from './types';
import { describeType } from './values';

/**
 * Several of the values that a parameter offers.
 *
 * @param offered the values that it may have
 * @returns an empty list when nothing was chosen
 */
export function optionsParam<Value extends string>(
	params: Params,
	name: string,
	offered: readonly Value[],
): Value[] {
	const chosen = textsParam(params, name);
	const wrong = chosen.find((value) => !(offered as readonly string[]).includes(value));
	if (wrong === undefined) return chosen as Value[];
	throw params.refusal(
		name,
		`must be a list of ${offered.join(', ')}; ${params.shown(wrong)} is none of them`,
	);
}

/**
 * A list of texts, from comma-separated text or an array. Entries are trimmed, and each is there once.
 *
 * @returns an empty list when nothing was entered
 */
export function textsParam(params: Params, name: string): string[] {
	const value = params.value(name) ?? '';
	const entries: unknown[] = Array.isArray(value) ? value : params.text(name).split(',');
	const texts = entries.map((entry) => {
		if (typeof entry === 'string') return entry.trim();
		throw params.refusal(name, `must be a list of texts, but has ${describeType(entry)} in it`);
	});
	return [...new Set(texts.filter((text) => text !== ''))];
}
