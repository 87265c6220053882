import type { Emulator } from '../emulator/index.mts';
import { locator } from '../harness/support.mts';
import { read, readObject, type Resource } from './known.mts';
import {
	bgpFields,
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
	apiBgp,
	bgp,
	checkOnly,
	name,
	there,
	thereNamed,
	type RunFixture,
} from './fixtures.mts';

/** Of a create. */
const savedFields = [
	picker('interconnectName', 'name'),
	string('conduitName'),
	string('description'),
	number('mtu', 1500),
	bgpFields(),
];
const wireNamed = { interconnectName: locator(name, 'name') };
const wireId = { cniId: locator('={{ $json.cni.id }}') };
const thereId = (emulator: Emulator) =>
	locator(emulator.addCni({ interconnect: there, conduitName: 'ams-there' }).id);
const madeId = ({ made }: RunFixture) => ({ cniId: locator(made['cni.create']!) });
/** What the runs create. */
const one = ({ direct }: RunFixture) => ({
	interconnectName: locator(direct.name, 'name'),
	conduitName: 'one',
});

export const cni: Resource = {
	create: {
		saved: [
			...savedFields,
			writing(boolean('addOutcome'), boolean('checkOnly'), boolean('returnExisting')),
		],
		wire: [
			{
				parameters: {
					...wireNamed,
					conduitName: 'second',
					description: 'what for',
					mtu: 1476,
					bgp,
				},
				readsFirst: 1,
				sdk: async ({ networkInterconnects: { cnis } }) =>
					await cnis.create({
						account_id,
						account: account_id,
						interconnect: name,
						magic: { conduit_name: 'second', description: 'what for', mtu: 1476 },
						bgp: apiBgp,
					}),
			},
			{
				of: 'without BGP',
				parameters: { ...wireNamed, conduitName: 'second' },
				readsFirst: 1,
				sdk: async ({ networkInterconnects: { cnis } }) =>
					await cnis.create({
						account_id,
						account: account_id,
						interconnect: name,
						magic: { conduit_name: 'second', description: '', mtu: 1500 },
					}),
			},
		],
		attempts: {
			any: () => ({
				parameters: { ...thereNamed, conduitName: 'ams-new' },
				method: 'POST',
				provable: true,
			}),
		},
		runs: [
			(fixture) => ({ ...one(fixture), bgp }),
			(fixture) => ({ ...one(fixture), bgp, options: checkOnly }),
		],
	},
	upsert: {
		saved: [...savedFields, writing(boolean('checkOnly'))],
		wire: [
			{
				parameters: { ...wireNamed, conduitName: 'second', bgp },
				readsFirst: 1,
				sdk: async ({ networkInterconnects: { cnis } }) =>
					await cnis.create({
						account_id,
						account: account_id,
						interconnect: name,
						magic: { conduit_name: 'second', description: '', mtu: 1500 },
						bgp: apiBgp,
					}),
			},
			{
				of: 'one that exists',
				parameters: { ...wireNamed, conduitName: 'first', mtu: 1400 },
				readsFirst: 2,
				sdk: async ({ networkInterconnects: { cnis } }, { cni: first }) =>
					await cnis.update(first.id, {
						...first,
						account_id,
						magic: { ...first.magic, mtu: 1400 },
					}),
			},
		],
		attempts: {
			create: () => ({
				parameters: { ...thereNamed, conduitName: 'ams-new' },
				method: 'POST',
				provable: true,
			}),
			update: (emulator) => {
				thereId(emulator);
				return {
					parameters: { ...thereNamed, conduitName: 'ams-there', mtu: 1400 },
					method: 'PUT',
					readsFirst: 2,
				};
			},
		},
		runs: [
			(fixture) => ({ ...one(fixture), bgp, options: checkOnly }),
			(fixture) => ({ ...one(fixture), mtu: 1400, options: checkOnly }),
			(fixture) => ({ ...one(fixture), mtu: 1400 }),
		],
	},
	get: {
		saved: [picker('cniId'), reading()],
		wire: [
			{
				parameters: wireId,
				sdk: async ({ networkInterconnects: { cnis } }, { cni: { id } }) =>
					await cnis.get(id, { account_id }),
			},
		],
		attempts: { any: (emulator) => readObject({ cniId: thereId(emulator) }) },
		runs: [madeId],
	},
	getAll: {
		listed: { member: 'items', searches: ['searchCnis'] },
		isDefault: true,
		saved: [...listing, collection('filters', picker('slotId'), string('tunnelId')), reading()],
		wire: [
			{
				parameters: {
					limit: 3,
					filters: { slotId: locator('={{ $json.slot }}'), tunnelId: 'a tunnel' },
				},
				sdk: async ({ networkInterconnects: { cnis } }, { slot }) =>
					await cnis.list({ account_id, limit: 3, slot, tunnel_id: 'a tunnel' }),
			},
		],
		attempts: {
			any: (emulator) => {
				thereId(emulator);
				return read();
			},
		},
		runs: [() => ({})],
	},
	update: {
		saved: [
			picker('cniId'),
			collection(
				'updateFields',
				bgpFields(),
				choice('bgpMode', 'dynamic_route_exchange', 'advertise_only', 'dynamic_route_exchange'),
				string('conduitName'),
				string('custIp'),
				string('description'),
				number('mtu', 1500),
				string('p2pIp'),
				boolean('removeBgp'),
				boolean('removeMd5Key'),
			),
			writing(),
		],
		wire: [
			{
				parameters: { ...wireId, updateFields: { mtu: 1400 } },
				readsFirst: 1,
				sdk: async ({ networkInterconnects: { cnis } }, { cni: first }) =>
					await cnis.update(first.id, {
						...first,
						account_id,
						magic: { ...first.magic, mtu: 1400 },
					}),
			},
		],
		attempts: {
			any: (emulator) => ({
				parameters: { cniId: thereId(emulator), updateFields: { mtu: 1400 } },
				method: 'PUT',
				readsFirst: 1,
			}),
		},
		runs: [
			(fixture) => ({
				...madeId(fixture),
				updateFields: { mtu: 1400, bgpMode: 'advertise_only' },
			}),
		],
	},
	delete: {
		saved: [picker('cniId'), writing()],
		wire: [
			{
				parameters: wireId,
				sdk: async ({ networkInterconnects: { cnis } }, { cni: { id } }) =>
					await cnis.delete(id, { account_id }),
			},
		],
		attempts: {
			any: (emulator) => ({
				parameters: { cniId: thereId(emulator) },
				method: 'DELETE',
				anyObject: true,
			}),
		},
		runs: [madeId],
	},
};
