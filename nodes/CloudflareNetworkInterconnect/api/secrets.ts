/** Characters that HTML and XML write by a name. */
const NAMED: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', "'": 'apos', '/': 'sol' };

/**
 * Takes secrets out of what the service says: it may repeat what it was sent, as it is or escaped as in a
 * URL, JSON or HTML.
 */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
	let rest = text;
	for (const secret of secrets) {
		// Shorter ones stand in every text.
		if (secret.length >= 4) rest = rest.replace(anyFormOf(secret), '***');
	}
	return rest;
}

function anyFormOf(secret: string): RegExp {
	const characters = [...secret].map((character) => {
		const code = character.codePointAt(0)!;
		const hexadecimal = code.toString(16).padStart(2, '0');
		const forms = [
			`\\\\?${character.replace(/[^\w]/g, '\\$&')}`,
			`%${hexadecimal}`,
			`\\\\u00${hexadecimal}`,
			`&#x0*${hexadecimal};`,
			`&#0*${code};`,
			...(NAMED[character] ? [`&${NAMED[character]};`] : []),
		];
		return `(?:${forms.join('|')})`;
	});
	return new RegExp(characters.join(''), 'gi');
}
