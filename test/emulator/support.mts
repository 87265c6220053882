import { expect, jest } from '@jest/globals';
import axios from 'axios';
import Cloudflare from 'cloudflare';
import { authHeaders, credentials, type Credential, type Emulator } from './index.mts';

// What the emulator's own tests have in common.

/** Cloudflare's own client, by default as the user token that may do everything in both accounts. */
export function sdkClient(
	emulator: Pick<Emulator, 'baseUrl'>,
	credential: Credential = credentials.magicWanWrite,
): Cloudflare {
	const secrets =
		credential.scheme === 'apiToken'
			? { apiToken: credential.apiToken }
			: { apiEmail: credential.email, apiKey: credential.apiKey };
	const none = { apiToken: null, apiEmail: null, apiKey: null };
	return new Cloudflare({ baseURL: emulator.baseUrl, maxRetries: 0, ...none, ...secrets });
}

/**
 * Spies on every method of resources of the SDK, so that a test can tell which of them were not driven.
 *
 * @param resources instances by the name that they get in the result
 * @returns a function that gives `resource.method` of what was not called since
 */
export function watchMethods(resources: Record<string, object>): () => string[] {
	const methods = Object.entries(resources).flatMap(([resource, instance]) => {
		const prototype = Object.getPrototypeOf(Object.getPrototypeOf(instance)) as Record<
			string,
			() => unknown
		>;
		return Object.getOwnPropertyNames(prototype)
			.filter((name) => name !== 'constructor')
			.map((name) => ({ name: `${resource}.${name}`, spy: jest.spyOn(prototype, name) }));
	});
	return () => methods.filter(({ spy }) => spy.mock.calls.length === 0).map(({ name }) => name);
}

const http = axios.create({ validateStatus: () => true, proxy: false, timeout: 5000 });

/** Sends a request to the emulated API, by default as {@link sdkClient} does. Never throws for a status. */
export async function send(
	emulator: Pick<Emulator, 'baseUrl'>,
	method: string,
	path: string,
	data?: unknown,
	as: Credential = credentials.magicWanWrite,
) {
	const headers = authHeaders(as);
	const { status, data: body } = await http.request({
		method,
		url: `${emulator.baseUrl}${path}`,
		data,
		headers,
	});
	return { status, data: body };
}

/** Sends a request to the paths beside the API that control the emulator. */
export async function control(
	emulator: Pick<Emulator, 'port'>,
	method: string,
	path: string,
	data?: unknown,
) {
	const url = `http://127.0.0.1:${emulator.port}/emulator/${path}`;
	const { status, data: body } = await http.request({ method, url, data });
	return { status, data: body };
}

/** A refusal in the v4 envelope, as {@link send} gives it. */
export function refused(status: number, code: number, message: RegExp = /./) {
	return {
		status,
		data: {
			success: false,
			errors: [{ code, message: expect.stringMatching(message) }],
			messages: [],
			result: null,
		},
	};
}
