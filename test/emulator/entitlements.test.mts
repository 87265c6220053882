import { expect, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { credentials, type Entitlements } from './index.mts';
import { ask, refused, sdkClient } from './support.mts';

// Accounts that may not use everything, whatever the credential may do.

const id = 'ab'.repeat(16);

const get = (path: string) => ask(emulator, 'GET', `/accounts/${id}/${path}`);
const add = (entitlements?: Entitlements) =>
	emulator.addAccount({ id, name: 'Newcomer' }, entitlements);

test.each(['cni/settings', 'cni/slots', 'cni/interconnects/mine'])(
	'without Network Interconnect, %s is refused with 403',
	async (path) => {
		add({ networkInterconnect: false });
		expect(await get(path)).toEqual(refused(403, 9109));
		expect((await get('magic/routes')).status).toBe(200);
		expect((await get('')).status).toBe(400);
		expect((await ask(emulator, 'GET', `/accounts/${id}`)).data.result.name).toBe('Newcomer');
	},
);

test.each([
	['notOnboarded', 1012, /not onboarded/],
	['notAuthorized', 1025, /Not authorized/],
] as const)('%s: %d for everything below magic', async (magic, code, message) => {
	add({ magic });
	for (const path of ['magic/routes', 'magic/cf_interconnects']) {
		expect(await get(path)).toEqual(refused(403, code, message));
	}
	const { routes } = sdkClient(emulator).magicTransit;
	await expect(routes.list({ account_id: id })).rejects.toMatchObject({
		status: 403,
		errors: [{ code }],
	});
	expect((await get('cni/settings')).status).toBe(200);
});

test('who is not allowed in hears of that first', async () => {
	add({ networkInterconnect: false, magic: 'notOnboarded' });
	const path = `/accounts/${id}/magic/routes`;
	const as = credentials.noCniPermission;
	expect(await ask(emulator, 'GET', path, undefined, as)).toEqual(refused(403, 9109));
});

test('an added account may use everything unless told otherwise, and a reset forgets it', async () => {
	add();
	expect((await get('cni/settings')).status).toBe(200);
	expect((await get('magic/routes')).status).toBe(200);
	emulator.reset();
	add();
	expect((await get('cni/settings')).status).toBe(200);
});
