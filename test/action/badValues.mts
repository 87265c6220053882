import fc from 'fast-check';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { accounts } from '../emulator/index.mts';

/* What does not do as the value of a parameter, and what does. */

type Values = fc.Arbitrary<unknown>;

const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.uuid());
const numbers = fc.oneof(fc.double(), fc.integer(), fc.bigInt().map(String));
export const empty = fc.constantFrom('', ' ', '\n', '\t \u00a0', null);
/** Neither a text nor a number. */
const noText = fc.oneof(
	fc.boolean(),
	fc.array(fc.string(), { maxLength: 3 }),
	fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
);
/** Half of a character. */
const broken = fc
	.tuple(fc.string(), fc.constantFrom('\ud800', '\udfff'), fc.string())
	.map((parts) => parts.join('|'));
const unlike = (form: RegExp) => texts.filter((text) => !form.test(text.trim()));

/** What does not do in a field that takes any text. */
const notAText: Values = fc.oneof(empty, noText, broken);
/** The same in a field that an expression may empty. */
const neverAText: Values = fc.oneof(fc.constant(null), noText, broken);
const notANamed: Values = fc.oneof(
	empty,
	noText,
	broken,
	fc.constantFrom('.', '..', ' . ', '..\n'),
);
const notAUuid: Values = fc.oneof(
	empty,
	noText,
	broken,
	fc.integer(),
	unlike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
);
const notAnAccount: Values = fc.oneof(
	empty,
	noText,
	broken,
	fc.integer(),
	unlike(/^[0-9a-f]{32}$/i),
);
const notAFlag: Values = fc.oneof(
	empty,
	fc.array(fc.boolean()),
	fc.dictionary(fc.string(), fc.boolean()),
	texts.filter((text) => !['*', 'true', 'false'].includes(text.trim().toLowerCase())),
	fc.integer(),
);

/** What none of the field's options is. */
function notAnOption({ options, required, default: preset }: INodeProperties): Values {
	const offered = (options as INodePropertyOptions[]).map(({ value }) => String(value));
	const others = fc.oneof(
		fc.constantFrom(...offered).map((value) => `${value}x`),
		fc.constantFrom(...offered, String(required), String(preset)).map((value) => `not ${value}`),
		texts,
		fc.integer({ min: 1 }).map(String),
	);
	return fc.oneof(
		empty,
		fc.constant(true),
		fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
		broken,
		others.filter((value) => !offered.includes(value.trim())),
	);
}

/** What is no whole number in the field's range. */
function notACount({ typeOptions = {} }: INodeProperties): Values {
	const { minValue = 0, maxValue = Number.MAX_SAFE_INTEGER } = typeOptions;
	const others = fc.oneof(
		texts,
		numbers,
		fc.constantFrom<unknown>(minValue - 1, minValue + 0.5, maxValue + 1, 'one', '1,5', '0x', NaN),
	);
	return fc.oneof(
		empty,
		noText,
		others.filter((value) => {
			const number = String(value).trim() === '' ? NaN : Number(value);
			return !(Number.isSafeInteger(number) && number >= minValue && number <= maxValue);
		}),
	);
}

const tooLong = fc.string({ unit: 'grapheme', minLength: 201, maxLength: 300 });

const notACountFrom = (minValue: number, maxValue: number): Values =>
	notACount({ typeOptions: { minValue, maxValue } } as INodeProperties);
const notPrefixes: Values = fc.oneof(
	empty,
	fc.constantFrom('10/8', '10.0.0.0', '10.0.0.256/8', '10.0.0.0/33', ['a'], [null, '1.2.3.4']),
	fc.boolean(),
	broken,
);
const notAKey: Values = fc.oneof(
	empty,
	fc.constant('k'.repeat(81)),
	fc.constantFrom('what?', 'a"b', 'tab\there', 'line\nbreak', 'ümlaut', '\u007f'),
	noText,
);
const notAnAddress: Values = fc.oneof(
	empty,
	noText,
	broken,
	fc.constantFrom('192.0.2.0', '192.0.2.0/33', '192.0.2.256/31', '2001:db8::/127', 'a'),
);
const notAHost: Values = fc.oneof(
	empty,
	noText,
	broken,
	fc.constantFrom('10.0.0.1/32', '10.0.0', '10.0.0.256', '10.0.0.01', '1::2::3', '::1%eth0', 'a b'),
	unlike(/^[\d.]+$|^[\da-f:.]+$/i),
);

const notANetwork: Values = fc.oneof(
	notAnAddress,
	fc.constantFrom('192.0.2.1/24', '11.0.0.0/7', '0.0.0.1/0'),
);
const notPlaces: Values = fc.oneof(
	fc.constantFrom<unknown>('', ' ', ',', ' , ,', ['ams01', 1], [null], [['ams01']], {}),
	fc.boolean(),
	broken,
);

