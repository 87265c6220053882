/** Stands in the place of words that repeat a secret. */
export const LEFT_OUT = 'its words are left out, since they repeat a secret';

/** So many letters and digits of a secret in a row are taken for a part of it. */
const RUN = 8;

/** How often a text is decoded: it may be escaped for one form inside another. */
const DECODINGS = 3;

/**
 * Keeps secrets out of what the service says, which may repeat what it was sent: as it is or in part, escaped or
 * encoded, with anything but letters and digits in between.
 *
 * Then nothing of the text is shown: who cuts out what is found leaves what is not.
 */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
	const readings = [text];
	for (let i = 0; i < DECODINGS; i++) readings.push(decoded(readings[i]!));
	const read = readings.map(bare);
	for (const secret of secrets) {
		const parts = [secret, ...encoded(secret)].flatMap((form, i) => partsOf(bare(form), i > 0));
		const repeats =
			parts.some((part) => part && read.some((one) => one.includes(part))) ||
			// It may have nothing but signs.
			readings.some((one) => one.includes(secret));
		if (text && secret && repeats) return LEFT_OUT;
	}
	return text;
}

/** All that stays the same however a text is broken up and quoted. */
function bare(text: string): string {
	return text.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

/** @param long leaves out what is too short to tell it from other texts */
function partsOf(form: string, long: boolean): string[] {
	if (form.length < RUN) return long ? [] : [form];
	return Array.from({ length: form.length - RUN + 1 }, (_, at) => form.slice(at, at + RUN));
}

/** In hexadecimal, and in base64 wherever it may stand in what is encoded. */
function encoded(secret: string): string[] {
	const base64 = [0, 1, 2].map((before) => {
		const bytes = Buffer.from('\0'.repeat(before) + secret);
		// The characters at both ends depend on what stands beside the secret.
		const first = before === 0 ? 0 : before + 1;
		return bytes.toString('base64url').slice(first, Math.floor((bytes.length * 8) / 6));
	});
	return [Buffer.from(secret).toString('hex'), ...base64];
}

/** As in JSON, programs, URLs and HTML. */
const ESCAPES =
	/\\u([0-9a-f]{4})|(?:\\x|%)([0-9a-f]{2})|&#x0*([0-9a-f]{1,5});?|&#0*(\d{1,6});?|&(amp|apos|gt|lt|nbsp|quot|sol);/gi;

const NAMED: Record<string, string> = {
	amp: '&',
	apos: "'",
	gt: '>',
	lt: '<',
	nbsp: ' ',
	quot: '"',
	sol: '/',
};

/** Resolves escapes, once. */
export function decoded(text: string): string {
	return text.replace(
		ESCAPES,
		(_escape, json?: string, url?: string, html?: string, decimal?: string, name?: string) => {
			if (name) return NAMED[name.toLowerCase()] ?? '';
			return String.fromCodePoint(
				decimal ? Number(decimal) : parseInt(json ?? url ?? html ?? '', 16),
			);
		},
	);
}
