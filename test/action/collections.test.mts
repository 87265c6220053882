import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Cni } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { callTool } from '../harness/engine.mts';
import { n8nWorkflow } from '../harness/n8n.mts';
import { locator, operation, runOn, stored } from '../harness/support.mts';

const { NodeHelpers } = n8nWorkflow;

/*
 * A collection may come as a whole out of an expression. Of what is in it, nothing may get lost without a word.
 */

const put = () => emulator.requests.find(({ method }) => method === 'PUT');
const updateMagic = (parameters: INodeParameters) =>
	operation('magicInterconnect', 'update', {
		magicInterconnectId: locator(emulator.magicInterconnects[0]!.id!),
		...parameters,
	});
const createCni = (bgp: unknown) =>
	operation('cni', 'create', {
		interconnectName: locator(emulator.interconnects[0]!.name, 'name'),
		conduitName: 'ams-primary',
		bgp: bgp as INodeParameters,
	});
const updateCni = (updateFields: unknown) =>
	operation('cni', 'update', {
		cniId: locator(emulator.cnis[0]?.id ?? ''),
		updateFields: updateFields as INodeParameters,
	});

beforeEach(() => {
	const { name } = emulator.addInterconnect();
	emulator.addCni({ interconnect: name });
});

/*
 * n8n 2.41 itself turns a collection that is no object into an empty one when it loads a workflow, before any node can
 * see it. Here it hands them out as they were saved.
 */
describe('where n8n hands out collections as they were saved', () => {
	beforeEach(() => {
		const original = NodeHelpers.getNodeParameters;
		jest
			.spyOn(NodeHelpers, 'getNodeParameters')
			.mockImplementation((properties, values, ...more) => ({
				...original(properties, values, ...more),
				...Object.fromEntries(
					Object.entries(values ?? {}).filter(([name]) =>
						['bgp', 'filters', 'options', 'updateFields'].includes(name),
					),
				),
			}));
	});
	afterEach(() => void jest.restoreAllMocks());

	test('options as one expression are heeded', async () => {
		const options = '={{ ({ validateOnly: true }) }}' as unknown as INodeParameters;
		const { error } = await runOn(emulator, updateMagic({ updateFields: { mtu: 1400 }, options }));
		expect(error).toBeUndefined();
		expect(put()!.query).toEqual({ validate_only: 'true' });
	});

	test.each([
		['bgp', '={{ ({ settings: { customerAsn: 65001 } }) }}'],
		['settings', { settings: '={{ ({ customerAsn: 65001 }) }}' }],
	])('so is BGP of a create: %s', async (_name, bgp) => {
		const { error } = await runOn(emulator, createCni(bgp));
		expect(error).toBeUndefined();
		expect((emulator.requests[1]!.body as Cni).bgp).toEqual({
			customer_asn: 65001,
			extra_prefixes: [],
		});
	});

	test('and filters, with a locator in them', async () => {
		const slot = '123e4567-e89b-12d3-a456-426614174000';
		const filters = `={{ ({ slotId: { __rl: true, mode: 'id', value: ' ${slot} ' } }) }}`;
		const parameters = operation('cni', 'getAll', { filters });
		const { error } = await runOn(emulator, parameters);
		expect(error).toBeUndefined();
		expect(emulator.requests[0]!.query).toEqual({ limit: '50', slot });
	});

	test('and what changes, on both levels', async () => {
		const settings = '{ settings: { customerAsn: 65009 } }';
		for (const fields of [
			`={{ ({ mtu: 1400, bgp: ${settings} }) }}`,
			{ mtu: 1400, bgp: `={{ (${settings}) }}` },
		]) {
			const { error } = await runOn(emulator, updateCni(fields));
			expect(error).toBeUndefined();
			expect(emulator.requests.at(-1)!.body).toMatchObject({
				magic: { mtu: 1400 },
				bgp: { customer_asn: 65009 },
			});
		}
	});

	const wrong: Array<[string, () => INodeParameters, string]> = [
		['a text', () => createCni('x'), "'BGP' must be an object with fields, not text"],
		[
			'a list of settings',
			() => createCni({ settings: [{ customerAsn: 65001 }] }),
			"'BGP' must be an object with fields, not a list",
		],
		[
			'settings that are missing',
			() => createCni({ settings: '={{ $json.missing }}' }),
			"'BGP' must be an object with fields, not nothing",
		],
		[
			'BGP that is null in a change',
			() => updateCni({ mtu: 1400, bgp: '={{ null }}' }),
			"'BGP' must be an object with fields, not nothing",
		],
		[
			'changes that are missing',
			() => updateCni('={{ $json.missing }}'),
			"'Update Fields' must be an object with fields, not nothing",
		],
		[
			'options that are a list',
			() => updateMagic({ updateFields: { mtu: 1400 }, options: '={{ [1] }}' }),
			"'Options' must be an object with fields, not a list",
		],
		[
			'filters that are a number',
			() => operation('slot', 'getAll', { filters: '={{ 5 }}' }),
			"'Filters' must be an object with fields, not a number",
		],
	];
	test.each(wrong)('%s is refused before a request', async (_name, parameters, message) => {
		const { error } = await runOn(emulator, parameters());
		expect(error!.message).toBe(message);
		expect(emulator.requests).toEqual([]);
	});
});

