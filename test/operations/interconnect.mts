import { locator } from '../harness/support.mts';
import { read, readObject, type Resource, type Wire } from './known.mts';
import {
	boolean,
	choice,
	collection,
	listing,
	number,
	picker,
	reading,
	string,
	writing,
} from './saved.mts';
import {
	account_id,
	checkOnly,
	freeSlot,
	name,
	pairingKey,
	thereNamed,
	unused,
	type RunFixture,
} from './fixtures.mts';

const savedName = picker('interconnectName', 'name');
const wireNamed = { interconnectName: locator(name, 'name') };
const slotId = locator('={{ $json.slot }}');
const ofDirect = ({ direct }: RunFixture) => ({ interconnectName: locator(direct.name, 'name') });
const ofPartner = ({ partner }: RunFixture) => ({
	interconnectName: locator(partner.name, 'name'),
});

const bandwidths = '50M 100M 200M 300M 400M 500M 1G 2G 5G 10G 20G 50G'.split(' ');

const creates: [Wire, ...Wire[]] = [
	{
		of: 'direct',
		parameters: { type: 'direct', slotId, speed: '10G' },
		readsFirst: 1,
		sdk: async ({ networkInterconnects: { interconnects } }, { slot: slot_id }) =>
			await interconnects.create({
				account_id,
				account: account_id,
				type: 'direct',
				slot_id,
				speed: '10G',
			}),
	},
	{
		of: 'direct without a speed',
		parameters: { type: 'direct', slotId },
		readsFirst: 1,
		sdk: async ({ networkInterconnects: { interconnects } }, { slot: slot_id }) =>
			await interconnects.create({ account_id, account: account_id, type: 'direct', slot_id }),
	},
	{
		of: 'Google Cloud partner',
		parameters: { type: 'gcp_partner', bandwidth: '10G', pairingKey },
		readsFirst: 1,
		sdk: async ({ networkInterconnects: { interconnects } }) =>
			await interconnects.create({
				account_id,
				account: account_id,
				type: 'gcp_partner',
				bandwidth: '10G',
				pairing_key: pairingKey,
			}),
	},
];

export const interconnect: Resource = {
	create: {
		saved: [
			choice('type', 'direct', 'direct', 'gcp_partner'),
			picker('slotId'),
			string('speed'),
			choice('bandwidth', '50M', ...bandwidths),
			string('pairingKey'),
			writing(boolean('addOutcome'), boolean('checkOnly'), boolean('returnExisting')),
		],
		wire: creates,
		attempts: {
			direct: (emulator) => ({
				parameters: { type: 'direct', slotId: freeSlot(emulator) },
				method: 'POST',
				provable: true,
			}),
			gcp_partner: () => ({
				parameters: { type: 'gcp_partner', bandwidth: '1G', pairingKey },
				method: 'POST',
			}),
		},
		runs: [
			({ slot }) => ({ type: 'direct', slotId: locator(slot), speed: '10G', options: checkOnly }),
			({ slot }) => ({ type: 'direct', slotId: locator(slot) }),
			({ slot }) => ({ type: 'direct', slotId: locator(slot), options: checkOnly }),
			() => ({ type: 'gcp_partner', pairingKey, options: checkOnly }),
			() => ({ type: 'gcp_partner', pairingKey }),
		],
	},
	get: {
		saved: [savedName, reading()],
		wire: [
			{
				parameters: wireNamed,
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.get(name, { account_id }),
			},
		],
		attempts: { any: () => readObject(thereNamed) },
		runs: [ofDirect, ofPartner],
	},
	getAll: {
		listed: { member: 'items', searches: ['searchInterconnects'] },
		isDefault: true,
		saved: [
			...listing,
			collection('filters', string('site'), choice('type', 'direct', '*', 'direct', 'gcp_partner')),
			reading(['include', 'multiOptions', []]),
		],
		wire: [
			{
				parameters: { limit: 7, filters: { site: 'AMS 01&', type: 'direct' } },
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.list({ account_id, limit: 7, site: 'AMS 01&', type: 'direct' }),
			},
		],
		attempts: { any: () => read() },
		runs: [
			() => ({ returnAll: true }),
			() => ({ options: { include: ['cnis', 'magicInterconnect', 'magicRoutes', 'status'] } }),
		],
	},
	getStatus: {
		saved: [savedName, reading()],
		wire: [
			{
				parameters: wireNamed,
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.status(name, { account_id }),
			},
		],
		attempts: { any: () => readObject(thereNamed) },
		runs: [ofDirect],
	},
	waitForStatus: {
		saved: [
			savedName,
			choice('waitFor', 'healthy', 'deleted', 'healthy', 'notPending'),
			number('maxMinutes', 10),
			reading(number('interval', 15), choice('onTimeout', 'stop', 'continue', 'stop')),
		],
		wire: [
			{
				parameters: { ...wireNamed, waitFor: 'healthy' },
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.status(name, { account_id }),
			},
			{
				of: 'deleted',
				parameters: { interconnectName: locator('deleted before', 'name'), waitFor: 'deleted' },
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.get('deleted before', { account_id }).catch(() => undefined),
				status: 404,
			},
		],
		// The first look; what goes wrong with a later one is in test/action/waitForStatus.
		attempts: { any: () => read(thereNamed) },
		runs: [
			(fixture) => ({ ...ofDirect(fixture), waitFor: 'notPending' }),
			() => ({ interconnectName: locator('ams01-none', 'name'), waitFor: 'deleted' }),
		],
	},
	downloadLoa: {
		saved: [savedName, string('binaryPropertyName', 'data'), reading(string('customerName'))],
		wire: [
			{
				parameters: { ...wireNamed, options: { customerName: 'A & B / Ü+ "x"' } },
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.loa(name, { account_id, name: 'A & B / Ü+ "x"' }),
			},
			{
				of: 'with the default name',
				parameters: wireNamed,
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.loa(name, { account_id }),
			},
		],
		attempts: { any: () => read(thereNamed) },
		runs: [ofDirect],
	},
	getDefaultLoaName: {
		saved: [savedName, reading()],
		wire: 'not in the SDK',
		attempts: { any: () => readObject(thereNamed) },
		runs: [ofDirect],
	},
	delete: {
		saved: [savedName, writing()],
		wire: [
			{
				parameters: { interconnectName: locator(unused, 'name') },
				sdk: async ({ networkInterconnects: { interconnects } }) =>
					await interconnects.delete(unused, { account_id }),
			},
		],
		attempts: { any: () => ({ parameters: thereNamed, method: 'DELETE', anyObject: true }) },
		runs: [({ unused: { name: leaving } }) => ({ interconnectName: locator(leaving, 'name') })],
	},
};
