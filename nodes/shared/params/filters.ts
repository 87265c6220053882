import type { Params } from './types';
import { ANY } from './values';

/**
 * A filter. One that was added must have a value: without it more would come through than whoever added it expects, and
 * what follows might order at another site.
 *
 * @param read reads the filter's value
 * @returns undefined where it was not added, where it is `*`, which leaves it out on purpose, and where nothing was
 * chosen in a list of options
 */
export function filterParam<Value>(
	params: Params,
	path: string,
	read: (path: string) => Value,
): Value | undefined {
	if (!params.has(path)) return undefined;
	const value = params.value(path, `a value, or ${ANY} for no filter`) ?? '';
	if (isAny(value)) return undefined;
	if (isEmptyList(value) && !params.isExpression(path)) return undefined;
	if (typeof value !== 'string' || value.trim() !== '') {
		const filter = read(path);
		if (!isEmptyList(filter)) return filter;
	}
	throw params.refusal(
		path,
		'is empty',
		`${params.nothingSent} Fill in the filter, remove it, or enter '${ANY}' for no filter.`,
	);
}

/** What an expression returns need not have a text: nothing of it is converted to one. */
function isAny(value: unknown): boolean {
	const [first, ...more] = [value].flat();
	return typeof first === 'string' && first.trim() === ANY && more.length === 0;
}

function isEmptyList(value: unknown): boolean {
	return Array.isArray(value) && value.length === 0;
}
