import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { accounts, startEmulator, type Emulator } from '../emulator/index.mts';
import { node } from './engine.mts';
import { locator, runOn } from './support.mts';

/*
 * Whatever comes in through an expression, for any parameter of any operation: what does not do is refused before
 * a request leaves, even if only the second item is bad, with a message that names the field and the item.
 */

const RUNS = 40;

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());

type Values = fc.Arbitrary<unknown>;

const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.uuid());
const numbers = fc.oneof(fc.double(), fc.integer(), fc.bigInt().map(String));
const empty = fc.constantFrom('', ' ', '\n', '\t \u00a0', null);
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
const notAText: Values = fc.oneof(noText, broken);
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
	unlike(/^([0-9a-f]{32})?$/i),
);
const notAFlag: Values = fc.oneof(
	fc.array(fc.boolean()),
	fc.dictionary(fc.string(), fc.boolean()),
	texts.filter((text) => !['', 'true', 'false'].includes(text)),
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
		fc.constant(true),
		fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
		broken,
		others.filter((value) => value.trim() !== '' && !offered.includes(value.trim())),
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
		noText,
		others.filter((value) => {
			const number = Number(value);
			const counts = Number.isSafeInteger(number) && number >= minValue && number <= maxValue;
			return String(value).trim() !== '' && !counts;
		}),
	);
}

const tooLong = fc.string({ unit: 'grapheme', minLength: 201, maxLength: 300 });

/** By the names of fields: a value that does, and those that don't. Common kinds of fields need no entry. */
const fields: Record<string, { good: unknown; bad: Values }> = {
	accountId: { good: accounts.main.id, bad: notAnAccount },
	interconnectName: { good: 'ams01-1', bad: notANamed },
	slotId: { good: '123e4567-e89b-12d3-a456-426614174000', bad: notAUuid },
	pairingKey: {
		good: '123e4567-e89b-12d3-a456-426614174000/us-east4/1',
		bad: fc.oneof(empty, notAText),
	},
	speed: { good: '10G', bad: notAText },
	binaryPropertyName: { good: 'data', bad: fc.oneof(empty, notAText) },
	'options.customerName': {
		good: 'Example',
		bad: fc.oneof(
			notAText,
			tooLong.filter((text) => [...text.trim()].length > 200),
		),
	},
	'filters.site': { good: 'ams01', bad: notAText },
};

function valuesOf(path: string, field: INodeProperties): { good: unknown; bad: Values } {
	const own = fields[path];
	if (own) return own;
	switch (field.type) {
		case 'boolean':
			return { good: true, bad: notAFlag };
		case 'number':
			return { good: field.default, bad: notACount(field) };
		case 'options': {
			const bad = notAnOption(field);
			// A filter that is empty is none.
			return { good: field.default, bad: path.includes('.') ? bad : fc.oneof(empty, bad) };
		}
		default:
			throw new Error(`There is no entry for '${path}', which is of the type ${field.type}`);
	}
}

interface Case {
	resource: string;
	operation: string;
	field: INodeProperties;
	/** As n8n's: `options.timeout`. */
	path: string;
}

const { properties } = node.description;
const shownFor = ({ displayOptions }: INodeProperties, name: string, value: unknown) => {
	const values = displayOptions?.show?.[name] ?? displayOptions?.show?.[`/${name}`];
	return values === undefined || (values as unknown[]).includes(value);
};

/** Every parameter of every operation, those in collections too. */
const cases = properties
	.filter(({ name }) => name === 'operation')
	.flatMap((selector) =>
		(selector.options as INodePropertyOptions[]).flatMap(({ value }): Case[] => {
			const resource = String(selector.displayOptions!.show!.resource![0]);
			const operation = String(value);
			return properties
				.filter(
					(field) =>
						shownFor(field, 'resource', resource) &&
						shownFor(field, 'operation', operation) &&
						!['resource', 'operation'].includes(field.name) &&
						field.type !== 'notice',
				)
				.flatMap((field) =>
					field.type === 'collection'
						? (field.options as INodeProperties[]).map((inner) => ({
								resource,
								operation,
								field: inner,
								path: `${field.name}.${inner.name}`,
							}))
						: [{ resource, operation, field, path: field.name }],
				);
		}),
	);

/** Good parameters, with an expression in the one that is tried. */
function parametersFor({ resource, operation, field, path }: Case): INodeParameters {
	const good = (name: string) => fields[name]!.good as string;
	const tried = field.type === 'resourceLocator' ? locator(value) : value;
	const [name, inner] = path.split('.');
	return {
		resource,
		operation,
		accountId: locator(good('accountId')),
		interconnectName: locator(good('interconnectName')),
		slotId: locator(good('slotId')),
		type: ['bandwidth', 'pairingKey'].includes(path) ? 'gcp_partner' : 'direct',
		bandwidth: '50M',
		pairingKey: good('pairingKey'),
		[name!]: inner ? { [inner]: tried } : tried,
	};
}
const value = '={{ $json.value }}';

test.each(cases.map((one): [string, Case] => [`${one.operation}: ${one.path}`, one]))(
	'%s',
	async (_name, one) => {
		const { good, bad } = valuesOf(one.path, one.field);
		const parameters = parametersFor(one);
		await fc.assert(
			fc.asyncProperty(bad, async (value) => {
				emulator.reset();
				const { error, items } = await runOn(emulator, parameters, {
					input: [{ value: good }, { value }],
				});
				expect(emulator.requests).toEqual([]);
				expect(items).toEqual([]);
				expect(error!.message).toMatch(/\S/);
				expect(error!.message.startsWith(`'${one.field.displayName}' of item 1 `)).toBe(true);
				expect(error!.context.itemIndex).toBe(1);
				expect(error!.description).toMatch(/Nothing was sent/);
			}),
			{ numRuns: RUNS },
		);
	},
	30_000,
);
