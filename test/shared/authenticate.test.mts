import { describe, expect, test } from '@jest/globals';
import type { Constructable } from '@n8n/di';

import { credentials, startEmulator } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { credentialType } from '../harness/engine.mts';
import { Container, loadFromCore } from '../harness/n8n.mts';
import { stored } from '../harness/support.mts';

/* The headers that the credential gives to requests, those of other nodes too. */

/** What n8n-core sends requests with. */
const { OutboundHttp } = loadFromCore<{ OutboundHttp: Constructable<Outbound> }>(
	'@n8n/backend-network',
);

/** The two request helpers that n8n's own nodes use. */
interface Outbound {
	requests(): Record<'request' | 'requestLegacy', (options: object) => Promise<unknown>>;
}

describe('authenticate', () => {
	const authenticate = async (options: Record<string, unknown>) => {
		if (typeof credentialType.authenticate !== 'function') throw new Error('not a function');
		const baseUrl = 'https://api.cloudflare.com/client/v4';
		return await credentialType.authenticate({ ...stored({ baseUrl }) }, options as never);
	};

	test.each([
		{ url: 'https://api.cloudflare.com/client/v4/zones' },
		{ uri: 'https://api.cloudflare.com/client/v4/zones?page=1' },
		{ url: '/client/v4/zones', baseURL: 'https://api.cloudflare.com' },
	])('serves requests below the base URL', async (options) => {
		const { headers } = await authenticate({ ...options, headers: { Accept: 'text/plain' } });
		expect(headers).toEqual({
			Accept: 'text/plain',
			Authorization: `Bearer ${credentials.magicWanWrite.apiToken}`,
		});
	});

	test.each([
		{ url: 'https://api.cloudflare.com.example.com/client/v4/zones' },
		{ url: 'http://api.cloudflare.com/client/v4/zones' },
		{ url: 'https://api.cloudflare.com/client/v4/../../elsewhere' },
		{ uri: 'https://example.com/client/v4/zones' },
	])('keeps the secret from any other address', async (options) => {
		await expect(authenticate(options)).rejects.toThrow(
			/^This credential is only for https:\/\/api\.cloudflare\.com\/client\/v4:/,
		);
	});

	test.each([
		['request', 'url', 'magicWanWrite'],
		['request', 'url', 'globalApiKey'],
		['requestLegacy', 'uri', 'magicWanWrite'],
		['requestLegacy', 'uri', 'globalApiKey'],
	] as const)(
		'does not go along with a redirect of another node: %s, %s, %s',
		async (helper, address, name) => {
			const elsewhere = await startEmulator();
			try {
				const headers = { location: `${elsewhere.baseUrl}/user` };
				emulator.fault({ status: 302, headers, body: '' });
				if (typeof credentialType.authenticate !== 'function') throw new Error('not a function');
				const options = await credentialType.authenticate(stored(emulator, credentials[name]), {
					method: 'GET',
					[address]: `${emulator.baseUrl}/user`,
					followRedirect: true,
					followAllRedirects: true,
					maxRedirects: 21,
					sendCredentialsOnCrossOriginRedirect: false,
				} as never);
				const answer = Container.get(OutboundHttp).requests()[helper](options);
				await expect(answer).rejects.toMatchObject({ response: { status: 302 } });
				expect(emulator.requests).toHaveLength(1);
				expect(elsewhere.requests).toEqual([]);
			} finally {
				await elsewhere.stop();
			}
		},
	);
});