/** What n8n 2.41 makes of an expression in the place of a collection inside of another one: an empty collection. */
const dropped: Array<[string, () => INodeParameters, string]> = [
	['BGP of a CNI', () => updateCni({ mtu: 1400, bgp: '={{ ({}) }}' }), 'BGP'],
	['its settings', () => updateCni({ mtu: 1400, bgp: { settings: '={{ ({}) }}' } }), 'BGP'],
	['BGP that nobody filled in', () => updateCni({ mtu: 1400, bgp: {} }), 'BGP'],
	['a list of settings', () => updateCni({ mtu: 1400, bgp: { settings: [{}] } }), 'BGP'],
	[
		'BGP of a magic interconnect',
		() => updateMagic({ updateFields: { mtu: 1400, bgp: '={{ ({}) }}' } }),
		'BGP',
	],
	[
		'a health check',
		() => updateMagic({ updateFields: { mtu: 1400, healthCheck: '={{ ({}) }}' } }),
		'Health Check',
	],
];
test.each(dropped)(
	'%s: an empty change beside another is refused',
	async (_name, parameters, label) => {
		const { error } = await runOn(emulator, parameters());
		expect(error!.message).toBe(`'${label}' is empty: it would change nothing`);
		expect(error!.description).toBe(
			'Nothing was sent for this item. Fill in one of its fields or remove it, and run again. n8n empties a collection that is one expression as a whole: use expressions in its fields instead.',
		);
		expect(emulator.requests).toEqual([]);
	},
);

test('but empty fields beside a full one stay as they are', async () => {
	const settings = { customerAsn: 65001, md5Key: '', extraPrefixes: '' };
	const { error } = await runOn(
		emulator,
		updateMagic({ updateFields: { mtu: 1400, bgp: { settings } } }),
	);
	expect(error).toBeUndefined();
	expect(put()!.body).toEqual({ mtu: 1400, bgp: { customer_asn: 65001 } });
});

test('arguments of a model reach fields in collections', async () => {
	const parameters = updateMagic({
		updateFields: {
			mtu: "={{ $fromAI('mtu', '', 'number') }}",
			bgp: { settings: { customerAsn: "={{ $fromAI('asn', '', 'number') }}" } },
		},
		options: { validateOnly: "={{ $fromAI('check', '', 'boolean') }}" },
	});
	await callTool({ parameters, credential: stored(emulator) }, [
		{ mtu: 1400, asn: 65001, check: true },
	]);
	expect(put()).toMatchObject({
		query: { validate_only: 'true' },
		body: { mtu: 1400, bgp: { customer_asn: 65001 } },
	});
});

test('every expression is evaluated once per item', async () => {
	const filters = { site: '={{ $json.sites.shift() }}' };
	const input = [{ sites: ['ams01', 'fra01', 'lhr01'] }];
	const { error } = await runOn(emulator, operation('slot', 'getAll', { filters }), { input });
	expect(error).toBeUndefined();
	expect(emulator.requests[0]!.query).toMatchObject({ site: 'ams01' });
});
