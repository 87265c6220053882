import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';

import { accounts, startEmulator, type Emulator } from '../emulator/index.mts';
import { node } from '../harness/engine.mts';
import { seedOf } from '../harness/random.mts';
import { locator, runOn } from '../harness/support.mts';
import { valuesOf } from './badValues.mts';

/*
 * Whatever comes in through an expression, for any parameter of any operation: what does not do is refused before
 * a request leaves, even if only the second item is bad, with a message that names the field and the item.
 */

const RUNS = 40;
const seed = seedOf('Bad input');

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());

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

/** A field, or the fields inside of a fixed collection. */
function settingsOf(field: INodeProperties, path: string): Array<Pick<Case, 'field' | 'path'>> {
	if (field.type !== 'fixedCollection') return [{ field, path }];
	const [settings] = field.options as INodePropertyCollection[];
	return settings!.values.map((inner) => ({
		field: inner,
		path: `${path}.settings.${inner.name}`,
	}));
}

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
						? (field.options as INodeProperties[]).flatMap((inner) =>
								settingsOf(inner, `${field.name}.${inner.name}`),
							)
						: settingsOf(field, field.name),
				)
				.map((found) => ({ resource, operation, ...found }));
		}),
	);

/** What the fields beside the one that is tried have in a fixed collection. */
const besides: Record<string, object> = {
	bgp: { customerAsn: 65001, extraPrefixes: '', md5Key: '' },
	healthCheck: {},
};

/** A value at the end of a path through collections. */
function at([name, ...rest]: string[], tried: unknown): object {
	if (rest.length === 0) return { [name!]: tried };
	const inner = at(rest, tried);
	return { [name!]: rest[0] === 'settings' ? withBesides(name!, inner) : inner };
}

function withBesides(collection: string, { settings }: { settings?: object }): object {
	return { settings: { ...besides[collection], ...settings } };
}

/** A good value of a field, as n8n stores it. */
function goodOf(field: INodeProperties, path = field.name): INodeParameters[string] {
	const good = valuesOf(path, field).good as string;
	return field.type === 'resourceLocator' ? locator(good) : good;
}

/** Good parameters, with an expression in the one that is tried. */
function parametersFor({ resource, operation, field, path }: Case): INodeParameters {
	const required = properties.filter(
		(one) =>
			one.required && shownFor(one, 'resource', resource) && shownFor(one, 'operation', operation),
	);
	const tried = at(path.split('.'), field.type === 'resourceLocator' ? locator(value) : value);
	const { updateFields = {}, ...others } = tried as Record<string, INodeParameters>;
	return {
		resource,
		operation,
		accountId: locator(accounts.main.id),
		...Object.fromEntries(required.map((one) => [one.name, goodOf(one)])),
		type: ['bandwidth', 'pairingKey'].includes(path) ? 'gcp_partner' : 'direct',
		defaultAsn: 65001,
		...others,
		// Something always changes: what is tried may be good because it is left out.
		updateFields: { mtu: 1400, weight: 2, ...updateFields },
	};
}
const value = '={{ $json.value }}';

test.each(
	cases.map((one): [string, Case] => [`${one.resource}.${one.operation}: ${one.path}`, one]),
)(
	'%s',
	async (_name, one) => {
		const { good, bad } = valuesOf(one.path, one.field);
		const parameters = parametersFor(one);
		const values = fc.sample(bad, { numRuns: RUNS, seed });
		const expectRefused = (item: number, message: unknown, description: unknown) => {
			const words = new RegExp(`^'${one.field.displayName}' .+ \\(item ${item}\\)$`, 's');
			expect([values[item], message]).toEqual([values[item], expect.stringMatching(words)]);
			expect(description).toMatch(/Nothing was sent/);
		};

		emulator.reset();
		const all = await runOn(emulator, parameters, {
			input: values.map((value) => ({ value })),
			onError: 'continueRegularOutput',
		});
		expect(all.items).toHaveLength(RUNS);
		for (const [item, { json }] of all.items.entries()) {
			expectRefused(item, json.error, (json.message as { description: string }).description);
		}
		expect(emulator.requests).toEqual([]);

		// One bad item stops the good one before it, too.
		const { error, items } = await runOn(emulator, parameters, {
			input: [{ value: good }, { value: values[1] }],
		});
		expectRefused(1, error!.message, error!.description);
		expect(error!.context.itemIndex).toBe(1);
		expect(items).toEqual([]);
		expect(emulator.requests).toEqual([]);
	},
	30_000,
);

/*
 * An empty field may have a meaning, such as the credential's account or every site. What an expression does not find
 * never has it: an order would go elsewhere, or a listing be longer than it should be.
 */
describe('an expression that returns nothing is no empty field', () => {
	const nothing = [undefined, null, '', ' \u00a0', []];
	const named = cases.map((one): [string, Case] => [
		`${one.resource}.${one.operation}: ${one.path}`,
		one,
	]);
	test.each(named)('%s', async (_name, one) => {
		const allowed = (value: unknown) =>
			(Array.isArray(value) && /\.(extraPrefixes|include|scopeColo\w+)$/.test(one.path)) ||
			(typeof value === 'string' && one.path.endsWith('description'));
		const input = nothing.filter((value) => !allowed(value)).map((value) => ({ value }));
		emulator.reset();
		const { error, items } = await runOn(emulator, parametersFor(one), {
			input,
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.error)).toEqual(
			input.map(({ value }, item) => {
				const { displayName } = one.field;
				return expect.stringMatching(
					Array.isArray(value)
						? `^'${displayName}' must be .+ \\(item ${item}\\)$`
						: `^'${displayName}' is empty: its expression must return .+ \\(item ${item}\\)$`,
				);
			}),
		);
		expect(emulator.requests).toEqual([]);
	});
});
