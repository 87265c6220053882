/** What a filter says to leave it out on purpose. */
export const ANY = '*';

/** Whether there is nothing in a value. A list without entries is something: it has none. */
export function isNothing(value: unknown): boolean {
	return (value ?? '') === '' || (typeof value === 'string' && value.trim() === '');
}

/** As n8n tells expressions from fixed values. */
export function isExpressionText(entered: unknown): boolean {
	return typeof entered === 'string' && entered.startsWith('=');
}

/** The value that a resource locator holds. */
export function withoutLocator(value: unknown): unknown {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;
}

/** What a value is that is neither text nor a number, in words. */
export function describeType(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return 'text';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The first characters: half of one can't be read. */
export function firstCharacters(text: string): string {
	const characters = [...text.replace(/\p{Surrogate}/gu, '\ufffd')];
	return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}
