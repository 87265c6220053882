import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { credentials, type Credential, type Emulator } from '../emulator/index.mts';
import { listSearch, node, testCredential } from '../harness/engine.mts';
import {
	interconnect,
	locator,
	operation,
	operationsOfNode,
	runOn,
	stored,
} from '../harness/support.mts';
import { leaksOnEmulators, passedOn } from './leaks.mts';

/* The secret of the credential is in nothing that n8n stores, shows or logs, whatever repeats it. */

const leaks = leaksOnEmulators();

const schemes: Credential[] = [credentials.magicWanWrite, credentials.globalApiKey];
const uuid = '123e4567-e89b-12d3-a456-426614174000';
const pairingKey = `${uuid}/us-east4/any`;

const secretOf = (credential: Credential) =>
	credential.scheme === 'apiToken' ? credential.apiToken : credential.apiKey;

const named = { interconnectName: locator('ams01-1', 'name') };
const id = locator(uuid);
const bgp = { settings: { customerAsn: 65001, md5Key: 'md5-key-of-the-test' } };
const described = { ...named, conduitName: 'one', bgp };
const destination = { prefix: '198.51.100.0/24', nexthop: locator('192.0.2.1', 'address') };
/** Each operation, a create with each type. */
const operations: Array<[string, (emulator: Emulator) => INodeParameters]> = [
	['cni.create', () => described],
	['cni.delete', () => ({ cniId: id })],
	['cni.get', () => ({ cniId: id })],
	['cni.getAll', () => ({})],
	['cni.update', () => ({ cniId: id, updateFields: { bgp } })],
	['cni.create, only checked', () => ({ ...described, options: { checkOnly: true } })],
	['cni.upsert', () => described],
	['cni.upsert, only checked', () => ({ ...described, options: { checkOnly: true } })],
	[
		'interconnect.create direct',
		({ slots }) => ({
			type: 'direct',
			slotId: locator(slots.find(({ occupied }) => !occupied)!.id),
		}),
	],
	[
		'interconnect.create gcp_partner',
		() => ({ type: 'gcp_partner', pairingKey: '={{ $json.key }}' }),
	],
	[
		'interconnect.create gcp_partner, only checked',
		() => ({
			type: 'gcp_partner',
			pairingKey: '={{ $json.key }}',
			options: { checkOnly: true },
		}),
	],
	['interconnect.delete', () => named],
	['interconnect.downloadLoa', () => named],
	['interconnect.get', () => named],
	['interconnect.getAll', () => ({})],
	['interconnect.getDefaultLoaName', () => named],
	['interconnect.getStatus', () => named],
	['interconnect.waitForStatus', () => named],
	['magicInterconnect.get', () => ({ magicInterconnectId: id })],
	['magicInterconnect.getAll', () => ({})],
	['magicInterconnect.update', () => ({ magicInterconnectId: id, updateFields: { bgp } })],
	['magicRoute.create', () => destination],
	['magicRoute.create, only checked', () => ({ ...destination, options: { checkOnly: true } })],
	[
		'magicRoute.create, only validated',
		() => ({ ...destination, options: { validateOnly: true } }),
	],
	['magicRoute.delete', () => ({ magicRouteId: id })],
	['magicRoute.get', () => ({ magicRouteId: id })],
	['magicRoute.getAll', () => ({})],
	['magicRoute.update', () => ({ magicRouteId: id, updateFields: { weight: 2 } })],
	['magicRoute.upsert', () => destination],
	['settings.get', () => ({})],
	['settings.update', () => ({ defaultAsn: 65001 })],
	['slot.get', () => ({ slotId: id })],
	['slot.getAll', () => ({})],
];

test('every operation is there', () => {
	const tried = new Set(operations.map(([name]) => name.split(/[ ,]/)[0]));
	expect([...tried].sort()).toEqual(operationsOfNode().sort());
});

describe.each(schemes.map((scheme): [string, Credential] => [scheme.scheme, scheme]))(
	'the secret of the credential, with %s',
	(_name, scheme) => {
		const secret = secretOf(scheme);

		test.each(operations)(
			'%s',
			async (name, parameters) => {
				const [resource, value] = name.split(/[ ,]/)[0]!.split('.') as [string, string];
				const leaked = await leaks(secret, secret, async (emulator, fault) => {
					emulator.fault({ ...fault, times: 99 });
					const own = parameters(emulator);
					return await runOn(
						emulator,
						operation(resource, value, {
							...own,
							options: { ...(own.options as INodeParameters), maxRetries: 0 },
						}),
						{ credential: stored(emulator, scheme), input: [{ key: pairingKey }] },
					);
				});
				// What a successful answer holds is the service's and comes out as it is.
				expect(
					leaked.filter((echo) => !passedOn(name.endsWith('validated') ? 'update' : value, echo)),
				).toEqual([]);
			},
			30_000,
		);

		test.each(Object.keys(node.methods!.listSearch!))(
			'%s',
			async (search) => {
				const leaked = await leaks(secret, secret, async (emulator, fault) => {
					emulator.fault({ ...fault, times: 9 });
					const credential = stored(emulator, scheme);
					const run = { parameters: interconnect('create'), credential };
					return await listSearch(search, run).catch((error: unknown) => error);
				});
				expect(leaked).toEqual([]);
			},
			30_000,
		);

		test('the test of the credential', async () => {
			const leaked = await leaks(secret, secret, async (emulator, fault) => {
				emulator.fault({ ...fault, times: 9 });
				return await testCredential(stored(emulator, scheme));
			});
			expect(leaked).toEqual([]);
		});
	},
);
