// Parts of JSON schemas, which shapes.mts puts together.

/** An object with exactly these members, all of them required but the optional ones. */
export const object = <T extends Record<string, object>>(
	properties: T,
	optional: (keyof T)[] = [],
) => ({
	type: 'object',
	additionalProperties: false,
	required: Object.keys(properties).filter((name) => !optional.includes(name)),
	properties,
});

/** An object with these members or some of them, and no others. */
export const allOptional = (properties: Record<string, object>) =>
	object(properties, Object.keys(properties));

export const text = { type: 'string', minLength: 1 };
export const texts = { type: 'array', items: text };
export const uuid = { type: 'string', format: 'uuid' };
/** How Cloudflare writes the identifiers of accounts, magic interconnects, routes and notifications. */
export const identifier = { type: 'string', pattern: '^[0-9a-f]{32}$' };
const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
export const prefix = { type: 'string', pattern: `^${octet}(\\.${octet}){3}/(3[0-2]|[12]?[0-9])$` };
export const address = { type: 'string', format: 'ipv4' };
export const asn = { type: 'integer', minimum: 1, maximum: 4_294_967_295 };
/** Printable ASCII but for the quotation mark and the question mark. */
export const md5Key = { type: 'string', maxLength: 80, pattern: '^[ !#->@-~]+$' };
