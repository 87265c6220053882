import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Container, type Constructable } from '@n8n/di';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { testCredential } from '../harness/engine.mts';
import { interconnect, locator, runOn, stored } from '../harness/support.mts';

/*
 * Connections that never stood: nothing was sent over them, so that nothing has to be looked up.
 */

const path = require.resolve('@n8n/config', { paths: [require.resolve('n8n-core')] });
// eslint-disable-next-line @typescript-eslint/no-require-imports
const config = require(path) as { SsrfProtectionConfig: Constructable<{ enabled: boolean }> };
const ssrfProtection = Container.get(config.SsrfProtectionConfig);

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.stop());

const create = interconnect('create', {
	type: 'direct',
	slotId: locator('123e4567-e89b-12d3-a456-426614174000'),
	options: { maxRetries: 0 },
});

async function expectNothingSent(baseUrl: string, reason: string) {
	const { host } = new URL(baseUrl);
	const credential = stored({ baseUrl });
	const { error } = await runOn(emulator, create, { credential });
	expect(error!.message).toBe(
		`Create interconnect for item 0 got no answer from ${host}: ${reason}`,
	);
	expect(error!.description).toBe(
		"Nothing was sent. Check the network of the n8n server, and 'Base URL' of the credential.",
	);
	const { message } = await testCredential(credential);
	expect(message).toBe(`No answer came: ${reason}. Check 'Base URL'`);
	expect(emulator.requests).toEqual([]);
}

describe('a create is known not to have been sent', () => {
	test('when n8n’s SSRF protection blocks it', async () => {
		ssrfProtection.enabled = true;
		try {
			await expectNothingSent(emulator.baseUrl, "n8n's SSRF protection blocked it");
		} finally {
			ssrfProtection.enabled = false;
		}
	});

	test('when the other end does not speak TLS', async () => {
		const baseUrl = emulator.baseUrl.replace('http:', 'https:');
		await expectNothingSent(baseUrl, 'it does not speak TLS, or only other versions of it');
	});

	test('when the network has no way to the host', async () => {
		// No packet leaves for this address.
		await expectNothingSent('https://255.255.255.255/client/v4', "its host can't be reached");
	});
});
