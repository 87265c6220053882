import type { Emulator } from '../emulator/index.mts';
import { locator } from '../harness/support.mts';
import { read, type Resource } from './known.mts';
import {
	bgpFields,
	boolean,
	choice,
	collection,
	group,
	listing,
	number,
	picker,
	reading,
	string,
	writing,
} from './saved.mts';
import { account_id, apiBgp, bgp, magicOf, type RunFixture } from './fixtures.mts';

const magicInterconnectId = locator('={{ $json.magic }}');
const first = ({ magicInterconnects: [magic] }: Emulator) => locator(magic!.id!);
const ofDirect = ({ emulator, direct }: RunFixture) => locator(magicOf(emulator, direct));
const ofPartner = ({ emulator, partner }: RunFixture) => locator(magicOf(emulator, partner));
/** The node always asks for the newer form of a health check's target. */
const newTarget = { account_id, 'x-magic-new-hc-target': true };

export const magicInterconnect: Resource = {
	update: {
		saved: [
			picker('magicInterconnectId'),
			collection(
				'updateFields',
				boolean('automaticReturnRouting'),
				bgpFields(string('exportFilterId'), string('importFilterId')),
				string('description'),
				string('greCloudflareEndpoint'),
				group(
					'healthCheck',
					choice('direction', '', 'bidirectional', '', 'unidirectional'),
					choice('enabled', '', false, true, ''),
					choice('rate', '', 'high', 'low', 'mid', ''),
					string('source'),
					string('target'),
					choice('type', '', 'reply', 'request', ''),
				),
				string('interfaceAddress'),
				string('interfaceAddress6'),
				number('mtu', 1500),
				string('name'),
			),
			writing(boolean('validateOnly')),
		],
		wire: [
			{
				parameters: {
					magicInterconnectId,
					updateFields: {
						bgp,
						description: 'what for',
						healthCheck: {
							settings: { enabled: true, rate: 'low', target: '203.0.113.1', type: 'request' },
						},
						interfaceAddress: '169.254.244.0/31',
						mtu: 1400,
						name: 'renamed',
					},
				},
				sdk: async ({ magicTransit: { cfInterconnects } }, { magic }) =>
					await cfInterconnects.update(magic, {
						...newTarget,
						bgp: apiBgp,
						description: 'what for',
						health_check: {
							enabled: true,
							rate: 'low',
							target: { saved: '203.0.113.1' },
							type: 'request',
						},
						interface_address: '169.254.244.0/31',
						mtu: 1400,
						name: 'renamed',
					}),
			},
		],
		attempts: {
			any: (emulator) => ({
				parameters: { magicInterconnectId: first(emulator), updateFields: { mtu: 1400 } },
				method: 'PUT',
			}),
		},
		runs: [
			(fixture) => ({
				magicInterconnectId: ofDirect(fixture),
				updateFields: { bgp, mtu: 1400 },
			}),
			(fixture) => ({ magicInterconnectId: ofPartner(fixture), updateFields: { bgp } }),
		],
	},
	get: {
		isDefault: true,
		saved: [picker('magicInterconnectId'), boolean('simplify', true), reading()],
		wire: [
			{
				parameters: { magicInterconnectId },
				sdk: async ({ magicTransit: { cfInterconnects } }, { magic }) =>
					await cfInterconnects.get(magic, newTarget),
			},
		],
		attempts: { any: (emulator) => read({ magicInterconnectId: first(emulator) }) },
		runs: [(fixture) => ({ magicInterconnectId: ofDirect(fixture) })],
	},
	getAll: {
		listed: { member: 'interconnects', searches: ['searchMagicInterconnects', 'searchNexthops'] },
		saved: [...listing, boolean('simplify', true), reading()],
		wire: [
			{
				parameters: {},
				sdk: async ({ magicTransit: { cfInterconnects } }) => await cfInterconnects.list(newTarget),
			},
		],
		attempts: { any: () => read() },
		runs: [() => ({})],
	},
};
