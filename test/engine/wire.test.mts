import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Cloudflare from 'cloudflare';
import type { INodeParameters } from 'n8n-workflow';

import {
	accounts,
	credentials,
	startEmulator,
	type Credential,
	type Emulator,
} from '../emulator/index.mts';
import { interconnect, locator, runOn, stored } from './support.mts';

/*
 * The same input through the node and through Cloudflare's official SDK: the requests are the same.
 * Not compared: `getDefaultLoaName`, which the SDK does not have, and the accounts' picker, whose
 * listing the SDK pages by itself.
 */

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const account_id = accounts.main.id;
const pairing_key = '123e4567-e89b-12d3-a456-426614174000/us-east4/any';
const name = 'ams 01/ü%';
const named = { interconnectName: locator(name, 'name') };

type Interconnects = Cloudflare['networkInterconnects']['interconnects'];

const cases: Array<
	[string, INodeParameters, (interconnects: Interconnects, slot: string) => Promise<unknown>]
> = [
	[
		'create, direct',
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}'), speed: '10G' }),
		async (interconnects, slot_id) =>
			await interconnects.create({
				account_id,
				account: account_id,
				type: 'direct',
				slot_id,
				speed: '10G',
			}),
	],
	[
		'create, direct without a speed',
		interconnect('create', { type: 'direct', slotId: locator('={{ $json.slot }}') }),
		async (interconnects, slot_id) =>
			await interconnects.create({ account_id, account: account_id, type: 'direct', slot_id }),
	],
	[
		'create, Google Cloud partner',
		interconnect('create', {
			type: 'gcp_partner',
			bandwidth: '10G',
			pairingKey: pairing_key,
		}),
		async (interconnects) =>
			await interconnects.create({
				account_id,
				account: account_id,
				type: 'gcp_partner',
				bandwidth: '10G',
				pairing_key,
			}),
	],
	[
		'delete',
		interconnect('delete', named),
		async (interconnects) => await interconnects.delete(name, { account_id }),
	],
	[
		'downloadLoa',
		interconnect('downloadLoa', { ...named, options: { customerName: 'A & B / Ü+ "x"' } }),
		async (interconnects) => await interconnects.loa(name, { account_id, name: 'A & B / Ü+ "x"' }),
	],
	[
		'downloadLoa with the default name',
		interconnect('downloadLoa', named),
		async (interconnects) => await interconnects.loa(name, { account_id }),
	],
	[
		'get',
		interconnect('get', named),
		async (interconnects) => await interconnects.get(name, { account_id }),
	],
	[
		'getAll',
		interconnect('getAll', { limit: 7, filters: { site: 'AMS 01&', type: 'direct' } }),
		async (interconnects) =>
			await interconnects.list({ account_id, limit: 7, site: 'AMS 01&', type: 'direct' }),
	],
	[
		'getStatus',
		interconnect('getStatus', named),
		async (interconnects) => await interconnects.status(name, { account_id }),
	],
];

describe.each<[string, Credential]>([
	['an API token', credentials.magicWanWrite],
	['email and Global API key', credentials.globalApiKey],
])('with %s', (_scheme, credential) => {
	test.each(cases)('%s', async (_name, parameters, viaSdk) => {
		const client = new Cloudflare({
			baseURL: emulator.baseUrl,
			maxRetries: 0,
			// Undefined ones would be read from the environment.
			apiToken: credential.scheme === 'apiToken' ? credential.apiToken : null,
			apiEmail: credential.scheme === 'apiToken' ? null : credential.email,
			apiKey: credential.scheme === 'apiToken' ? null : credential.apiKey,
		});
		const observe = async (lookUps: string[], act: (slot: string) => Promise<unknown>) => {
			emulator.reset();
			const [taken, free] = emulator.slots.filter(
				({ occupied, speed }) => !occupied && speed === '10G',
			);
			emulator.addInterconnect({ name, slotId: taken!.id });
			await act(free!.id);
			// A Google Cloud partner order first reads the listing that a lost order would be found by.
			expect(emulator.requests.slice(0, -1).map(({ method }) => method)).toEqual(lookUps);
			const { method, url, query, body, headers, status } = emulator.requests.at(-1)!;
			expect(status).toBeLessThan(300);
			return {
				method,
				path: url.replace(/\?.*/, ''),
				query,
				body,
				type: headers['content-type'],
				authorization: headers.authorization,
				email: headers['x-auth-email'],
				key: headers['x-auth-key'],
			};
		};

		const expected = await observe(
			[],
			async (slot) => await viaSdk(client.networkInterconnects.interconnects, slot),
		);
		const ours = await observe(parameters.type === 'gcp_partner' ? ['GET'] : [], async (slot) => {
			const { error } = await runOn(emulator, parameters, {
				credential: stored(emulator, credential),
				input: [{ slot }],
			});
			expect(error).toBeUndefined();
		});
		expect(ours).toEqual(expected);
	});
});