/** By the names of fields: a value that does, and those that don't. Common kinds of fields need no entry. */
const fields: Record<string, { good: unknown; bad: Values }> = {
	accountId: { good: accounts.main.id, bad: notAnAccount },
	slotId: { good: '123e4567-e89b-12d3-a456-426614174000', bad: notAUuid },
	pairingKey: {
		good: '123e4567-e89b-12d3-a456-426614174000/us-east4/1',
		bad: notAText,
	},
	speed: { good: '10G', bad: notAText },
	binaryPropertyName: { good: 'data', bad: notAText },
	'options.customerName': {
		good: 'Example',
		bad: fc.oneof(
			notAText,
			tooLong.filter((text) => [...text.trim()].length > 200),
		),
	},
	'options.include': {
		good: ['cnis'],
		bad: fc.oneof(
			empty,
			fc.constantFrom<unknown>('cnis, route', ['cnis', 'x'], ['cnis', 1], [null], [['cnis']], {}),
			fc.boolean(),
			broken,
			unlike(/^[\s,]*$|\b(cnis|magicInterconnect|magicRoutes|status)\b/),
		),
	},
	'filters.differentDeviceFrom': { good: '*', bad: notANamed.filter((value) => value !== '*') },
	'filters.facility': { good: '*', bad: notAText },
	'filters.site': { good: 'ams01', bad: notAText },
	'filters.slotId': { good: '*', bad: notAUuid.filter((value) => value !== '*') },
	'filters.tunnelId': { good: '*', bad: notAText },
	'filters.addressContains': { good: '*', bad: notAText },
	'filters.speed': { good: '*', bad: notAText },
	cniId: { good: '123e4567-e89b-12d3-a456-426614174000', bad: notAUuid },
	conduitName: { good: 'one', bad: notAText },
	description: { good: '', bad: neverAText },
	defaultAsn: { good: 65001, bad: notACountFrom(1, 4294967295) },
	'bgp.settings.customerAsn': { good: 65001, bad: notACountFrom(1, 4294967295) },
	'bgp.settings.extraPrefixes': { good: '10.0.0.0/8', bad: notPrefixes },
	'bgp.settings.md5Key': { good: 'key', bad: notAKey },
	'updateFields.conduitName': { good: 'one', bad: notAText },
	'updateFields.description': { good: '', bad: neverAText },
	'updateFields.custIp': { good: '192.0.2.0/31', bad: notAnAddress },
	'updateFields.p2pIp': { good: '192.0.2.1/31', bad: notAnAddress },
	'updateFields.name': { good: 'one', bad: notAText },
	'updateFields.greCloudflareEndpoint': { good: '203.0.113.1', bad: notAHost },
	'updateFields.interfaceAddress': {
		good: '10.0.0.0/31',
		bad: fc.oneof(notAnAddress, fc.constantFrom('10.0.0.0/29', '10.0.0.0/32', '10.0.0.0/031')),
	},
	'updateFields.interfaceAddress6': {
		good: '2001:db8::/127',
		bad: fc.oneof(
			empty,
			noText,
			broken,
			fc.constantFrom('2001:db8::', '2001:db8::/128', '2001::db8::/127', '10.0.0.0/127', '::]/127'),
		),
	},
	'updateFields.bgp.settings.customerAsn': {
		good: 65001,
		bad: notACountFrom(1, 4294967295),
	},
	'updateFields.bgp.settings.exportFilterId': { good: 'abc', bad: notAText },
	'updateFields.bgp.settings.importFilterId': { good: 'abc', bad: notAText },
	'updateFields.bgp.settings.extraPrefixes': { good: '10.0.0.0/8', bad: notPrefixes },
	'updateFields.bgp.settings.md5Key': { good: 'key', bad: notAKey },
	'updateFields.healthCheck.settings.enabled': { good: true, bad: notAFlag },
	'updateFields.healthCheck.settings.source': { good: '10.0.0.1', bad: notAHost },
	prefix: { good: '10.0.0.0/8', bad: notANetwork },
	nexthop: { good: '10.0.0.1', bad: notAHost },
	'updateFields.prefix': { good: '10.0.0.0/8', bad: notANetwork },
	'updateFields.nexthop': { good: '10.0.0.1', bad: notAHost },
	'updateFields.scopeColoNames': { good: 'ams01', bad: notPlaces },
	'updateFields.scopeColoRegions': { good: ['WEUR'], bad: notPlaces },
	'additionalFields.description': { good: '', bad: neverAText },
	'additionalFields.scopeColoNames': { good: 'ams01, fra03', bad: notPlaces },
	'additionalFields.scopeColoRegions': { good: [], bad: notPlaces },
	'updateFields.healthCheck.settings.target': { good: '2001:db8::1', bad: notAHost },
};

export function valuesOf(path: string, field: INodeProperties): { good: unknown; bad: Values } {
	const own = fields[path];
	if (own) return own;
	switch (field.type) {
		case 'boolean':
			return { good: true, bad: notAFlag };
		case 'resourceLocator':
			return { good: 'abc', bad: notANamed };
		case 'number':
			return { good: field.default, bad: notACount(field) };
		case 'options': {
			const [first] = (field.options as INodePropertyOptions[]).filter(({ value }) => value !== '');
			return { good: field.default || first!.value, bad: notAnOption(field) };
		}
		default:
			throw new Error(`There is no entry for '${path}', which is of the type ${field.type}`);
	}
}
